import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Virtual

/// A vmalloc space on simple pages and tables, with short calls.
struct VmallocBench {
    var space: VmallocSpace
    var pages: FakePages
    var tables = FakeTables()
    var log = TransitionLog()

    init(_ profile: MachineProfile = TestProfiles.i386(), frames: UInt32 = 1 << 16) {
        space = VmallocSpace(profile: profile)
        pages = FakePages(frames: frames)
        log.begin(step: Step(1))
    }

    mutating func vmalloc(_ size: UInt64, _ gfp: GfpFlags = .kernel, align: UInt64 = pageSize) throws(OutOfMemory) -> AreaOutcome {
        try space.vmalloc(size: size, gfp: gfp, align: align, cpu: 0, tables: &tables, memory: &pages, log: &log)
    }

    mutating func vmap(_ first: UInt32, _ count: UInt64) throws(OutOfMemory) -> AreaOutcome {
        try space.vmap(first: FrameNumber(first), count: count, tables: &tables, memory: &pages, log: &log)
    }

    mutating func ioremap(_ physical: UInt64, _ size: UInt64) throws(OutOfMemory) -> AreaOutcome {
        try space.ioremap(physical: physical, size: size, tables: &tables, memory: &pages, log: &log)
    }

    @discardableResult
    mutating func free(_ address: UInt64, as kind: AreaKind? = nil) -> AreaFreeOutcome {
        space.free(VirtualAddress(address), as: kind, cpu: 0, tables: &tables, memory: &pages, log: &log)
    }

    mutating func record(
        _ start: UInt64, _ size: UInt64, kind: AreaKind = .recorded, physical: UInt64? = nil
    ) -> RecordedAreaOutcome {
        space.allocateRecorded(start: start, size: size, kind: kind, physical: physical, log: &log)
    }

    mutating func freeRecorded(_ start: UInt64) -> AreaFreeOutcome { space.freeRecorded(start: start, log: &log) }

    mutating func purge() { space.purge(log: &log) }

    func check() { space.checkInvariants(tables: tables, memory: pages) }
}

extension AreaOutcome {
    /// The address, or nil.
    var address: UInt64? {
        if case .mapped(let address) = self { return address.rawValue }
        return nil
    }
}
