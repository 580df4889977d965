import Foundation
import Testing
import TraceFormat

@testable import Checks
@testable import ProcFiles
@testable import ReplayAnalysis

/// Kernel logs explained. The figures of most inputs are those of public reports of the kernels named; what each test asks is what the
/// kernel itself did or what its developers said of the report.
@Suite struct LogExplanationTests {

    /// Input, why the request failed, the arithmetic that must stand there, whom the rules choose.
    private static let cases: [(String, String, [String], Int64?)] = [
        (
            "cases/22-oom-report.txt", "memory_short",
            [
                "free 9055 ≤ min 10798 + reserve 0 = 10798", "free 10867 ≤ min 6063 + reserve 4990 = 11053",
                "free 3975 ≤ min 33 + reserve 7792",
            ], 5424
        ),
        (
            "real/oom/report-6.1-i686-1g.txt", "memory_short",
            ["free 35 ≤ min 35 + reserve 0 = 35", "free 2034 ≤ min 913 + reserve 1150 = 2063", "free 996 ≤ min 16 + reserve 982 = 998"], 159
        ),
        (
            "cases/oom-2.6.30-x86_64.txt", "memory_short",
            ["free 1397 ≤ min 1402 + reserve 0 = 1402", "free 1944 ≤ min 10 + reserve 1935 = 1945"], 2001
        ),
        ("cases/oom-2.6.39-arm.txt", "memory_short", ["free 252 ≤ min 254 + reserve 0 = 254"], 738),
        (
            "cases/oom-2.6.32-el6-numa.txt", "memory_short",
            [
                "Node 0 Normal  free 3867 ≤ min 11280", "Node 1 Normal  free 2326 ≤ min 6697",
                "Node 1 DMA32   free 9134 ≤ min 4528 + reserve 4797 = 9325",
            ],
            nil
        ),
        ("cases/oom-4.0-x86_64.txt", "memory_short", ["free 986 ≤ min 986 + reserve 0", "free 979 ≤ min 15 + reserve 966 = 981"], 4342),
        ("cases/oom-4.14-arm-order1.txt", "met_now", ["free 4490 - 1 = 4489 > min 4096 + reserve 0 = 4096"], nil),
        (
            "cases/oom-6.11-x86_64.txt", "memory_short",
            ["free 246 ≤ min 2157 + reserve 0", "free 843 ≤ min 682 + reserve 5994 = 6676", "free 8 ≤ min 5 + reserve 7890 = 7895"], 116
        ),
        (
            "cases/failure-6.1-arm-cma.txt", "memory_short",
            ["free 710 ≤ min 2607 - 1303 (ALLOC_MIN_RESERVE) - 326 (ALLOC_NON_BLOCK) + reserve 0 = 978"], nil
        ),
        (
            "cases/failure-5.10-order4.txt", "fragmented",
            [
                "free 14003 - 15 - 512 (high-atomic) = 13476 > min 9627 + reserve 0 = 9627: above the watermark, but the largest free block is of order 3"
            ],
            nil
        ),
        (
            "cases/failure-2.6.32-order5.txt", "fragmented",
            ["free 20000 - 31 = 19969 > min 6525 + reserve 0 = 6525: above the watermark in all, but not with its larger blocks alone"], nil
        ),
        ("cases/oom-6.1-memcg.txt", "group_limit", [], nil),
    ]

