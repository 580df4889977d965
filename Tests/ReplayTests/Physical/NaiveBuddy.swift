@testable import Pages
@testable import ReplayModel

/// The second model: which frames are free, and nothing else. It knows no lists, no order and no per-CPU pages.
struct NaiveBuddy {
    /// By frame: 0 free, else the number of the allocation.
    var owner: [Int]
    /// By frame: the zone.
    var zone: [Int]

    /// Precondition of a sound allocator: nothing that is handed out was in use.
    mutating func take(_ frame: FrameNumber, order: UInt8, as number: Int) -> Bool {
        let range = Int(frame.rawValue)..<(Int(frame.rawValue) + 1 << Int(order))
        guard Int(frame.rawValue) % (1 << Int(order)) == 0, range.allSatisfy({ owner[$0] == 0 && zone[$0] == zone[range.lowerBound] })
        else { return false }
        for index in range { owner[index] = number }
        return true
    }

    mutating func give(_ frame: FrameNumber, order: UInt8) {
        for index in Int(frame.rawValue)..<(Int(frame.rawValue) + 1 << Int(order)) { owner[index] = 0 }
    }

    /// The free blocks that merging must leave: of every free frame the largest aligned free block around it. (frame, order), ascending.
    func blocks(zone wanted: Int) -> [[Int]] {
        var result: [[Int]] = []
        var frame = 0
        while frame < owner.count {
            guard isFree(frame, 0, wanted) else {
                frame += 1
                continue
            }
            var order = 0
            while order < 10, frame % (2 << order) == 0, isFree(frame, order + 1, wanted) { order += 1 }
            result.append([frame, order])
            frame += 1 << order
        }
        return result
    }

    private func isFree(_ frame: Int, _ order: Int, _ wanted: Int) -> Bool {
        frame + (1 << order) <= owner.count
            && (frame..<(frame + (1 << order))).allSatisfy { owner[$0] == 0 && zone[$0] == wanted }
    }
}

extension PhysicalMemory {
    /// All free blocks of a zone, [frame, order], ascending.
    func freeSet(_ zone: ZoneIndex) -> [[Int]] {
        var result: [[Int]] = []
        for order in 0...UInt8(10) {
            for type in 0..<UInt8(6) {
                result += freeBlocks(zone, order: order, migratetype: type).map { [Int($0.rawValue), Int(order)] }
            }
        }
        return result.sorted { $0[0] < $1[0] }
    }
}
