import ReplayModel

/// What of the slab allocator a frame belongs to.
enum FrameEntry: Equatable, Sendable {
    case none
    case slab(SlabIndex)
    case large(LargeIndex)
}

/// Which slab or large kmalloc a frame belongs to: a two-level table, so that memory is taken only for the parts of RAM
/// that slabs touch. Look-up and update are O(1).
///
/// Invariant: a word is 0 for a frame of neither, a slab's number + 1, or a large kmalloc's number with `largeBit`.
struct FrameMap: ~Copyable, Sendable {
    private static let largeBit: UInt32 = 1 << 31
    private static let leafShift: UInt32 = 9
    private static let leafMask: UInt32 = 511

    /// Leaf number + 1 by frame / 512; 0: no leaf.
    private var directory = SlabBuffer<UInt32>()
    private var leaves = SlabBuffer<UInt32>()

    @inline(__always)
    subscript(frame: FrameNumber) -> FrameEntry {
        let high = Int(frame.rawValue >> Self.leafShift)
        guard high < directory.count, directory[high] != 0 else { return .none }
        let word = leaves[Int((directory[high] - 1) << Self.leafShift | frame.rawValue & Self.leafMask)]
        if word == 0 { return .none }
        if word & Self.largeBit != 0 { return .large(LargeIndex(rawValue: word & ~Self.largeBit)) }
        return .slab(SlabIndex(rawValue: word - 1))
    }

    /// Enters a block of 2^`order` frames.
    mutating func set(_ frame: FrameNumber, order: UInt8, to entry: FrameEntry) {
        let word: UInt32
        switch entry {
        case .none: word = 0
        case .slab(let index): word = index.rawValue + 1
        case .large(let index): word = Self.largeBit | index.rawValue
        }
        for number in frame.rawValue..<frame.rawValue + (1 << UInt32(order)) { set(FrameNumber(number), word) }
    }

    private mutating func set(_ frame: FrameNumber, _ word: UInt32) {
        let high = Int(frame.rawValue >> Self.leafShift)
        while directory.count <= high { directory.append(0) }
        if directory[high] == 0 {
            directory[high] = UInt32(leaves.count) >> Self.leafShift + 1
            leaves.append(contentsOf: repeatElement(0, count: Int(Self.leafMask) + 1))
        }
        leaves[Int((directory[high] - 1) << Self.leafShift | frame.rawValue & Self.leafMask)] = word
    }
}
