import Foundation
import Testing

@testable import TraceFormat

/// Damaged recordings of user-space programs: they are read or refused, and never stop the program.
@Suite struct CallDamageTests {
    static let files = [
        "heaptrack/alloc.raw.zst", "heaptrack/alloc.zst", "calls/valgrind-alloc.txt.zst", "calls/strace-maps.txt.zst",
        "calls/ltrace-alloc.txt.zst", "calls/lttng-alloc.txt.zst", "calls/bpftrace-alloc.txt.zst", "calls/perf-trace-maps.txt.zst",
        "calls/android.txt", "calls/logalloc.txt", "calls/rmm.csv",
    ]

    @Test(arguments: files) func aFileCutAnywhereIsReadOrRefused(_ file: String) throws {
        let text = try ByteSource.whole(ImportedTrace.path(file)).bytes
        for length in 0..<min(text.count, 700) { check(Array(text.prefix(length))) }
    }

    @Test(arguments: files) func changedBytesAreReadOrRefused(_ file: String) throws {
        let text = Array(try ByteSource.whole(ImportedTrace.path(file)).bytes.prefix(2000))
        for seed in 1...60 as ClosedRange<UInt64> {
            var random = SeededGenerator(state: seed)
            var damaged = text
            for _ in 0..<Int.random(in: 1..<20, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
            }
            check(damaged)
        }
    }

    /// What was packed is told to be cut.
    @Test(arguments: files.filter { $0.hasSuffix(".zst") }) func aPackedFileCutAnywhereIsRefused(_ file: String) throws {
        let packed = try whole(packed: file)
        for length in 1..<min(packed.count, 300) {
            let reading = WholeReading(
                { () throws(TraceError) in try TraceFile.open(ByteSource(name: "t", bytes: Array(packed.prefix(length)))) }, limit: 100)
            #expect(reading.error != nil, "\(length)")
        }
    }

    /// Lines of a megabyte that repeat what is costly.
    @Test(arguments: [
        ("--7-- malloc(1) = 0x10\n--7-- ", "f(1)"), ("--7-- malloc(1) = 0x10\n--7-- ", "realloc(1,2)"), ("munmap(0x1000, 1*1", "*1"),
        ("munmap(0x1000, 4096) = 0\nmunmap(", "["), ("munmap(0x1000, 4096) = 0\n", "a->"), ("munmap(0x1000, 4096) = 0\n", "[1] "),
        ("brk(NULL) = 0x1000\nbrk(0x2000 <unfinished ...>\n", "1 <... "),
        ("[00:00:01.000000001] (+0.1) h lttng_ust_libc:free: { ptr = 0x1 }\n", ": { "),
        ("v 10400 3\nX a\n", "+ "), ("1,00:00:01.5,free,0x10,1,0\n", ","), ("1 2 3 free 0x10\n", "1 "), ("1: free 0x10\n", "free 0x10 "),
    ]) func longLinesAreReadInTime(_ beginning: String, _ part: String) {
        let text = beginning + String(repeating: part, count: 200_000 / part.utf8.count) + "\n"
        check(Array(text.utf8))
    }

    private func check(_ bytes: [UInt8]) {
        let reading = WholeReading({ () throws(TraceError) in try TraceFile.open(ByteSource(name: "t", bytes: bytes)) }, limit: 100)
        for event in reading.events { #expect(KindRule.byCode[Int(event.kind.rawValue)]?.violation(of: event) == nil) }
    }

    private func whole(packed file: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: ImportedTrace.path(file))))
    }
}
