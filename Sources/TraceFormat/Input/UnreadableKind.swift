/// A kind of file that is known and not read: what it is, and the way to something that is.
struct UnreadableKind: Sendable {
    /// As in `FILE: is WHAT`.
    let what: String
    /// What to do, with `FILE` for the file's name.
    let way: String

    private init(_ what: String, _ way: String) {
        self.what = what
        self.way = way
    }

    func error(_ file: String) -> TraceError {
        TraceError(file: file, problem: "is \(what), and not read", expected: way.replacing("FILE", with: file))
    }

    /// The kind of an input that begins with these bytes; nil: unknown.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UnreadableKind? {
        binary(bytes) ?? byFirstLine(bytes) ?? byLines(bytes)
    }

    private static func binary(_ bytes: UnsafeRawBufferPointer) -> UnreadableKind? {
        signatures.first { bytes.starts(with: $0.bytes) }?.kind ?? elf(bytes) ?? profile(bytes)
    }

    /// pprof's protocol buffer, unpacked (proto/profile.proto of google/pprof): a value type of two small numbers comes first.
    private static func profile(_ bytes: UnsafeRawBufferPointer) -> UnreadableKind? {
        guard bytes.count > 5, bytes[0] == 0x0a, bytes[1] == 4, bytes[2] == 0x08, bytes[4] == 0x10 else { return nil }
        return UnreadableKind("a profile of pprof, which has sums of samples only", profileWay)
    }

    /// First bytes.
    private static let signatures: [(bytes: [UInt8], kind: UnreadableKind)] = [
        (
            Array("SQLite format 3\0".utf8),
            UnreadableKind("a SQLite database", "a trace; a run of replay-tool is read by show, query, explain and compare")
        ),
        (Array("memray\0".utf8), memray), ([0xff, 0xfe], utf16), ([0xfe, 0xff], utf16),
    ]

    private static let memray = UnreadableKind("a recording of memray, whose form changes with its version", profileWay)

    /// What a file packed with lz4 is, by its first bytes; nil: unknown. memray packs its files so.
    static func packed(_ bytes: ArraySlice<UInt8>) -> UnreadableKind? {
        let name = Array("memray\0".utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: name) } ? memray : nil
    }

    private static let utf16 = UnreadableKind("text in UTF-16", "UTF-8: iconv -f UTF-16 -t UTF-8 FILE | replay-tool import -")

    /// ELF's type stands at byte 16, in the byte order that byte 5 tells (elf.h).
    private static func elf(_ bytes: UnsafeRawBufferPointer) -> UnreadableKind? {
        guard bytes.count > 17, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { return nil }
        let type = bytes[bytes[5] == 2 ? 17 : 16]
        guard type == 4 else { return UnreadableKind("a program or library (ELF)", "its calls: replay-tool record --malloc -o T -- FILE") }
        return UnreadableKind("a core dump (ELF)", "a recording: a core dump tells of one moment, not of the calls that led to it")
    }

    // MARK: Texts

    private static func byFirstLine(_ bytes: UnsafeRawBufferPointer) -> UnreadableKind? {
        let line = bytes.slice(0, bytes.find(0x0a, 0, bytes.count))
        return beginnings.first { line.has($0.text, at: 0) }?.kind
    }

    private static let profileWay = "the calls one by one: replay-tool record --malloc -o TRACE -- COMMAND"
    private static let kernelWay = "the kernel's events one by one: replay-tool record --kernel -o FOLDER -- COMMAND"
    private static let lttngWay = "events of lttng_ust_libc, made with LD_PRELOAD=liblttng-ust-libc-wrapper.so"
    private static let gperftools = UnreadableKind("a heap profile of gperftools, which has sums only", profileWay)

    /// massif: ms_print's input; jemalloc: jeprof's; gperftools: pprof's.
    private static let beginnings: [(text: StaticString, kind: UnreadableKind)] = [
        ("desc: ", UnreadableKind("a heap profile of massif, which has sums only", profileWay)),
        ("heap_v2/", UnreadableKind("a heap profile of jemalloc, which has sums of samples only", profileWay)),
        ("heap profile: ", gperftools), ("--- Memory map:", gperftools),
    ]

    private static func byLines(_ bytes: UnsafeRawBufferPointer) -> UnreadableKind? {
        var start = 0
        for _ in 0..<64 where start < bytes.count {
            let end = bytes.find(0x0a, start, bytes.count)
            if let shape = shapes.first(where: { $0.matches(bytes.slice(start, end)) }) { return shape.kind }
            start = end + 1
        }
        return nil
    }

    private static let shapes: [(matches: @Sendable (UnsafeRawBufferPointer) -> Bool, kind: UnreadableKind)] = [
        (
            UnreadableLine.isPerfTrace,
            UnreadableKind(
                "output of perf trace", "perf script's: perf record -e 'kmem:*' COMMAND, then perf script | replay-tool import -")
        ),
        (
            UnreadableLine.isHashedArea,
            UnreadableKind("a vmallocinfo with hidden addresses", "one that root has read, with kernel.kptr_restrict at 0 or 1")
        ),
        (
            UnreadableLine.isMemoryReport,
            UnreadableKind(
                "a kernel log with a memory report", "replay-tool explain-log LOG, or replay-tool run TRACE --state LOG")
        ),
        (UnreadableLine.isPageOwner, UnreadableKind("a dump of page_owner, which tells of one moment", kernelWay)),
        (UnreadableLine.isLeakReport, UnreadableKind("a report of kmemleak, which tells of one moment", kernelWay)),
        (UnreadableLine.isLTTng, UnreadableKind("output of babeltrace without the C library's calls", lttngWay)),
    ]
}
