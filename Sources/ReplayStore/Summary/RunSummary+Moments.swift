import Replay

/// The page allocator when a run begins and when it ends.
public struct RunMoments: Sendable {
    public var begin: PageAllocatorPicture
    public var end: PageAllocatorPicture

    public init(begin: PageAllocatorPicture = PageAllocatorPicture(), end: PageAllocatorPicture = PageAllocatorPicture()) {
        self.begin = begin
        self.end = end
    }

    /// The small tables of both moments with their rows.
    var tables: [(SmallTable, [[SQLValue]])] {
        let moments: [(SQLValue, PageAllocatorPicture)] = [("begin", begin), ("end", end)]
        return [
            (.freeList, moments.flatMap { Self.lists($1, $0) }), (.pageblockType, moments.flatMap { Self.pageblocks($1, $0) }),
            (.perCPUState, moments.flatMap { Self.stocks($1, $0) }), (.zoneState, moments.flatMap { Self.zones($1, $0) }),
        ]
    }

    private static func lists(_ picture: PageAllocatorPicture, _ moment: SQLValue) -> [[SQLValue]] {
        picture.lists.enumerated().map { number, run in
            [
                moment, SQLValue(number), SQLValue(run.zone.rawValue), run.cpu.map { SQLValue($0) } ?? .null, SQLValue(run.order),
                SQLValue(run.migratetype), SQLValue(run.position), SQLValue(run.frame.rawValue), SQLValue(run.blocks),
                .integer(run.stride),
            ]
        }
    }

    private static func pageblocks(_ picture: PageAllocatorPicture, _ moment: SQLValue) -> [[SQLValue]] {
        picture.pageblocks.enumerated().map { number, run in
            [
                moment, SQLValue(number), SQLValue(run.zone.rawValue), SQLValue(run.frame.rawValue), SQLValue(run.blocks),
                SQLValue(run.migratetype),
            ]
        }
    }

    private static func stocks(_ picture: PageAllocatorPicture, _ moment: SQLValue) -> [[SQLValue]] {
        picture.stocks.map { stock in
            [
                moment, SQLValue(stock.zone.rawValue), SQLValue(stock.cpu), SQLValue(stock.count), SQLValue(stock.high),
                SQLValue(stock.batch), SQLValue(stock.freeFactor),
            ]
        }
    }

    private static func zones(_ picture: PageAllocatorPicture, _ moment: SQLValue) -> [[SQLValue]] {
        picture.zones.map { zone in
            [
                moment, SQLValue(zone.zone.rawValue), SQLValue(zone.managed), SQLValue(zone.free), SQLValue(zone.perCPU),
                SQLValue(zone.highAtomic),
            ]
        }
    }
}