    @Test(arguments: cases.indices) func theReportsOwnArithmeticComesOut(_ index: Int) throws {
        let (path, verdict, arithmetic, chosen) = Self.cases[index]
        let explanation = try LogOfFile.explain(path)
        #expect(explanation.verdict.rawValue == verdict, "\(path)")
        let text = explanation.text
        for line in arithmetic { #expect(text.contains(line), "\(path): \(line)\n\(text)") }
        if let chosen { #expect(explanation.victim?.chosenTask?.pid == chosen, "\(path)\n\(text)") }
    }

    /// The score in the kill line, where the kernel prints one, is that of these rules.
    @Test(arguments: [("cases/oom-2.6.39-arm.txt", 639), ("cases/oom-4.0-x86_64.txt", 803), ("cases/22-oom-report.txt", nil)])
    func scoresAreTheLogs(_ path: String, _ score: Int64?) throws {
        let explanation = try LogOfFile.explain(path)
        let victim = try #require(explanation.victim)
        let chosen = try #require(victim.chosen)
        let points = try #require(victim.candidates[chosen].score?.points)
        let shown = victim.rules.countsThousandths ? points : points * 1000 / Int64(victim.totalPages)
        if let score { #expect(shown == score) }
        #expect(explanation.report.kills.first?.pid == victim.candidates[chosen].task.pid)
    }

    @Test func aGroupsKillIsToldWithItsLimitAndCandidatesAlone() throws {
        let first = try LogOfFile.explain("cases/oom-6.1-memcg.txt", report: 1)
        #expect(first.verdict == .groupLimit && first.victim?.totalPages == 8192 && first.victim?.chosenTask?.pid == 121)
        #expect(first.victim?.candidates.map(\.eligibility.title).filter { $0 == "eligible" }.count == 3)
        #expect(first.text.contains("limit 32,768 kB") && first.text.contains("/pen"))
        #expect(first.request == nil && first.remedies == nil)
        let second = try LogOfFile.explain("cases/oom-6.1-memcg.txt")
        #expect(second.victim?.chosen == nil && second.text.contains("no killable processes"))
    }

    /// Every remedy holds at its value and not one step short of it.
    @Test func oldKernelsCountLargeBlocksAlone() throws {
        let text = String(decoding: try LogOfFile.bytes("cases/failure-2.6.32-order5.txt"), as: UTF8.self)
            .replacing("64*32kB 31*64kB 1*128kB", with: "0*32kB 0*64kB 10*128kB")
        let old = try LogOfFile.explain(text: text)
        #expect(old.verdict == .fragmented && old.text.contains("not with its larger blocks alone"), "\(old.text)")
        #expect(
            try LogOfFile.explain(text: text.replacing("2.6.32-754.el6.x86_64", with: "4.4.0").replacing("0xd0", with: "0x24000c0")).verdict
                == .metNow)
    }

    @Test func flagsOfEachAgeAreRead() throws {
        func flags(_ mask: String, _ release: String) throws -> String {
            let text = "x invoked oom-killer: gfp_mask=\(mask), order=0, oom_score_adj=0\nPid: 1, comm: x Not tainted \(release) #1\n"
            let report = try KernelLog(WordLines(text, file: "a")).report(nil, file: "a")
            return Describe.gfp(try #require(LogRequest(report)).gfp.rawValue)
        }
        #expect(try flags("0x201da", "2.6.32-5-amd64") == "GFP_HIGHUSER_MOVABLE")
        #expect(try flags("0x280da", "3.10.0-229.el7.x86_64") == "GFP_HIGHUSER_MOVABLE|__GFP_ZERO")
        #expect(try flags("0x20", "3.2.0-4-686") == "GFP_ATOMIC")
        #expect(try flags("0x24201ca", "4.4.0-31-generic") == "GFP_HIGHUSER_MOVABLE")
        #expect(try flags("0x2080020", "4.4.0-31-generic") == "GFP_ATOMIC")
        #expect(try flags("0x6200ca(GFP_HIGHUSER_MOVABLE)", "4.19.0-5-amd64") == "GFP_HIGHUSER_MOVABLE")
        #expect(try flags("0x100cca(GFP_HIGHUSER_MOVABLE)", "5.15.0-91-generic") == "GFP_HIGHUSER_MOVABLE")
    }

    @Test func theLogsKillIsComparedAndTheUncheckableIsSaid() throws {
        #expect(try LogOfFile.explain("cases/22-oom-report.txt").text.contains("the same by these rules"))
        #expect(try LogOfFile.explain("cases/oom-2.6.32-el6-numa.txt").text.contains("Swap of processes counts, too"))
    }

    @Test func aLogWithoutReportIsRefused() {
        let error = #expect(throws: TraceError.self) { try LogExplanation(Array("hello\n".utf8), file: "dmesg") }
        #expect(error?.problem == "has no report about memory")
        #expect(throws: TraceError.self) { try LogOfFile.explain("cases/oom-6.1-memcg.txt", report: 3) }
    }

    /// Numbers that no machine has neither crash nor hang.
    @Test(arguments: [
        ("9055", "18446744073709551615"), ("36220kB", "99999999999999999999kB"), ("1441*4kB", "18446744073709551615*4kB"),
        ("1441*4kB", "9223372036854775807*4611686018427387904kB"), ("min:43192kB", "min:18446744073709551615kB"),
        ("high:64788kB", "high:9007199254740992kB"), ("4990 4990", "18446744073709551615 9999999999999"), ("order=0", "order=2147483648"),
        ("1537770", "9223372036854775807"), ("66407", "9223372036854775807"), ("5110124kB", "0kB"), ("order=0", "order=-1"),
    ])
    func absurdNumbersAreSurvived(_ old: String, _ new: String) throws {
        let text = String(decoding: try LogOfFile.bytes("cases/22-oom-report.txt"), as: UTF8.self).replacing(old, with: new)
        let explanation = try LogExplanation(Array(text.utf8), file: "a", withMemory: 1 << 59)
        #expect(!explanation.text.isEmpty && explanation.json.hasPrefix("{"))
    }

    /// A log may end anywhere: what is there is used, and no cut crashes.
    @Test(arguments: ["cases/22-oom-report.txt", "cases/oom-2.6.30-x86_64.txt", "cases/failure-5.10-order4.txt"])
    func everyCutIsExplainedOrRefused(_ path: String) throws {
        let bytes = try LogOfFile.bytes(path)
        for length in stride(from: 61, to: bytes.count, by: 463) {
            guard let explanation = try? LogExplanation(Array(bytes[..<length]), file: "cut") else { continue }
            #expect(!explanation.text.isEmpty && explanation.json.hasPrefix("{"))
        }
    }
}
