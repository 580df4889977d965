import Pages
import ProcFiles
import ReplayModel
import TraceFormat

/// A zone of a report as a trial has it: its free blocks and limits. Pages.
///
/// Invariant: the blocks hold `free - excess` pages.
struct TrialZone {
    var title: String
    var kind: ZoneKind
    /// By migrate type and order.
    var blocks: [[UInt64]]
    /// What the zone's own counter says, without memory that the request may not use (CMA).
    var free: UInt64
    /// Pages in small blocks beyond anything that a watermark asks for, which are left out.
    var excess: UInt64 = 0
    /// Pages of CMA that are left out.
    var kept: UInt64 = 0
    /// With the boost.
    var min: UInt64
    var boost: UInt64
    var low: UInt64
    var high: UInt64
    var highAtomic: UInt64
    /// By `ZoneKind`.
    var protection: [UInt64]

    /// No zone has higher marks: 64 GiB of pages of 4 KiB. More is a damaged number.
    private static let mostMark: UInt64 = 1 << 24

    /// nil: of a kind that the model has not, its line is missing, or it has a number that cannot be.
    init?(_ zone: MemoryReport.Zone, of report: MemoryReport, isMovable: Bool) {
        guard let kind = ZoneKind(title: zone.name), let min = zone["min"], zone["free"] != nil else { return nil }
        self.kind = kind
        title = report.nodes.count > 1 ? zone.title : zone.name
        blocks = zone.blocksByType
        free = zone.free
        self.min = min
        boost = Swift.min(zone["boost"] ?? 0, min)
        low = zone["low"] ?? min
        high = zone["high"] ?? low
        // From 6.12 on only what is free of the reserve counts against a request.
        highAtomic = zone["free_highatomic"] ?? zone["reserved_highatomic"] ?? 0
        protection = report.protection(zone)
        guard Swift.max(min, low, high) <= Self.mostMark, protection.allSatisfy({ $0 <= 4 * Self.mostMark }) else { return nil }
        takeCMA(free: zone["free_cma"], isMovable: isMovable)
        balance()
        leaveOut()
    }

    private mutating func takeCMA(free counted: UInt64?, isMovable: Bool) {
        let (cma, movable) = (Int(Migratetype.cma.rawValue), Int(Migratetype.movable.rawValue))
        if isMovable {
            for order in 0..<orderCount { blocks[movable][order] += blocks[cma][order] }
        } else {
            kept = Swift.min(counted ?? Self.pages(blocks[cma]), free)
            free -= kept
        }
        for type in [cma, Int(Migratetype.isolate.rawValue)] { blocks[type] = Array(repeating: 0, count: orderCount) }
    }

    private static func pages(_ counts: [UInt64]) -> UInt64 { counts.enumerated().reduce(0) { $0 + $1.element << UInt64($1.offset) } }

    private var blockPages: UInt64 { blocks.reduce(0) { $0 + Self.pages($1) } }

    /// Makes the blocks hold what the zone's counter says: the two lines of a report are not of one moment. The counter decides, because the
    /// watermarks are compared with it; single pages are added, or the smallest blocks taken away.
    private mutating func balance() {
        let total = blockPages
        if total < free { add(pages: free - total, asBlocks: false) } else { remove(total - free) }
    }

    private mutating func remove(_ pages: UInt64) {
        var left = pages
        for order in 0..<orderCount {
            for type in blocks.indices where left > 0 {
                let size = UInt64(1) << UInt64(order)
                let count = Swift.min(blocks[type][order], (left + size - 1) >> UInt64(order))
                blocks[type][order] -= count
                let removed = count << UInt64(order)
                if removed > left { add(pages: removed - left, asBlocks: true, type: type) }
                left -= Swift.min(removed, left)
            }
        }
    }

    /// Free pages beyond which more do not matter to any request.
    var enough: UInt64 { 2 * high + (protection.max() ?? 0) + 4 << UInt64(maxOrder) }

    /// Leaves out small blocks where there is far more free than any watermark asks for; of each kind one stays.
    private mutating func leaveOut() {
        let enough = enough
        for order in 0...Int(maxOrder) {
            for type in blocks.indices where free - excess > enough && blocks[type][order] > 1 {
                let count = Swift.min(blocks[type][order] - 1, (free - excess - enough) >> UInt64(order))
                blocks[type][order] -= count
                excess += count << UInt64(order)
            }
        }
    }

    /// Adds movable memory: as blocks that are as large as can be, or page by page.
    mutating func add(pages: UInt64, asBlocks: Bool, type: Int = Int(Migratetype.movable.rawValue)) {
        guard asBlocks else { return blocks[type][0] += pages }
        blocks[type][Int(maxOrder)] += pages >> UInt64(maxOrder)
        for order in 0..<Int(maxOrder) where pages >> UInt64(order) & 1 == 1 { blocks[type][order] += 1 }
    }

    /// Gives the zone another min watermark without its boost; low moves along.
    mutating func setMin(_ base: UInt64) {
        let least = base + boost
        low = low - Swift.min(min, low) + least
        min = least
    }

    /// Takes the boost off (vm.watermark_boost_factor).
    mutating func removeBoost() {
        low -= Swift.min(boost, low)
        min -= boost
        boost = 0
    }

    /// Adds free memory, in large blocks.
    mutating func grow(by pages: UInt64) {
        add(pages: pages, asBlocks: true)
        free += pages
    }
}
