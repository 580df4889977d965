import Testing

@testable import TraceFormat

/// Whose pointers a kernel recording has.
@Suite struct PointerWidthTests {
    private func profile(_ text: String) throws -> String? {
        var bytes = try ByteSource(name: "r", bytes: Array(text.utf8))
        _ = try bytes.fill(4096)
        return try ImportFormat.ftrace.open(bytes).header.first("profile")
    }

    @Test(
        arguments: [
            ("app-1 [000] .... 1.0: kmalloc: call_site=c0108f5c ptr=d9a5c000 bytes_req=64 bytes_alloc=64 gfp_flags=GFP_KERNEL\n", nil),
            ("app-1 [000] .... 1.0: kmem_cache_free: call_site=0xc0108f5c ptr=0xd9a5c000\n", nil),
            ("app-1 [000] .... 1.0: kmem_cache_free: call_site=ffffffff8120a ptr=ffff8800369e4c00\n", "x86_64-24g"),
            ("app-1 [000] .... 1.0: kfree: call_site=skb_free+0x1/0x2 ptr=00000000d9a5c000\n", "x86_64-24g"),
            ("app-1 [000] .... 1.0: mm_page_alloc: page=ffffea0000001 pfn=17 order=0\n", "x86_64-24g"),
        ] as [(String, String?)])
    func thirtyTwoBitRecordingsNameNoMachine(line: String, name: String?) throws {
        #expect(try profile(line) == name)
    }
}
