import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel

@Suite struct RecordingJoinerTests {
    /// Reads `lines` of perf script and returns each event's answer, those without one left out.
    private func join(_ lines: String, _ joiner: inout RecordingJoiner) throws -> [JoinOutcome] {
        var reader = try ImportFormat.perfScript.open(try ByteSource(name: "test", bytes: Array((lines + "\n").utf8)))
        var names = NameTable()
        var batch: [TraceEvent] = []
        while try reader.read(into: &batch, limit: 100, names: &names) {}
        return batch.map { joiner.observe($0) }.filter { $0 != .nothing }
    }

    private func join(_ lines: String) throws -> [JoinOutcome] {
        var joiner = RecordingJoiner()
        return try join(lines, &joiner)
    }

    private func page(_ frame: Int, _ gfp: String, type: Int = 1, order: Int = 0, task: String = "5/5") -> String {
        "a \(task) [0] 1.000001: kmem:mm_page_alloc: page=0x1 pfn=0x\(String(frame, radix: 16)) order=\(order) migratetype=\(type) "
            + "gfp_flags=\(gfp)\n"
    }

    private func fault(_ address: String, _ error: String, task: String = "5/5") -> String {
        "a \(task) [0] 1.000001: exceptions:page_fault_user: address=\(address) ip=0x1 error_code=\(error)\n"
    }

    private func object(_ address: String, _ name: String) -> String {
        "a 5/5 [0] 1.000001: kmem:kmem_cache_alloc: call_site=f ptr=\(address) name=\(name) bytes_req=8 bytes_alloc=16 "
            + "gfp_flags=GFP_KERNEL node=-1 accounted=false\n"
    }

    private let anonymous = "GFP_HIGHUSER_MOVABLE|__GFP_ZERO|__GFP_COMP"
    private let plain = "GFP_HIGHUSER_MOVABLE|__GFP_COMP"
    private let table = "GFP_KERNEL_ACCOUNT|__GFP_ZERO|__GFP_COMP"
    private let slab = "GFP_KERNEL|__GFP_NOWARN|__GFP_NORETRY|__GFP_COMP"

    @Test func eachRuleIsCountedUnderItsName() {
        for rule in JoinRule.allCases { #expect(rule.oddity.name.replacing("_", with: "") == "join.\(rule)".lowercased()) }
    }

    @Test func aWriteFaultNamesThePageOfTheNextZeroedFrame() throws {
        let answers = try join(fault("0x7f0000001234", "0x6") + page(16, table, type: 0) + page(17, anonymous) + page(18, anonymous))
        let process = ProcessID(5)
        #expect(
            answers == [
                .frame(.pageTable(process), .pageTable),
                .frame(.anonymous(process, VirtualPage(0x7_f000_0001), copy: false), .zeroedInFault),
                .frame(.anonymous(process, nil, copy: false), .zeroedByKernel),
            ])
    }

    @Test func aThreadsFaultBelongsToItsProcess() throws {
        let answers = try join(fault("0x1000", "0x7", task: "5/9") + page(17, plain, task: "5/9"))
        #expect(answers == [.frame(.anonymous(ProcessID(5), VirtualPage(1), copy: true), .copiedInFault)])
    }

    @Test func aReadFaultBringsNoAnonymousPage() throws {
        let answers = try join(fault("0x1000", "0x4") + page(17, plain))
        #expect(answers == [.frame(.anonymous(ProcessID(5), nil, copy: true), .copiedByKernel)])
    }

    @Test func aSystemCallEndsTheFault() throws {
        let munmap = "a 5/5 [0] 1.000001: syscalls:sys_enter_munmap: addr: 0x1000, len: 0x1000\n"
        let answers = try join(fault("0x1000", "0x6") + munmap + page(17, anonymous))
        #expect(answers == [.frame(.anonymous(ProcessID(5), nil, copy: false), .zeroedByKernel)])
    }

    @Test func aRunOfPlainPagesIsAFile() throws {
        let answers = try join((0..<5).map { page(16 + $0, plain) }.joined())
        let file = JoinOutcome.frame(.file(ProcessID(5)), .filePage)
        let copy = JoinOutcome.frame(.anonymous(ProcessID(5), nil, copy: true), .copiedByKernel)
        #expect(answers == [copy, copy, file, file, file])
    }

