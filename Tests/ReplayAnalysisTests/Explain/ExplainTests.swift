import Testing
import TraceFormat

@testable import ReplayAnalysis
@testable import ReplayModel
@testable import Virtual

@Suite struct ExplainTests {
    @Test func aFaultIsReportedWithCauseAreaFrameAndZone() throws {
        let maker = try RunMaker()
        let text = try everything(maker).explain(step: 3)
        #expect(
            text == """
                Step 3: mark text=.
                At 3 ms, line 4 of a.trace, the kernel, CPU 0

                What happens
                  1. Process 100 (lazy) gets a page table of level 2 for addresses from 0x0, in frame 0x500.
                  2. Process 100 (lazy) gets a page table of level 1 for addresses from 0xb7c00000, in frame 0x501.
                  3. Process 100 (lazy) writes to 0xb7c00004 (mmap area b7c00000-b7c04000 rw-); no page-table entry is present, and the \
                MMU faults. CR2 holds 0xb7c00004, the error code 0x6 (not present, write, user). A zeroed frame is taken from zone HighMem and \
                mapped. Entry before: empty; after: 0x38001067: frame 0x38001, \
                present, user, read-write, accessed, dirty. Cost: 1 frame, 2 more for page tables; 4 KiB are zeroed.
                  4. Process 100 (lazy) writes to 0xb7c01000 (mmap area b7c00000-b7c04000 rw-); no page-table entry is present, and the \
                MMU faults. CR2 holds 0xb7c01000, the error code 0x6 (not present, write, user). A zeroed frame is taken from zone HighMem and \
                mapped. Entry before: empty; after: 0x38002067: frame 0x38002, \
                present, user, read-write, accessed, dirty. Cost: 1 frame; 4 KiB are zeroed.
                  5. Process 100 (lazy) writes to 0xb7c03ffc (mmap area b7c00000-b7c04000 rw-); no page-table entry is present, and the \
                MMU faults. CR2 holds 0xb7c03ffc, the error code 0x6 (not present, write, user). The shared zero page is mapped, \
                read-only: no memory is taken. Entry before: empty; after: 0x12345225: frame 0x12345, present, user, read-only, accessed, special. Cost: no frame.

                What it changes
                  Process 100 (lazy): rss 0 → 2, anon 0 → 2, page_tables 0 → 1, min_flt 0 → 2.

                """)
    }

    @Test func anUnknownStepIsRefused() throws {
        let maker = try RunMaker()
        let run = try everything(maker)
        let error = #expect(throws: AnalysisError.self) { try run.explain(step: 6) }
        #expect(error?.expected == "1 to 5")
    }

    private func oomRun(_ maker: RunMaker) throws -> Run {
        let (large, greedy) = (maker.name("large"), maker.name("greedy"))
        return try maker.run(
            "oom.sqlite",
            { log in
                log.append(ProcessRow(operation: .start, process: ProcessID(101), uid: 0, comm: large))
                log.append(ProcessRow(operation: .start, process: ProcessID(102), uid: 0, comm: greedy))
                log.append(zoneFree(2, [1, 0, 1]))
            },
            { log in
                log.append(
                    AllocationFailureRow(
                        reason: .outOfMemory, order: 0, gfp: GfpFlags.highUserMovable.union([.zero, .compound]).rawValue,
                        zone: ZoneIndex(2), process: ProcessID(102), free: 5, largestOrder: 2, extfragIndex: -1000))
                log.append(
                    OomRow(
                        trigger: .oomKiller, invoker: ProcessID(102), order: 0, gfp: GfpFlags.highUserMovable.rawValue,
                        totalPages: 255_428, victim: ProcessID(101), points: 154_028, candidates: 2))
                log.append(candidate(101, points: 154_028, rss: 153_721, tables: 307, score: 1068))
                log.append(candidate(102, points: 0, rss: 90_000, tables: 100, score: 0, adj: -1000, .adjMinimum))
                log.append(
                    ProcessRow(operation: .kill, process: ProcessID(101), parent: ProcessID(1), uid: 0, comm: large, value: 9))
            })
    }

    private func candidate(
        _ pid: Int32, points: Int64, rss: UInt64, tables: UInt64, score: Int64, adj: Int16 = 0,
        _ eligibility: OomEligibility = .eligible
    ) -> OomCandidateRow {
        OomCandidateRow(
            process: ProcessID(pid), eligibility: eligibility, points: points, virtualPages: 160_000, residentPages: rss,
            pageTablePages: tables, swapPages: 0, oomScoreAdj: adj, adjustment: 0, rootBonus: 0, score: score)
    }

    @Test func anOomKillIsReportedWithEveryCandidate() throws {
        let maker = try RunMaker()
        let text = lines(try oomRun(maker).explain(step: 2))
        #expect(
            text.dropFirst(2).map { $0 } == [
                "What happens",
                "  1. Process 102 (greedy) asks for 1 frame (GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO), first from zone HighMem, and "
                    + "no zone may give one: 5 pages free in the zones it may use, largest free block of order 2. Its extfrag_index "
                    + "is -1: a block of that size is free, so watermarks or its migrate type stand in the way. Memory is used up: the OOM killer is called.",
                "  2. The OOM killer acts for process 102 (greedy) (1 frame, GFP_HIGHUSER_MOVABLE): 2 processes scored against "
                    + "255,428 pages. It chooses process 101 (large) with 154,028 points.",
                "  3. Process 101 (large) is killed by signal 9.",
                "Free blocks before (count×pages)",
                "  HighMem: 1×1 0×2 1×4 0×8 0×16 0×32 0×64 0×128 0×256 0×512 0×1024 = 5 pages",
                "Candidates",
                "     PROCESS                  RSS  SWAP  TABLES  ROOT    ADJ  ADJ_POINTS  POINTS  OOM_SCORE",
                "  →  process 101 (large)   153721     0     307     0      0           0  154028       1068  killed",
                "     process 102 (greedy)   90000     0     100     0  -1000           0       0          0  never: adj_minimum",
            ])
    }

    @Test func everyTableHasWords() throws {
        let maker = try RunMaker()
        let run = try everything(maker)
        let narrator = try Narrator(run)
        for table in TransitionTable.allCases {
            // A row of ones: every code and number is in range.
            let row = StoredRow(table: table, step: 5, seq: 0, values: table.schema.columns.map { _ in 1 })
            let text = try narrator.narrate(row)
            #expect(text.hasSuffix(".") && !text.contains("  "), "\(table): \(text)")
        }
    }

    @Test func alikeRowsAreReportedOnceAndCounted() throws {
        let maker = try RunMaker()
        let run = try maker.run(
            "alike.sqlite",
            { log in
                for page in 0..<100 { log.append(fault(0x1000_0000 + UInt64(page) << 12, .anonymous, frame: UInt32(page))) }
            })
        let text = lines(try run.explain(step: 1))
        #expect(text.count == 2 + 1 + 3 + 1)
        #expect(text.last == "  … 97 more like this")
    }

    @Test func framesOfAlikePagesAreNamedByZone() throws {
        let run = try RunMaker().run(
            "frames.sqlite",
            { log in
                for page in 0..<UInt32(40) {
                    log.append(
                        PageRow(
                            operation: .allocate, zone: ZoneIndex(page < 20 ? 1 : 0), frame: FrameNumber(100 + page), order: 0,
                            migratetype: 1, owner: .kernel, ownerID: 0, tag: 0))
                }
            })
        let text = lines(try run.explain(step: 1))
        #expect(
            text.last?.hasSuffix("37 more like this; 17 of zone Normal, 0x67 to 0x77, 20 of zone DMA, 0x78 to 0x8b") == true,
            "\(text.last ?? "")")
    }

    @Test func aLongStepIsReportedByItsEndsAndACount() throws {
        let maker = try RunMaker()
        let run = try maker.run(
            "long.sqlite",
            { log in
                for page in 0..<100 {
                    log.append(fault(0x1000_0000 + UInt64(page) << 12, .anonymous, frame: UInt32(page)))
                    log.append(fault(0x2000_0000 + UInt64(page) << 12, .zeroPage, frame: 7, protection: 1))
                }
            })
        let text = lines(try run.explain(step: 1))
        #expect(text.contains("  … 176 more: 88 fault anonymous, 88 fault zero_page"))
        #expect(text.count == 2 + 1 + 16 + 1 + 8)
        #expect(text.last?.hasPrefix("  200. ") == true)
    }

    @Test func quantitiesReadWell() {
        #expect(Describe.bytes(1) == "1 byte")
        #expect(Describe.bytes(1000) == "1,000 bytes")
        #expect(Describe.bytes(4096) == "4 KiB")
        #expect(Describe.bytes(2560 << 10) == "2.50 MiB")
        #expect(Describe.bytes(4097) == "4,097 bytes")
        #expect(Describe.time(999) == "999 ns")
        #expect(Describe.time(1_500_000) == "1.5 ms")
        #expect(Describe.time(2_000_000_000) == "2 s")
        #expect(Describe.gfp(Int64(GfpFlags.kernel.rawValue | GfpFlags.zero.rawValue)) == "GFP_KERNEL|__GFP_ZERO")
        #expect(Describe.gfp(0) == "0")
        #expect(Describe.gfp(1 << 30) == "0x40000000")
    }
}
