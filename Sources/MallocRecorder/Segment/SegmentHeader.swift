import TraceFormat

/// The first page of a segment, as `struct segment_header` in recorder.h lays it out (little-endian).
struct SegmentHeader {
    static let size = 4096
    private static let magic: UInt64 = 0x3143_4552_4d54_5452
    private static let version: UInt32 = 1

    /// What tells one image (a program from exec or fork to its end) from another.
    struct ImageKey: Hashable {
        var time: UInt64
        var pid: UInt32
    }

    var image: ImageKey
    /// The process's start in clock ticks: equal before and after exec.
    var born: UInt64
    var startBreak: UInt64
    var lost: UInt64
    var parent: UInt32
    var parentThread: UInt32
    var isForked: Bool
    var stream: UInt32
    var segment: UInt32
    var uid: UInt32
    var cpus: UInt32
    var libc: String
    var name: String
    var path: String

    /// nil: the bytes are no segment, or one whose beginning was never written or cannot be.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.size else { return nil }
        func word(_ offset: Int) -> UInt64 { bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) } }
        func half(_ offset: Int) -> UInt32 { bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) } }
        func text(_ offset: Int, _ length: Int) -> String {
            String(decoding: bytes.dropFirst(offset).prefix(length).prefix { $0 != 0 }, as: UTF8.self)
        }
        guard word(0) == Self.magic, half(8) == Self.version else { return nil }
        image = ImageKey(time: word(16), pid: half(48))
        born = word(24)
        startBreak = word(32)
        lost = word(40)
        parent = half(52)
        parentThread = half(56)
        isForked = half(60) & 1 != 0
        stream = half(64)
        segment = half(68)
        uid = half(72)
        cpus = half(76)
        libc = text(88, 32)
        name = text(120, 32)
        path = text(152, 1024)
        let numbers = [image.pid, parent, parentThread]
        guard image.time <= TraceEvent.latestTime, numbers.allSatisfy({ $0 <= UInt32(Int32.max) }) else { return nil }
    }
}
