/// How kernels of one age number migrate types (enum migratetype, include/linux/mmzone.h of 2.6.32, 3.10, 4.3, 4.4 and 6.1).
///
/// | | 0 | 1 | 2 | 3 | 4 | 5 |
/// |---|---|---|---|---|---|---|
/// | before 4.4 | unmovable | reclaimable | movable | reserve | CMA, or isolate where there is no CMA | isolate |
/// | from 4.4 on | unmovable | movable | reclaimable | highatomic | the same | isolate |
enum MigratetypeNumbering: Sendable {
    case before44, since44

    init(of kernel: RecordedKernel) { self = kernel < RecordedKernel(4, 4) ? .before44 : .since44 }

    /// The numbering that an allocation shows: its type follows from its flags (gfp_migratetype, include/linux/gfp.h). nil: the type is
    /// the same in both, or the flags say neither movable nor reclaimable.
    init?(shownBy event: TraceEvent) {
        guard event.kind == .pageAlloc, let mask = event.number(.gfp), let type = event.number(.migratetype), type == 1 || type == 2 else {
            return nil
        }
        let flags = GfpFlags(rawValue: UInt32(truncatingIfNeeded: mask)).intersection([.movable, .reclaimable])
        switch flags {
        case .movable: self = type == 1 ? .since44 : .before44
        case .reclaimable: self = type == 1 ? .before44 : .since44
        default: return nil
        }
    }

    /// The type that the kernel's `number` stands for.
    func type(_ number: UInt64, hasCMA: Bool) -> Migratetype {
        switch (number, self) {
        case (0, _): .unmovable
        case (1, .since44), (2, .before44): .movable
        case (1, .before44), (2, .since44): .reclaimable
        case (3, _): .highAtomic
        case (4, _): hasCMA ? .cma : .isolate
        default: .isolate
        }
    }
}
