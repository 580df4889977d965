import Testing
import TraceFormat

/// Files of kinds that are known and not read: the message says which, and what to do.
@Suite struct UnreadableKindTests {
    private static let binary: [([UInt8], String)] = [
        (Array("SQLite format 3\0".utf8), "show, query"), ([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1], "program or library"),
        (Array("memray\0\u{d}".utf8), "memray"), ([0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0, 1] + Array("memray\0".utf8), "memray"),
        ([0x0a, 4, 8, 1, 0x10, 2, 0x0a, 4, 8, 3, 0x10, 4], "pprof"), ([0xff, 0xfe, 0x20, 0], "iconv -f UTF-16"),
        (Array("BZh91AY".utf8), "bzip2"), ([0x04, 0x22, 0x4d, 0x18], "lz4"),
    ]

    @Test(arguments: binary) func binaryFilesAreNamed(_ bytes: [UInt8], _ word: String) {
        expect(bytes + [UInt8](repeating: 0, count: 40), word)
    }

    @Test func coresAreNamed() {
        expect([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9) + [4, 0], "core dump")
        expect([0x7f, 0x45, 0x4c, 0x46, 2, 2, 1] + [UInt8](repeating: 0, count: 9) + [0, 4], "core dump")
    }

    @Test(arguments: [
        ("desc: --pages-as-heap=no\ncmd: ./prog\ntime_unit: i\n", "massif"),
        ("heap_v2/524288\n  t*: 28106: 56637512 [0: 0]\n", "jemalloc"), ("heap profile: 1: 2 [3: 4] @ heap_v2/1\n", "gperftools"),
        ("0x(____ptrval____)-0x(____ptrval____)    8192 f+0x1/0x2 ioremap\n", "hidden addresses"),
        ("0x00000000deadbeef-0x000000001234abcd   20480 f+0x1/0x2 pages=4 vmalloc\n", "hidden addresses"),
        ("0x0000000000000000-0x0000000000000000    8192 f+0x1/0x2 vmap\n", "hidden addresses"),
        ("Page allocated via order 0, mask 0x12cc0(GFP_KERNEL), pid 1, ts 1 ns\nPFN 4096 type Unmovable\n", "page_owner"),
        ("unreferenced object 0xffff888003c6f000 (size 64):\n  comm \"a\", pid 1, jiffies 4294937000\n", "kmemleak"),
        ("[22:09:25.123456789] (+0.000000123) host my_provider:event: { cpu_id = 1 }, { size = 100 }\n", "babeltrace"),
        ("     0.010 ( 0.002 ms): app/1234 kmem:kfree(call_site: 1, ptr: 0x10)\n", "perf trace"),
    ])
    func textsAreNamed(_ text: String, _ word: String) { expect(Array(text.utf8), word) }

    @Test(arguments: ["22-oom-report.txt", "failure-5.10-order4.txt", "oom-2.6.30-x86_64.txt", "oom-6.11-x86_64.txt"])
    func aKernelLogIsSentToItsCommand(_ name: String) throws {
        let error = #expect(throws: TraceError.self) { try ImportedTrace(case: name) }
        #expect(error?.description.contains("replay-tool explain-log") == true, "\(error?.description ?? "")")
    }

    @Test func perfTraceIsNamed() throws {
        let error = #expect(throws: TraceError.self) { try ImportedTrace(case: "20-perf-trace.txt") }
        #expect(error?.description.contains("perf trace") == true && error?.description.contains("perf script") == true)
    }

    @Test func anythingElseIsUnknown() {
        expect(Array("hello\nworld\n".utf8), "not a trace of a known form")
    }

    private func expect(_ bytes: [UInt8], _ word: String) {
        let error = #expect(throws: TraceError.self) { _ = try TraceFile.open(ByteSource(name: "F", bytes: bytes)) }
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
}
