import Pages
import Slab

/// The page allocator when a run begins and when it ends.
public struct RunMoments: Sendable {
    public var begin: PageAllocatorSnapshot
    public var end: PageAllocatorSnapshot
    /// SLUB's lists at the end, of a run that began with the state of its caches.
    public var slabs: SlubSnapshot?

    public init(
        begin: PageAllocatorSnapshot = PageAllocatorSnapshot(), end: PageAllocatorSnapshot = PageAllocatorSnapshot(),
        slabs: SlubSnapshot? = nil
    ) {
        self.begin = begin
        self.end = end
        self.slabs = slabs
    }

    /// The small tables of both moments with their rows.
    var tables: [(SmallTable, [[SQLValue]])] {
        let moments: [(SQLValue, PageAllocatorSnapshot)] = [("begin", begin), ("end", end)]
        return [
            (.freeList, moments.flatMap { Self.lists($1, $0) }), (.pageblockType, moments.flatMap { Self.pageblocks($1, $0) }),
            (.perCPUState, moments.flatMap { Self.pcps($1, $0) }), (.zoneState, moments.flatMap { Self.zones($1, $0) }),
            (.slabList, slabs.map { Self.slabs($0, "end") } ?? []),
        ]
    }

    private static func lists(_ snapshot: PageAllocatorSnapshot, _ moment: SQLValue) -> [[SQLValue]] {
        snapshot.lists.enumerated().map { number, run in
            [
                moment, SQLValue(number), SQLValue(run.zone.rawValue), run.cpu.map { SQLValue($0) } ?? .null, SQLValue(run.order),
                SQLValue(run.migratetype), SQLValue(run.position), SQLValue(run.frame.rawValue), SQLValue(run.blocks),
                .integer(run.stride),
            ]
        }
    }

    private static func slabs(_ snapshot: SlubSnapshot, _ moment: SQLValue) -> [[SQLValue]] {
        func text(_ list: [UInt16]) -> SQLValue { .text(list.map { "\($0)" }.joined(separator: " ")) }
        return snapshot.slabs.enumerated().map { number, entry in
            [
                moment, SQLValue(number), SQLValue(entry.cache.rawValue), .text(entry.slab.place.title), SQLValue(entry.slab.cpu),
                SQLValue(entry.slab.frame.rawValue), SQLValue(entry.slab.order), SQLValue(entry.slab.objects),
                text(entry.slab.freelist), text(entry.slab.cpuFreelist),
            ]
        }
    }

    private static func pageblocks(_ snapshot: PageAllocatorSnapshot, _ moment: SQLValue) -> [[SQLValue]] {
        snapshot.pageblocks.enumerated().map { number, run in
            [
                moment, SQLValue(number), SQLValue(run.zone.rawValue), SQLValue(run.frame.rawValue), SQLValue(run.blocks),
                SQLValue(run.migratetype),
            ]
        }
    }

    private static func pcps(_ snapshot: PageAllocatorSnapshot, _ moment: SQLValue) -> [[SQLValue]] {
        snapshot.pcps.map { pcp in
            [
                moment, SQLValue(pcp.zone.rawValue), SQLValue(pcp.cpu), SQLValue(pcp.count), SQLValue(pcp.high),
                SQLValue(pcp.batch), SQLValue(pcp.freeFactor),
            ]
        }
    }

    private static func zones(_ snapshot: PageAllocatorSnapshot, _ moment: SQLValue) -> [[SQLValue]] {
        snapshot.zones.map { zone in
            [
                moment, SQLValue(zone.zone.rawValue), SQLValue(zone.managed), SQLValue(zone.free), SQLValue(zone.perCPU),
                SQLValue(zone.highAtomic),
            ]
        }
    }
}

extension SlabList {
    /// As the table `slab_list` calls it.
    fileprivate var title: String {
        switch self {
        case .full: "full"
        case .cpu: "cpu"
        case .cpuPartial: "cpu partial"
        case .nodePartial: "node"
        case .unused: "none"
        }
    }
}
