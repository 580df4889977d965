import Pages
import ReplayAnalysis
import ReplayModel
import ReplayStore

/// The page allocator as a run stored it at its begin or end.
struct AllocatorMoment {
    struct PerCPUPages {
        var count: UInt64
        var high: UInt64
        var batch: UInt64
        var freeFactor: UInt64
    }

    /// One list: its zone, processor (-1: the buddy's), order and migrate type.
    struct ListKey: Hashable {
        var zone: Int64
        var cpu: Int64
        var order: Int64
        var type: Int64
    }

    struct Totals {
        var managed: UInt64
        var free: UInt64
        var perCPU: UInt64
        var highAtomic: UInt64
    }

    /// Frames of each list in order. Only looked up.
    private(set) var lists: [ListKey: [UInt32]] = [:]
    /// By zone: the type of each page block, from the one with the zone's first frame.
    private(set) var pageblocks: [Int64: [UInt8]] = [:]
    /// By zone, then CPU.
    private(set) var perCPU: [Int64: [PerCPUPages]] = [:]
    private(set) var totals: [Int64: Totals] = [:]

    init(_ run: Run, moment: String) throws {
        let key = [SQLValue.text(moment)]
        try run.database.forEachRow(
            "SELECT zone, ifnull(cpu, -1) AS cpu, ord, migratetype, pfn, blocks, stride FROM free_list WHERE moment = ? ORDER BY run", key
        ) { row in
            // Blocks that drain to another type stand on Movable's list (see free_list.migratetype).
            let (cpu, type) = (row.integer("cpu"), row.integer("migratetype"))
            let list = ListKey(
                zone: row.integer("zone"), cpu: cpu, order: row.integer("ord"), type: cpu >= 0 && type > 2 ? 1 : type)
            let (first, stride) = (row.integer("pfn"), row.integer("stride"))
            for index in 0..<row.integer("blocks") { lists[list, default: []].append(UInt32(first + index * stride)) }
        }
        try run.database.forEachRow("SELECT zone, blocks, migratetype FROM pageblock_type WHERE moment = ? ORDER BY run", key) { row in
            let types = Array(repeating: UInt8(row.integer("migratetype")), count: Int(row.integer("blocks")))
            pageblocks[row.integer("zone"), default: []] += types
        }
        try run.database.forEachRow(
            "SELECT zone, \"count\", high, batch, free_factor FROM per_cpu_state WHERE moment = ? ORDER BY zone, cpu", key
        ) { row in
            perCPU[row.integer("zone"), default: []].append(
                PerCPUPages(
                    count: row.address("count"), high: row.address("high"), batch: row.address("batch"),
                    freeFactor: row.address("free_factor")))
        }
        try run.database.forEachRow("SELECT zone, managed, free, pcp, highatomic FROM zone_state WHERE moment = ?", key) { row in
            totals[row.integer("zone")] = Totals(
                managed: row.address("managed"), free: row.address("free"), perCPU: row.address("pcp"),
                highAtomic: row.address("highatomic"))
        }
    }

    /// A buddy list's frames.
    func free(_ zone: Int64, order: Int, type: Int) -> [UInt32] {
        lists[ListKey(zone: zone, cpu: -1, order: Int64(order), type: Int64(type))] ?? []
    }

    /// A per-CPU list's frames.
    func perCPUList(_ zone: Int64, cpu: Int, order: Int, type: Int) -> [UInt32] {
        lists[ListKey(zone: zone, cpu: Int64(cpu), order: Int64(order), type: Int64(type))] ?? []
    }

    /// All frames on the buddy's lists of a zone.
    func freeFrames(_ zone: Int64) -> FrameRuns {
        var ranges: [Range<UInt64>] = []
        for order in 0..<orderCount {
            for type in 0..<migratetypes {
                for frame in free(zone, order: order, type: type) { ranges.append(UInt64(frame)..<(UInt64(frame) + 1 << UInt64(order))) }
            }
        }
        return FrameRuns(ranges)
    }
}

/// How many migrate types have lists.
let migratetypes = 6
