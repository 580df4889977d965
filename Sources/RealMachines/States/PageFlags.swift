import Replay
import TraceFormat

/// /proc/kpageflags: a little-endian 64-bit word for each frame from 0 (include/uapi/linux/kernel-page-flags.h and
/// fs/proc/page.c of Linux 6.1).
public struct PageFlags: Sendable {
    /// Bits that are used here.
    enum Bit: UInt64 {
        case slab = 7
        /// On every page of a free block, not only on its first.
        case buddy = 10
        case anonymous = 12
        case compoundHead = 15
        case compoundTail = 16
        case noPage = 20
        case zeroPage = 24
        case pageTable = 26
        case lru = 5
        case mapped = 11
        case reserved = 32
    }

    /// Frames told of: 0 ..< count.
    public let count: UInt64
    /// Frames on the buddy's free lists, reserved ones, and ones that are no RAM.
    public let free: FrameRuns
    public let reserved: FrameRuns
    public let absent: FrameRuns
    /// What allocated frames serve, by runs of one use.
    public let used: [InitialPageState.UsedFrames]

    /// Errors: not a whole number of words, or more frames than frame numbers.
    init(_ bytes: [UInt8], file: String) throws(TraceError) {
        guard bytes.count % 8 == 0, !bytes.isEmpty else {
            throw TraceError(
                file: file, offset: UInt64(bytes.count / 8 * 8), problem: "ends inside a word", expected: "8 bytes for each page frame")
        }
        guard bytes.count / 8 < Int(UInt32.max) else {
            throw TraceError(file: file, problem: "\(bytes.count / 8) frames", expected: "fewer than 2^32")
        }
        count = UInt64(bytes.count / 8)
        var (free, reserved, absent) = (FrameRuns(), FrameRuns(), FrameRuns())
        var used: [InitialPageState.UsedFrames] = []
        bytes.withUnsafeBytes { raw in
            for frame in 0..<(raw.count / 8) {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: frame * 8, as: UInt64.self))
                let own = UInt64(frame)..<UInt64(frame + 1)
                if Self.has(word, .buddy) {
                    free.append(own)
                } else if Self.has(word, .noPage) {
                    absent.append(own)
                } else if Self.has(word, .reserved) {
                    reserved.append(own)
                } else if let use = Self.use(word) {
                    Self.append(UInt32(frame), use, to: &used)
                }
            }
        }
        (self.free, self.reserved, self.absent, self.used) = (free, reserved, absent, used)
    }

    private static func has(_ word: UInt64, _ bit: Bit) -> Bool { word >> bit.rawValue & 1 == 1 }

    private static func use(_ word: UInt64) -> RecordedUse? {
        if has(word, .slab) { return .slab }
        if has(word, .pageTable) { return .pageTable }
        if has(word, .anonymous) { return .anonymous }
        if has(word, .lru) || has(word, .mapped) { return .file }
        if has(word, .compoundHead) || has(word, .compoundTail) { return .compound }
        return nil
    }

    private static func append(_ frame: UInt32, _ use: RecordedUse, to used: inout [InitialPageState.UsedFrames]) {
        if let last = used.last, last.use == use, last.frame.rawValue + last.count == frame {
            used[used.count - 1].count += 1
        } else {
            used.append(.init(frame: FrameNumber(frame), count: 1, use: use))
        }
    }
}

extension FrameRuns {
    /// The largest aligned blocks that the runs consist of, ascending: where the free frames are known, these are the buddy's
    /// free blocks (free buddies are merged).
    public func blocks() -> [(frame: UInt32, order: UInt8)] {
        var blocks: [(frame: UInt32, order: UInt8)] = []
        let largest = UInt8(orderCount - 1)
        for range in ranges {
            var start = range.lowerBound
            while start < range.upperBound {
                var order = start == 0 ? largest : min(largest, UInt8(start.trailingZeroBitCount))
                while start + (1 << UInt64(order)) > range.upperBound { order -= 1 }
                blocks.append((UInt32(start), order))
                start += 1 << UInt64(order)
            }
        }
        return blocks
    }
}
