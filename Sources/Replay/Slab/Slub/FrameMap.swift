import ReplayModel

/// Which slab or large kmalloc a frame belongs to: a two-level table, so that memory is taken only for the parts of RAM
/// that slabs touch. Look-up and update are O(1).
///
/// Invariant: an entry is 0 for a frame of neither.
struct FrameMap: ~Copyable, Sendable {
    /// Set in the entry of a large kmalloc's frames.
    static let largeBit: UInt32 = 1 << 31
    private static let leafShift: UInt32 = 9
    private static let leafMask: UInt32 = 511

    /// Leaf number + 1 by frame / 512; 0: no leaf.
    private var directory = SlabBuffer<UInt32>()
    private var leaves = SlabBuffer<UInt32>()

    @inline(__always)
    subscript(frame: FrameNumber) -> UInt32 {
        let high = Int(frame.rawValue >> Self.leafShift)
        guard high < directory.count, directory[high] != 0 else { return 0 }
        return leaves[Int((directory[high] - 1) << Self.leafShift | frame.rawValue & Self.leafMask)]
    }

    mutating func set(_ frame: FrameNumber, order: UInt8, to entry: UInt32) {
        for number in frame.rawValue..<frame.rawValue + (1 << UInt32(order)) { set(number, entry) }
    }

    private mutating func set(_ frame: UInt32, _ entry: UInt32) {
        let high = Int(frame >> Self.leafShift)
        while directory.count <= high { directory.append(0) }
        if directory[high] == 0 {
            directory[high] = UInt32(leaves.count) >> Self.leafShift + 1
            leaves.append(contentsOf: repeatElement(0, count: Int(Self.leafMask) + 1))
        }
        leaves[Int((directory[high] - 1) << Self.leafShift | frame & Self.leafMask)] = entry
    }
}
