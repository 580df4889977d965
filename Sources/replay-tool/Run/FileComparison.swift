import Glibc
import TraceFormat

/// Two files beside each other, byte by byte.
enum FileComparison {
    case equal(bytes: UInt64)
    /// The offset of the first byte that one of them has otherwise, or not at all.
    case different(at: UInt64)

    /// How much is compared at a time.
    private static let piece = 1 << 18

    /// Reads both. Errors: one cannot be read.
    init(_ path: String, _ other: String) throws(TraceError) {
        var a = try ByteSource(path: path)
        var b = try ByteSource(path: other)
        while true {
            let count = try min(a.fill(Self.piece), b.fill(Self.piece))
            guard count > 0 else {
                self = a.count == b.count ? .equal(bytes: a.offset) : .different(at: a.offset)
                return
            }
            guard memcmp(a.bytes.baseAddress!, b.bytes.baseAddress!, count) == 0 else {
                self = .different(at: a.offset + UInt64(zip(a.bytes, b.bytes).prefix { $0 == $1 }.count))
                return
            }
            a.consume(count)
            b.consume(count)
        }
    }
}
