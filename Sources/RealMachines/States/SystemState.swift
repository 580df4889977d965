import Replay

/// What files say of a machine at one moment: a starting state, or one to check a run's end against.
///
/// Everything is optional, since files differ in what they tell; where two files tell of the same thing the first given wins.
public struct SystemState: Sendable {
    /// The files read: a run's identity.
    public var sources: [StartState.Source] = []
    /// log2 of the frames in a page block.
    public var pageblockOrder: UInt8?
    /// Lowest first; only zones with RAM.
    public var zones: [ZoneFacts] = []
    /// /proc/kpageflags.
    public var flags: PageFlags?
    /// RAM ("System RAM") and the kernel's image in frames, from /proc/iomem.
    public var ram: FrameRuns?
    public var kernelImage: FrameRuns?
    /// The kernel's release (`6.1.0-49-amd64`), from /proc/version.
    public var release: String?
    /// Lines of /proc/meminfo in KiB.
    public var memInfo: [(name: String, value: UInt64)] = []
    /// Lines of /proc/slabinfo and the areas of /proc/vmallocinfo.
    public var slabs: [SlabFacts]?
    public var areas: [VmallocFacts]?
    /// SLUB's caches.
    public var slabCaches: InitialSlabState?
    /// Fields and lines that stand for nothing here, and how often.
    public var unknown: [(name: String, count: UInt64)] = []

    public init() {}

    /// Notes something that was not understood.
    mutating func ignore(_ name: String) {
        if let index = unknown.firstIndex(where: { $0.name == name }) {
            unknown[index].count += 1
        } else {
            unknown.append((name, 1))
        }
    }

    /// The zone of a kind, made when there is none.
    mutating func zone(_ kind: ZoneKind) -> Int {
        if let index = zones.firstIndex(where: { $0.kind == kind }) { return index }
        let index = zones.firstIndex { $0.kind.rawValue > kind.rawValue } ?? zones.count
        zones.insert(ZoneFacts(kind: kind), at: index)
        return index
    }
}

/// A line of /proc/slabinfo.
public struct SlabFacts: Sendable, Equatable {
    public var name: String
    public var activeObjects: UInt64
    public var objects: UInt64
    public var objectSize: UInt64
    public var objectsPerSlab: UInt64
    public var pagesPerSlab: UInt64
}

/// A line of /proc/vmallocinfo.
public struct VmallocFacts: Sendable, Equatable {
    public var start: UInt64
    public var size: UInt64

    public init(start: UInt64, size: UInt64) {
        self.start = start
        self.size = size
    }
}
