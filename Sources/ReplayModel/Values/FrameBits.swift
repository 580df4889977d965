/// A set of frames: one cache line for each 512 of them, so that frames close to each other are asked for together.
///
/// Invariant: `positions` has the place of each line by its frames' number / 512.
public struct FrameBits: Sendable {
    /// Bits of the 512 frames from a multiple of 512.
    public struct Line: Sendable {
        @usableFromInline var words = InlineArray<8, UInt64>(repeating: 0)

        @inlinable public init() {}

        @inlinable public var count: Int { words.indices.reduce(0) { $0 + words[$1].nonzeroBitCount } }

        @inlinable public subscript(frame: UInt64) -> Bool {
            @inline(__always) get { words[Int(truncatingIfNeeded: frame >> 6 & 7)] >> (frame & 63) & 1 != 0 }
            set {
                let word = Int(truncatingIfNeeded: frame >> 6 & 7)
                if newValue { words[word] |= 1 << (frame & 63) } else { words[word] &= ~(1 << (frame & 63)) }
            }
        }
    }

    @usableFromInline var positions = NumberTable(filler: Int32(0))
    @usableFromInline var lines: [Line] = []

    @inlinable public init() {}

    /// The line with a frame; nil: none of its frames was ever added.
    @inlinable @inline(__always) public func line(with frame: UInt64) -> Line? { positions[frame >> 9].map { lines[Int($0)] } }

    /// Complexity: O(lines).
    @inlinable public var count: Int { lines.reduce(0) { $0 + $1.count } }

    @inlinable public func contains(_ frame: UInt64) -> Bool { line(with: frame)?[frame] ?? false }

    @inlinable public mutating func insert(_ frame: UInt64) {
        if let position = positions[frame >> 9] {
            lines[Int(position)][frame] = true
        } else {
            positions.update(frame >> 9, Int32(lines.count))
            lines.append(Line())
            lines[lines.count - 1][frame] = true
        }
    }

    /// The block of 2^order frames from `frame`.
    @inlinable public mutating func insert(_ frame: UInt64, order: UInt8) {
        for each in frame..<frame + (1 << UInt64(order)) { insert(each) }
    }

    @inlinable public mutating func remove(_ frame: UInt64) {
        if let position = positions[frame >> 9] { lines[Int(position)][frame] = false }
    }
}
