import Foundation
import Pages
import ReplayModel
import TraceFormat

/// A starting state of the page allocator from /proc/pagetypeinfo and the per-CPU counts of /proc/zoneinfo: as many free blocks of each
/// order and migrate type as there were, placed from the top of each zone down; where they really lay those files do not tell.
///
/// A block stands in the lower half of a hole twice its size or larger, or fills a piece of memory at an edge, so that no two of them
/// could merge. On which per-CPU lists the pages stood the files do not tell. HighMem serves programs, so its are movable. Below it stand the
/// kernel's: two thirds unmovable and one third reclaimable, as the recorded run used them up (about 300 page tables came from
/// Normal before its lists had to be refilled, and 208 pages were left on them in the end).
struct RecordedPages {
    private var holes: [[UInt32]] = []
    /// Whole pieces of managed memory: nothing that their block could merge with is managed.
    private var pieces: [[UInt32]] = []
    private(set) var state = InitialPageState()

    init(pagetypeinfo: String, zoneinfo: String, profile: MachineProfile) {
        let blocks = Self.freeBlocks(pagetypeinfo)
        for zone in profile.zones {
            collectHoles(zone, profile)
            for order in stride(from: 10, through: 0, by: -1) {
                for type in 0..<4 {
                    for _ in 0..<(blocks["\(zone.kind.title) \(type)"]?[order] ?? 0) {
                        let frame = take(UInt8(order))
                        state.free.append(.init(frame: FrameNumber(frame), order: UInt8(order), migratetype: UInt8(type)))
                    }
                }
            }
            let count = Self.pcpPages(zoneinfo, zone.kind.title)
            for index in 0..<count {
                let kernelType: Migratetype = index % 3 == 2 ? .reclaimable : .unmovable
                let type = (zone.kind == .highMem ? .movable : kernelType).rawValue
                state.perCPU.append(.init(frame: FrameNumber(take(0, alone: false)), order: 0, migratetype: type))
            }
        }
    }

    /// Free blocks by order, by `ZONE TYPE`.
    private static func freeBlocks(_ text: String) -> [String: [Int]] {
        let names = ["Unmovable", "Movable", "Reclaimable", "HighAtomic"]
        var result: [String: [Int]] = [:]
        for line in text.split(separator: "\n") where line.contains(", type") {
            let words = line.split { $0 == " " || $0 == "," }
            guard let type = names.firstIndex(of: String(words[5])) else { continue }
            result["\(words[3]) \(type)"] = words[6...].compactMap { Int($0) }
        }
        return result
    }

    private static func pcpPages(_ zoneinfo: String, _ zone: String) -> Int {
        var isZone = false
        for line in zoneinfo.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first == "Node" { isZone = words.last == zone[...] }
            if isZone, words.first == "count:" { return Int(words[1]) ?? 0 }
        }
        return 0
    }

    /// The zone's managed frames as aligned holes by order, highest last.
    private mutating func collectHoles(_ zone: ZoneProfile, _ profile: MachineProfile) {
        holes = Array(repeating: [], count: 11)
        pieces = holes
        var frame = UInt32(zone.range.start >> 12)
        let end = UInt32(zone.range.end >> 12)
        var isManaged = [Bool](repeating: false, count: Int(end - frame))
        let first = frame
        for (ranges, value) in [(profile.ram, true), (profile.reserved, false)] {
            for range in ranges {
                let (low, high) = (max(UInt32(range.start >> 12), first), min(UInt32(range.end >> 12), end))
                for each in low..<max(low, high) { isManaged[Int(each - first)] = value }
            }
        }
        while frame < end {
            var order = min(10, frame == 0 ? 10 : frame.trailingZeroBitCount)
            while order > 0,
                frame + (1 << UInt32(order)) > end || isManaged[Int(frame - first)..<Int(frame - first) + (1 << order)].contains(false)
            {
                order -= 1
            }
            if isManaged[Int(frame - first)] { pieces[order].append(frame) }
            frame += 1 << UInt32(order)
        }
    }

    /// The first frame of a place for a block: alone in its hole, or in the lower half of a larger one.
    private mutating func take(_ order: UInt8, alone: Bool = true) -> UInt32 {
        let larger = order == 10 || !alone ? Int(order) : Int(order) + 1
        if !pieces[Int(order)].isEmpty { return pieces[Int(order)].removeLast() }
        let hole = (larger..<11).first { !holes[$0].isEmpty }
        guard let size = hole ?? (larger..<11).first(where: { !pieces[$0].isEmpty }) else { preconditionFailure("no room for a block") }
        let frame = hole == nil ? pieces[size].removeLast() : holes[size].removeLast()
        for half in Int(order)..<size { holes[half].append(frame + (1 << UInt32(half))) }
        return frame
    }
}
