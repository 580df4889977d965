import Notation
import ProcFiles
import ReplayModel
import TraceFormat

/// Small phrases that several explanations share.
package enum Describe {
    /// `rw-` as in maps; `---` for none.
    static func protection(_ bits: UInt8) -> String {
        (bits & 1 != 0 ? "r" : "-") + (bits & 2 != 0 ? "w" : "-") + (bits & 4 != 0 ? "x" : "-")
    }

    static func hex(_ value: (some ColumnValue)?) -> String { value.map { "0x" + UInt64(bitPattern: $0.word).hex() } ?? "nothing" }

    /// `4 KiB`, `2.5 MiB`; bytes below 1 KiB and odd sizes in bytes.
    package static func bytes(_ count: UInt64) -> String {
        for (unit, shift) in [("GiB", UInt64(30)), ("MiB", 20), ("KiB", 10)] where count >= 1 << shift {
            if count & (1 << shift - 1) == 0 { return "\(count >> shift) \(unit)" }
            if count & (1 << (shift - 2) - 1) == 0 { return "\(decimal(count, over: 1 << shift, digits: 2)) \(unit)" }
        }
        return count == 1 ? "1 byte" : "\(grouped(count)) bytes"
    }

    static func pages(_ count: UInt64) -> String { count == 1 ? "1 page" : "\(grouped(count)) pages" }

    /// `1 frame`, `a block of 8 frames`.
    static func block(order: UInt8) -> String { order == 0 ? "1 frame" : "a block of \(1 << order) frames (order \(order))" }

    /// `0x1200` or `0x1200-0x1207`.
    static func frames(_ first: FrameNumber, order: UInt8) -> String {
        let last = first.word + 1 << order - 1
        return order == 0 ? "frame \(hex(first))" : "frames \(hex(first))-\(hex(last))"
    }

    /// `1.5 ms`; nanoseconds of trace time.
    static func time(_ nanoseconds: UInt64) -> String {
        for (unit, scale) in [("s", UInt64(1_000_000_000)), ("ms", 1_000_000), ("µs", 1000)] where nanoseconds >= scale {
            var text = decimal(nanoseconds, over: scale, digits: 6)
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
            return "\(text) \(unit)"
        }
        return "\(nanoseconds) ns"
    }

    /// A migrate type's word; the number of one that there is not.
    static func migratetype(_ type: UInt8) -> String { Migratetype(rawValue: type)?.title ?? String(type) }

    /// GFP flags by the kernel's names (include/trace/events/mmflags.h of 6.1).
    static func gfp(_ bits: some BinaryInteger) -> String {
        var rest = GfpFlags(rawValue: UInt32(truncatingIfNeeded: bits))
        var names: [String] = []
        for (flags, name) in gfpNames where !flags.isEmpty && rest.isSuperset(of: flags) {
            names.append(name)
            rest.subtract(flags)
        }
        if !rest.isEmpty { names.append("0x" + rest.rawValue.hex()) }
        return names.isEmpty ? "0" : names.joined(separator: "|")
    }

    /// In the order in which the kernel looks for them, so that sums come before their parts.
    private static let gfpNames: [(GfpFlags, String)] = [
        (.highUserMovable, "GFP_HIGHUSER_MOVABLE"), (.highUser, "GFP_HIGHUSER"), (.user, "GFP_USER"),
        (.kernelAccount, "GFP_KERNEL_ACCOUNT"), (.kernel, "GFP_KERNEL"), (.kernel.subtracting(.fs), "GFP_NOFS"), (.atomic, "GFP_ATOMIC"),
        (.reclaim, "GFP_NOIO"), (.kswapdReclaim, "GFP_NOWAIT"), (.dma, "GFP_DMA"), (.highmem, "__GFP_HIGHMEM"),
        (.dma32, "GFP_DMA32"), (.high, "__GFP_HIGH"), (.atomicContext, "__GFP_ATOMIC"), (.io, "__GFP_IO"), (.fs, "__GFP_FS"),
        (.noWarn, "__GFP_NOWARN"), (.retryMayFail, "__GFP_RETRY_MAYFAIL"), (.noFail, "__GFP_NOFAIL"), (.noRetry, "__GFP_NORETRY"),
        (.compound, "__GFP_COMP"), (.zero, "__GFP_ZERO"), (.noMemalloc, "__GFP_NOMEMALLOC"), (.memalloc, "__GFP_MEMALLOC"),
        (.hardwall, "__GFP_HARDWALL"), (.thisNode, "__GFP_THISNODE"), (.reclaimable, "__GFP_RECLAIMABLE"),
        (.movable, "__GFP_MOVABLE"), (.account, "__GFP_ACCOUNT"), (.write, "__GFP_WRITE"), (.reclaim, "__GFP_RECLAIM"),
        (.directReclaim, "__GFP_DIRECT_RECLAIM"), (.kswapdReclaim, "__GFP_KSWAPD_RECLAIM"),
    ]
}
