import Pages
import ReplayModel
import ReplayStore

/// The page allocator as it stood at one place of a run: every list in order, every page block's type, every frame's owner.
///
/// It is rebuilt from the run's beginning and its `page` and `pageblock` rows, as `PhysicalMemory+Rows.swift` says. Cost: linear in the
/// rows before the place. Where only lists, page-block types and counts are asked for, `lists(of:at:)` begins at the last checkpoint instead.
///
/// Limits (watermarks, reserves, per-CPU high and batch) are those of the begin, or of the last sysctl that set them.
public final class PageAllocatorState {
    public private(set) var memory: PhysicalMemory
    /// Which step put an allocated block where it is, by its first frame.
    private var births: [UInt32: Birth] = [:]
    /// Page requests served so far, by zone (NUMA_HIT).
    public private(set) var requestsServed: [UInt64]

    private var refill: Refill?
    /// The processor of the last event that named one.
    private var cpu: UInt16 = 0

    /// Blocks of one refill of a per-CPU list, which the zone's counter is told of at once.
    private struct Refill: Equatable {
        var zone: ZoneIndex
        var cpu: UInt16
        var order: UInt8
        var pages: Int64 = 0
    }

    private struct Birth {
        var step: UInt64
        var order: UInt8
    }

    /// The state after a moment.
    ///
    /// Errors: `AnalysisError` when the run's file lacks the machine's memory map, or when its rows do not fit one another.
    public convenience init(_ run: Run, at moment: Moment) throws {
        try self.init(run, before: RowPosition(step: moment.step + 1, seq: 0))
        try check(against: run, at: moment)
    }

    /// The state in the middle of a step: with all rows before a place.
    public convenience init(_ run: Run, before position: RowPosition) throws {
        self.init(memory: try run.pages.memoryAtBegin())
        try run.pages.forEachRow(before: position) { try apply($0) }
        endRefill()
        try takeLimits(of: run, before: position)
    }

    /// A sysctl before the place may have set other limits.
    private func takeLimits(of run: Run, before position: RowPosition) throws {
        for row in try run.pages.limits(upTo: position.seq > 0 ? position.step : position.step - 1) { memory.apply(row) }
    }

    /// The lists, page-block types and counts after a moment, from the last checkpoint on. Of allocated frames it does not know what they
    /// serve, nor since when, nor what of the free pages the zones' own counters have not been told.
    ///
    /// Errors: as of `init(_:at:)`.
    static func lists(of run: Run, at moment: Moment) throws -> PageAllocatorState {
        guard let checkpoint = try run.pages.checkpoint(at: moment) else { return try PageAllocatorState(run, at: moment) }
        let state = PageAllocatorState(memory: try run.pages.memory(at: checkpoint))
        state.requestsServed = checkpoint.served
        let end = RowPosition(step: moment.step + 1, seq: 0)
        try run.pages.forEachRow(before: end, from: checkpoint.step + 1) { try state.apply($0) }
        state.endRefill()
        try state.takeLimits(of: run, before: end)
        try state.check(against: run, at: moment)
        return state
    }

    private init(memory: consuming PhysicalMemory) {
        requestsServed = Array(repeating: 0, count: memory.zoneIndices.count)
        self.memory = memory
    }

    /// Applies the next row.
    func apply(_ row: AllocatorRow) throws {
        let fits: Bool
        switch row.change {
        case .page(let page):
            fits = memory.apply(page)
            if fits {
                if let cpu = row.cpu { self.cpu = cpu }
                count(page)
                note(page, step: row.position.step)
            }
        case .pageblock(let pageblock): fits = memory.apply(pageblock)
        }
        guard fits else {
            throw AnalysisError(
                "step \(row.position.step), row \(row.position.seq): the page allocator's lists cannot change so",
                expected: "rows that follow from the ones before")
        }
    }

    /// Tells the zone's counter of free pages, which lags behind the lists, what the allocator told it.
    private func count(_ row: PageRow) {
        let pages = Int64(1) << Int64(row.order)
        if row.operation == .refill {
            let next = Refill(zone: row.zone, cpu: UInt16(truncatingIfNeeded: row.ownerID), order: row.order)
            if let refill, refill.zone != next.zone || refill.cpu != next.cpu || refill.order != next.order { endRefill() }
            if refill == nil { refill = next }
            refill!.pages += pages
            return
        }
        endRefill()
        guard row.blockOrder != nil else { return }
        switch row.operation {
        case .allocate: memory.countFree(-pages, zone: row.zone, cpu: cpu)
        case .free, .drain: memory.countFree(pages, zone: row.zone, cpu: cpu)
        case .refill, .own, .repair, .move: break
        }
    }

    private func endRefill() {
        guard let refill else { return }
        memory.countFree(-refill.pages, zone: refill.zone, cpu: refill.cpu)
        self.refill = nil
    }

    private func note(_ row: PageRow, step: UInt64) {
        guard row.operation == .allocate else { return }
        births[row.frame.rawValue] = Birth(step: step, order: row.order)
        if row.gfp != nil { requestsServed[Int(row.zone.rawValue)] += 1 }
    }

    /// The step that allocated a frame; nil: it was in use when the run began. Precondition: the frame is allocated.
    public func birth(of frame: FrameNumber) -> UInt64? {
        for order in 0...UInt8(10) {
            let head = frame.rawValue & ~((1 << UInt32(order)) - 1)
            if let birth = births[head], UInt64(head) + 1 << UInt64(birth.order) > UInt64(frame.rawValue) { return birth.step }
        }
        return nil
    }

    /// The counts by order must be those that the run stored.
    private func check(against run: Run, at moment: Moment) throws {
        let populated = Set(memory.zoneIndices.filter { memory.report($0).managed > 0 }.map { Int64($0.rawValue) })
        for (_, row) in try run.lastRows(of: ZoneFreeRow.self, by: .zone, at: moment, among: populated) {
            memory.setBoost(UInt64(row.boost), zone: row.zone)
            let report = memory.report(row.zone)
            let rebuilt = report.freeBlocks.map { Int64($0) } + [report.perCPU.reduce(0) { $0 + Int64($1.count) }]
            let stored = row.blocks.elements.map { Int64($0) } + [Int64(row.perCPU)]
            guard rebuilt == stored else {
                throw AnalysisError(
                    "the free lists of zone \(report.kind.title) rebuilt for step \(moment.step) hold \(rebuilt), the run says \(stored)",
                    expected: "a run whose beginning is stored whole")
            }
        }
    }
}

/// A place between rows: everything before (step, seq) has happened.
public struct RowPosition: Equatable, Comparable, Sendable {
    public var step: UInt64
    public var seq: Int64

    public init(step: UInt64, seq: Int64) {
        self.step = step
        self.seq = seq
    }

    public static func < (a: Self, b: Self) -> Bool { (a.step, a.seq) < (b.step, b.seq) }
}
