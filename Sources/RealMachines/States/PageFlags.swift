import Pages
import ProcFiles
import ReplayModel
import TraceFormat

/// What /proc/kpageflags tells of the frames, as sets.
package struct PageFlags: Sendable {
    /// Frames told of: 0 ..< count.
    package let count: UInt64
    /// Frames on the buddy's free lists, reserved ones, and ones that are no RAM.
    package let free: FrameRuns
    package let reserved: FrameRuns
    package let absent: FrameRuns
    /// What allocated frames serve, by runs of one use.
    package let used: [InitialPageState.UsedFrames]

    init(_ file: KPageFlags) {
        count = UInt64(file.count)
        var (free, reserved, absent) = (FrameRuns(), FrameRuns(), FrameRuns())
        var used: [InitialPageState.UsedFrames] = []
        file.forEach { frame, flags in
            let own = UInt64(frame)..<UInt64(frame) + 1
            if flags.contains(.buddy) {
                free.append(own)
            } else if flags.contains(.noPage) {
                absent.append(own)
            } else if flags.contains(.reserved) {
                reserved.append(own)
            } else if let use = Self.use(flags) {
                Self.append(frame, use, to: &used)
            }
        }
        (self.free, self.reserved, self.absent, self.used) = (free, reserved, absent, used)
    }

    private static func use(_ flags: KPageFlags.Flags) -> RecordedUse? {
        if flags.contains(.slab) { return .slab }
        if flags.contains(.pageTable) { return .pageTable }
        if flags.contains(.anonymous) { return .anonymous }
        if flags.contains(.lru) || flags.contains(.mapped) { return .file }
        if flags.contains(.compoundHead) || flags.contains(.compoundTail) { return .compound }
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
    package func blocks() -> [(frame: UInt32, order: UInt8)] {
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
