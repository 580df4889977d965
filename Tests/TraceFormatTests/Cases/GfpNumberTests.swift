import Testing

@testable import TraceFormat

/// GFP flags as numbers, by the age of the kernel that printed them (the masks are those of OOM reports).
@Suite struct GfpNumberTests {
    private func flags(_ word: String, kernel: String? = nil) throws -> (GfpFlags, [String: UInt64]) {
        let line = "          app-7     [000]  1.000001: kmalloc: call_site=f ptr=0x10 bytes_req=1 bytes_alloc=8 gfp_flags=\(word)\n"
        let trace = try ImportedTrace(.ftrace, line, kernel: kernel.flatMap { RecordedKernel($0) })
        let flags = try #require(trace.all(.kmalloc).first?.number(.gfp))
        return (GfpFlags(rawValue: UInt32(flags)), trace.counters)
    }

    @Test(arguments: [
        ("0xd0", GfpFlags.kernel), ("0x24000c0", .kernel), ("0x14000c0", .kernel), ("0x6000c0", .kernel), ("0xcc0", .kernel),
        ("3264", .kernel), ("0x200da", .highUserMovable), ("0x24280ca", GfpFlags.highUserMovable.union(.zero)),
        ("0x14200ca", .highUserMovable), ("0x6280ca", GfpFlags.highUserMovable.union(.zero)), ("0x100cca", .highUserMovable),
    ])
    func masksShowTheirAge(_ mask: String, _ flags: GfpFlags) throws {
        let (found, counters) = try self.flags(mask)
        #expect(found == flags && counters == [:])
    }

    @Test(arguments: [
        ("0x20", "3.10", GfpFlags([.high, .kswapdReclaim, .atomicContext])), ("0x2080020", "4.4", .atomic), ("0x1080020", "4.14", .atomic),
        ("0x480020", "4.19", .atomic), ("0x200800", "6.1", GfpFlags([.kswapdReclaim, .thisNode])),
    ])
    func othersAreReadByTheNamedKernel(_ mask: String, _ kernel: String, _ flags: GfpFlags) throws {
        let (found, counters) = try self.flags(mask, kernel: kernel)
        #expect(found == flags && counters == [:])
        #expect(try self.flags(mask).1 == ["ftrace.unknown_gfp_number": 1])
    }

    @Test func oneMaskTellsForTheOthers() throws {
        let head = "          app-7     [000]  1.000001: kmalloc: call_site=f ptr=0x10 bytes_req=1 bytes_alloc=8 gfp_flags="
        let trace = try ImportedTrace(.ftrace, head + "0x20\n" + head + "0xd0\n" + head + "GFP_KERNEL|0x80000\n")
        let found = trace.all(.kmalloc).map { GfpFlags(rawValue: UInt32($0.number(.gfp)!)) }
        #expect(found == [[.high, .kswapdReclaim, .atomicContext], .kernel, [.kernel, .reclaimable]] && trace.counters == [:])
    }
}
