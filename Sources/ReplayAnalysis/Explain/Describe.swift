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

    /// GFP flags by the kernel's names.
    static func gfp(_ bits: some BinaryInteger) -> String { GfpFlags(rawValue: UInt32(truncatingIfNeeded: bits)).words }
}
