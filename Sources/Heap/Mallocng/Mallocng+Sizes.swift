import ReplayModel

// Size classes (size_classes, size_to_class and the tables of alloc_group in malloc.c, musl 1.2.4).
extension Mallocng {
    /// Slot sizes by class, in units of 16 bytes.
    static let classes: [UInt64] = [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 31, 36, 42, 50, 63, 72, 84, 102, 127, 146, 170, 204, 255, 292, 340, 409,
        511, 584, 682, 818, 1023, 1169, 1364, 1637, 2047, 2340, 2730, 3276, 4095, 4680, 5460, 6552, 8191,
    ]
    /// How many slots a group of a small class gets, by how many there are already.
    private static let smallCounts: [[UInt64]] = [
        [30, 30, 30], [31, 15, 15], [20, 10, 10], [31, 15, 7], [25, 12, 6], [21, 10, 5], [18, 8, 4], [31, 15, 7], [28, 14, 6],
    ]
    private static let mediumCounts: [UInt64] = [28, 24, 20, 32]

    /// The class of the smallest slots that hold `bytes`. Precondition: bytes < mmapThreshold.
    static func sizeClass(_ bytes: UInt64) -> Int {
        let units = (bytes + inBand - 1) >> 4
        if units < 10 { return Int(units) }
        let size = UInt32(units + 1)
        var place = (28 - size.leadingZeroBitCount) * 4 + 8
        if UInt64(size) > classes[place + 1] { place += 2 }
        if UInt64(size) > classes[place] { place += 1 }
        return place
    }

    /// How many slots a new group of a class begins with, before it is cut to what is in use (alloc_group).
    static func slotCount(_ sizeClass: Int, usage: UInt64) -> UInt64 {
        if sizeClass < 9 {
            let counts = smallCounts[sizeClass]
            return counts[4 * counts[0] <= usage ? 0 : 4 * counts[1] <= usage ? 1 : 2]
        }
        let size = classes[sizeClass] * unit
        var count = mediumCounts[sizeClass & 3]
        while count & 1 == 0 && 4 * count > usage { count >>= 1 }
        while size * count >= 65536 * unit { count >>= 1 }
        return count
    }

    /// Fewer slots, if so many would be much more than what is in use.
    static func reducedCount(_ count: UInt64, _ sizeClass: Int, usage: UInt64) -> UInt64 {
        let bytes = classes[sizeClass] * unit * count
        guard 4 * count > usage else { return count }
        switch sizeClass & 3 {
        case 1 where bytes > 8 * pageSize: return 2
        case 2 where bytes > 4 * pageSize: return 3
        case 0 where bytes > 8 * pageSize: return 3
        case 0 where bytes > 2 * pageSize: return 5
        default: return count
        }
    }

    /// Bytes from slot to slot (get_stride); a mapping with one slot is all that slot's.
    func stride(_ group: GroupIndex) -> UInt64 {
        let record = records[group]
        if record.last == 0 && record.pages > 0 { return record.pages * pageSize - Self.unit }
        return Self.unit * Self.classes[record.sizeClass]
    }

    func start(_ group: GroupIndex, _ slot: UInt64) -> UInt64 { records[group].memory + Self.unit + stride(group) * slot }

    /// Where a block must end at the latest.
    func end(_ group: GroupIndex, _ slot: UInt64) -> UInt64 { start(group, slot) + stride(group) - Self.inBand }
}

/// How often groups of a size come and go (unmap_seq, bounces, seq).
struct BounceCounters: Sendable {
    private var sequence: UInt8 = 0
    private var unmapped = [UInt8](repeating: 0, count: 32)
    private var bounces = [UInt8](repeating: 0, count: 32)

    private func place(_ sizeClass: Int) -> Int? { (7..<39).contains(sizeClass) ? sizeClass - 7 : nil }

    /// A mapping was made or given back.
    mutating func step() {
        if sequence == 255 {
            for place in 0..<32 { unmapped[place] = 0 }
            sequence = 1
        } else {
            sequence += 1
        }
    }

    mutating func noteUnmapped(_ sizeClass: Int) {
        if let place = place(sizeClass) { unmapped[place] = sequence }
    }

    /// A group is mapped: soon after one of its class was unmapped, it counts.
    mutating func noteMapped(_ sizeClass: Int) {
        guard let place = place(sizeClass), unmapped[place] != 0, Int(sequence) - Int(unmapped[place]) < 10 else { return }
        bounces[place] = bounces[place] + 1 < 100 ? bounces[place] + 1 : 150
    }

    mutating func decay(_ sizeClass: Int) {
        if let place = place(sizeClass), bounces[place] > 0 { bounces[place] -= 1 }
    }

    func isBouncing(_ sizeClass: Int) -> Bool { place(sizeClass).map { bounces[$0] >= 100 } ?? false }
}
