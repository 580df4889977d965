import Testing

@testable import Checks
@testable import ProcFiles

/// What would have helped: tried on the model, by the log's own figures.
@Suite struct LogRemediesTests {
    @Test(arguments: [
        "cases/22-oom-report.txt", "real/oom/report-6.1-i686-1g.txt", "cases/failure-5.10-order4.txt", "cases/oom-6.11-x86_64.txt",
    ])
    func remediesAreTheSmallest(_ path: String) throws {
        let explanation = try LogOfFile.explain(path)
        let remedies = try #require(explanation.remedies)
        #expect(!remedies.memory.isEmpty)
        for memory in remedies.memory {
            let least = try #require(memory.mebibytes, "\(path) \(memory.zone)")
            #expect(remedies.isMet(with: least << 20, in: memory.zone))
            #expect(!remedies.isMet(with: (least - 1) << 20, in: memory.zone))
        }
    }

    @Test func whatWouldHaveHelpedTheCaseOfOrderZero() throws {
        let remedies = try #require(try LogOfFile.explain("cases/22-oom-report.txt").remedies)
        // Normal lacks 1744 pages, DMA32 187, DMA 3851.
        #expect(remedies.memory.map(\.zone) == ["Normal", "DMA32", "DMA"])
        #expect(remedies.memory.map(\.mebibytes) == [7, 1, 16])
        #expect(remedies.isMetWithoutReserves && remedies.order == nil)
        let least = try #require(remedies.minFree)
        #expect(least < remedies.minFreeNow && least > 60_000 && remedies.minFreeNow == 67_576)
    }

    @Test func whatWouldHaveHelpedAnOrderFourRequest() throws {
        let remedies = try #require(try LogOfFile.explain("cases/failure-5.10-order4.txt").remedies)
        #expect(remedies.order == 3)
        // No watermark is in the way: another one would not have helped, a block would.
        #expect(remedies.minFree == nil)
        #expect(remedies.memory.first?.mebibytes == 1)
        // DMA has blocks, but keeps them from this request; it would give them to one that prefers DMA32.
        #expect(remedies.isMetWithoutReserves && remedies.zones == ["GFP_DMA32", "GFP_DMA"])
    }

    @Test func moreMemoryIsAnsweredByZone() throws {
        let explanation = try LogOfFile.explain("cases/22-oom-report.txt", more: 4 << 20)
        let answers = try #require(explanation.withMemory?.answers)
        #expect(answers.map(\.zone) == ["Normal", "DMA32", "DMA"] && answers.map(\.isMet) == [false, true, false])
        #expect(explanation.text.contains("Would 4 MiB more RAM, in Normal, have helped? No."))
    }

    /// Memory in HighMem is of no use to a request of the kernel's own.
    @Test func highMemDoesNotHelpTheKernel() throws {
        let text = String(decoding: try LogOfFile.bytes("real/oom/report-6.1-i686-1g.txt"), as: UTF8.self)
            .replacing("gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO)", with: "gfp_mask=0xcc0(GFP_KERNEL)")
            .replacing("DMA free:3984kB", with: "DMA free:384kB").replacing("Normal free:8136kB", with: "Normal free:3136kB")
        let explanation = try LogExplanation(Array(text.utf8), file: "a", withMemory: 1 << 30)
        let answers = try #require(explanation.withMemory?.answers)
        #expect(answers.first { $0.zone == "HighMem" }?.isMet == false && answers.first { $0.zone == "Normal" }?.isMet == true)
        #expect(explanation.remedies?.memory.map(\.zone) == ["Normal", "DMA"])
    }

    /// Before 4.4 the blocks below the order asked for count against half of the mark each.
}