    @Test func aHugePageFillsItsAlignedRange() throws {
        let answers = try join(
            fault("0x7f0000345000", "0x6") + page(0x200, "GFP_TRANSHUGE_LIGHT|__GFP_DIRECT_RECLAIM", order: 9))
        #expect(answers == [.frame(.anonymous(ProcessID(5), VirtualPage(0x7_f000_0200), copy: false), .zeroedInFault)])
    }

    @Test(arguments: [
        ("GFP_NOFS|__GFP_HIGHMEM|__GFP_MOVABLE|__GFP_NOWARN|__GFP_NORETRY|__GFP_COMP|__GFP_HARDWALL", 1, JoinRule.readAhead),
        ("GFP_HIGHUSER_MOVABLE|__GFP_WRITE|__GFP_COMP", 1, .bufferedWrite),
        ("GFP_NOFS|__GFP_MOVABLE|__GFP_NOFAIL|__GFP_COMP|__GFP_HARDWALL", 1, .filePage),
        ("GFP_HIGHUSER|__GFP_ACCOUNT", 0, .pipeBuffer), ("GFP_NOWAIT|__GFP_NOWARN", 0, .gatherBatch),
        ("GFP_NOWAIT|__GFP_RECLAIMABLE|__GFP_NORETRY|__GFP_COMP", 2, .slabPage),
        ("GFP_KERNEL|__GFP_NOWARN|__GFP_NORETRY", 0, .slabPage), ("GFP_KERNEL", 0, .unknownPage),
        ("GFP_KERNEL|__GFP_NOWARN|__GFP_NORETRY|__GFP_COMP|__GFP_ZERO", 0, .unknownPage),
    ])
    func flagsSayTheUse(_ gfp: String, _ type: Int, _ rule: JoinRule) throws {
        guard case .frame(_, let found) = try join(page(16, gfp, type: type)).first else {
            Issue.record("no answer")
            return
        }
        #expect(found == rule)
    }

    @Test func theFirstObjectNamesTheSlab() throws {
        let answers = try join(
            page(16, slab, type: 0, order: 1) + object("0xffff888000011008", "dentry") + object("0xffff888000010000", "dentry")
                + object("0xffff888000012000", "dentry"))
        guard case .object(let first?, .objectInSlab) = answers[1], case .object(let second?, .objectInSlab) = answers[2] else {
            Issue.record("\(answers)")
            return
        }
        #expect(first.frame == FrameNumber(16) && first.order == 1 && first.isNew && first.cache != nil && first.objectSize == 16)
        #expect(second.frame == FrameNumber(16) && !second.isNew && second.cache == first.cache)
        #expect(answers[3] == .object(nil, .objectOfUnseenBlock))
    }

    @Test func aFreedBlockIsForgotten() throws {
        let free = "a 5/5 [0] 1.000001: kmem:mm_page_free: page=0x10 pfn=0x10 order=0\n"
        let answers = try join(page(16, slab, type: 0) + free + object("0xffff888000010000", "dentry"))
        #expect(answers.last == .object(nil, .objectOfUnseenBlock))
    }

    @Test func theLinearMapsBaseIsLearned() throws {
        var joiner = RecordingJoiner()
        let base: UInt64 = 0xffff_9c34_4000_0000
        var lines = ""
        for frame in 16..<20 {
            lines += page(frame, slab, type: 0) + object("0x" + String(base + UInt64(frame) * 4096 + 64, radix: 16), "dentry")
        }
        let answers = try join(lines, &joiner)
        #expect(joiner.linearMap.base == base)
        guard case .object(let place?, .objectInSlab) = answers.last else {
            Issue.record("\(answers)")
            return
        }
        #expect(place.frame == FrameNumber(19))
    }

    @Test func anonymousPagesAreCountedAgainstRssStat() throws {
        var joiner = RecordingJoiner()
        func rss(_ pages: Int) -> String {
            "a 5/5 [0] 1.000001: kmem:rss_stat: mm_id=9 curr=1 type=MM_ANONPAGES size=\(pages * 4096)B\n"
        }
        _ = try join(
            rss(10) + fault("0x1000", "0x6") + page(16, anonymous) + rss(11) + fault("0x1000", "0x7") + page(17, plain)
                + fault("0x2000", "0x6") + page(18, anonymous) + rss(12), &joiner)
        #expect(joiner.audit.growing == AnonymousAudit.Figures(samples: 2, exact: 2, error: 0, largest: 0))
    }
}
