import Platform
import ReplayModel
import ReplayStore
import TraceFormat

extension Narrator {
    func failedCall(_ row: Placed<FailedCallRow>) throws -> String {
        let result = row.error.map { Self.errnoNames[$0] ?? "errno \($0)" } ?? "a null pointer"
        let value = row.value.map { row.call == .pageAlloc ? " of order \($0)" : " (\(Describe.hex($0)))" } ?? ""
        let reason = row.reason.title.split(separator: "_").joined(separator: " ")
        return "\(row.call.name)\(value) of \(try who(row.process, before: row.step)) fails with \(result): \(reason)."
    }

    /// Those that `FailedCallRow` can have (asm-generic/errno-base.h).
    private static let errnoNames: [UInt8: String] = [
        1: "EPERM", 3: "ESRCH", 9: "EBADF", 11: "EAGAIN", 12: "ENOMEM", 13: "EACCES", 14: "EFAULT", 16: "EBUSY", 17: "EEXIST", 22: "EINVAL",
    ]

    func process(_ row: Placed<ProcessRow>) throws -> String {
        let process = "process \(row.process.rawValue) (\(try name(row.comm)))"
        let value = row.value ?? 0
        switch row.operation {
        case .start: return "\(process.capitalizedFirst) begins, uid \(row.uid)."
        case .fork: return "\(process.capitalizedFirst) is forked from process \(row.parent?.rawValue ?? 0)."
        case .exec: return "\(process.capitalizedFirst) begins a new program."
        case .exit: return "\(process.capitalizedFirst) is gone, status \(value)."
        case .kill: return "\(process.capitalizedFirst) is killed by signal \(value)."
        case .rename: return "The process is called \(process) from here on."
        case .oomScoreAdj, .oomAdj:
            let old = row.oldValue.map { " from \($0)" } ?? ""
            return "\(row.operation.title) of \(process) is set\(old) to \(value)."
        case .threadStart: return "\(process.capitalizedFirst) gets thread \(value)."
        case .threadEnd: return "Thread \(value) of \(process) ends."
        case .foreground: return "\(process.capitalizedFirst) comes to the foreground."
        case .background: return "\(process.capitalizedFirst) goes to the background."
        }
    }

    func syscall(_ row: Placed<SystemCallRow>) throws -> String {
        let maker = row.fromLibrary ? "The C library" : try who(row.process, before: row.step).capitalizedFirst
        let address = Describe.hex(row.address)
        let arguments = row.call == .brk ? address : "\(address), \(Describe.bytes(row.length))"
        let result =
            row.error.map { "fails with errno \($0)\($0 == 12 ? " (ENOMEM)" : "")" } ?? "returns \(Describe.hex(row.result))"
        return "\(maker) calls \(row.call.title)(\(arguments)), which \(result)."
    }

    func heap(_ row: Placed<HeapRow>) throws -> String {
        let chunk = "the chunk at \(Describe.hex(row.chunk))"
        let size = Describe.bytes(row.size)
        let asked = row.requested.map { ", \(Describe.bytes($0)) asked for" } ?? ""
        if let place = row.operation.source { return "malloc hands out \(chunk) (\(size)\(asked)), from \(place)." }
        if row.operation == .toTcache, try isAllocation(row.step) {
            return "malloc stashes \(chunk) (\(size)) in the thread's own cache: the bin it takes from has more chunks of the size "
                + "(tcache stashing), and later calls find them there."
        }
        if let place = row.operation.target { return "free gives \(chunk) (\(size)) to \(place)." }
        switch row.operation {
        case .sortToSmallbin, .sortToLargebin: return "\(chunk.capitalizedFirst) (\(size)) is sorted into its bin."
        case .split: return "\(chunk.capitalizedFirst) is split: \(size) remain."
        case .merge: return "\(chunk.capitalizedFirst) is merged with a free neighbour: \(size)."
        case .resize: return "\(chunk.capitalizedFirst) is resized in place: \(size)\(asked)."
        case .growTop: return "The top chunk grows to \(size)."
        case .trimTop: return "The top chunk is trimmed to \(size)."
        case .fail: return "The call fails: NULL\(asked)."
        default: return "\(chunk.capitalizedFirst): \(row.operation.title), \(size)."
        }
    }

    /// Whether the step's event asks the C library for memory.
    private func isAllocation(_ step: UInt64) throws -> Bool {
        let kind = try run.database.integer("SELECT kind FROM event WHERE step = ?", [SQLValue(step)])
        return kind.flatMap { EventKind(rawValue: UInt8(clamping: $0)) }.map { [.malloc, .calloc, .memalign].contains($0) } ?? false
    }

    func oom(_ row: Placed<OomRow>) throws -> String {
        let trigger: String
        switch row.trigger {
        case .lowMemoryKiller:
            let isGone = try run.machine.generation().rawValue > KernelGeneration.v44.rawValue
            trigger = "Android's lowmemorykiller acts" + (isGone ? " (a driver that Linux has no more since 4.12)" : "")
        case .recorded: trigger = "The recorded kernel's OOM killer acted"
        case .oomKiller:
            trigger =
                "The OOM killer acts for \(try who(row.invoker, before: row.step)) (\(Describe.block(order: row.order)), "
                + "\(Describe.gfp(row.gfp)))"
        }
        let outcome =
            try row.victim.map { "It chooses \(try who($0, before: row.step)) with \(grouped(row.points)) points." }
            ?? "Nobody may be killed."
        return "\(trigger): \(row.candidates) processes scored against \(Describe.pages(row.totalPages)). \(outcome)"
    }

    func oomZone(_ row: Placed<OomZoneRow>) -> String {
        "The OOM killer finds \(zone(row.zone)) with \(Describe.pages(row.free)) free, min watermark \(grouped(row.min))."
    }

    func oomCandidate(_ row: Placed<OomCandidateRow>) throws -> String {
        let process = try who(row.process, before: row.step).capitalizedFirst
        guard row.eligibility == .eligible else { return "\(process) may not be killed: \(row.eligibility.title)." }
        return "\(process) has \(grouped(row.points)) points: rss \(row.residentPages) + swap \(row.swapPages) + page tables "
            + "\(row.pageTablePages) - root \(row.rootBonus) + adj \(row.adjustment)."
    }
}

extension HeapOperation {
    /// Where malloc got the chunk; nil: it handed none out.
    fileprivate var source: String? {
        switch self {
        case .fromTcache: "the thread's cache"
        case .fromFastbin: "a fast bin"
        case .fromSmallbin: "a small bin"
        case .fromLargebin: "a large bin"
        case .fromUnsorted: "the unsorted bin"
        case .fromTop: "the top chunk"
        case .fromMmap: "a mapping of its own"
        default: nil
        }
    }

    /// Where free put the chunk; nil: it gave none back.
    fileprivate var target: String? {
        switch self {
        case .toTcache: "the thread's cache"
        case .toFastbin: "a fast bin"
        case .toUnsorted: "the unsorted bin"
        case .toTop: "the top chunk"
        case .toMmap: "the kernel"
        default: nil
        }
    }
}
