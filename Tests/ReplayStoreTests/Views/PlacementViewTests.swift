import Testing

@testable import ReplayModel
@testable import ReplayStore

@Suite struct PlacementViewTests {
    @Test func recordedChoicesAreComparedByKindAndScope() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            for (number, recorded) in [(1, 16), (2, 99), (3, nil), (4, 98)] as [(UInt64, UInt64?)] {
                log.begin(step: Step(number))
                log.append(
                    PageRow(
                        operation: .allocate, zone: ZoneIndex(0), frame: FrameNumber(16), order: 0, migratetype: 0,
                        owner: .kernel, ownerID: 0, tag: 0, recorded: recorded))
                log.append(
                    AreaRow(
                        operation: .allocate, kind: .vmalloc, area: 1, start: VirtualAddress(rawValue: 16), size: 1, pages: 0,
                        recorded: recorded))
                log.append(
                    HeapRow(
                        operation: .fromTop, process: ProcessID(7), arena: 0, chunk: VirtualAddress(rawValue: 0), size: 32,
                        recorded: recorded))
            }
        }
        #expect(
            try run.rows("SELECT * FROM placement_check ORDER BY kind")
                == [
                    ["heap", "pid 7", 3, 1, 2, 2], ["page", "DMA order 0", 3, 1, 2, 2], ["vmalloc", "vmalloc", 3, 1, 2, 2],
                ])
    }

    @Test func aRecordedFrameThatHadToBeRepairedIsDifferent() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            for (number, isRepaired) in [(1, false), (2, true), (3, false)] as [(UInt64, Bool)] {
                log.begin(step: Step(number))
                for operation in isRepaired ? [PageOperation.repair, .allocate] : [.allocate] {
                    log.append(
                        PageRow(
                            operation: operation, zone: ZoneIndex(0), frame: FrameNumber(16), order: 0, migratetype: 0,
                            owner: operation == .repair ? .free : .kernel, ownerID: 0, tag: 0, recorded: operation == .repair ? nil : 16))
                }
            }
        }
        #expect(try run.rows("SELECT * FROM placement_check") == [["page", "DMA order 0", 3, 2, 1, 2]])
    }

    @Test func stepsOfTheAllocatorAreComparedByKindAndScope() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            for (number, agrees) in [(1, true), (2, false), (3, false)] as [(UInt64, Bool)] {
                log.begin(step: Step(number))
                log.append(
                    SteppingRow(
                        kind: .pagePcpuDrain, zone: ZoneIndex(1), order: 1, frame: FrameNumber(8), recorded: nil, agrees: agrees))
            }
        }
        #expect(try run.rows("SELECT * FROM stepping_check") == [["page_pcpu_drain", "Normal order 1", 3, 1, 2, 2]])
    }

    @Test func placesInMappingsAreComparedRelativeToTheMapping() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            let word = UInt64(16)
            let chunks: [(HeapOperation, UInt16, UInt64, UInt64)] = [
                (.fromTop, 1, 0x7fff_f000_0b60, 0x7f5c_b000_0b70), (.fromTop, 1, 0x7fff_f000_0b60, 0x7f5c_b000_0b80),
                (.fromMmap, 0, 0x7fff_1000, 0x7f5c_9010), (.resize, 0, 0x7fff_1000, 0x7f5c_9020), (.resize, 0, 0x1000, 0x1000 + word),
            ]
            for (number, chunk) in chunks.enumerated() {
                log.begin(step: Step(UInt64(number + 1)))
                log.append(
                    HeapRow(
                        operation: chunk.0, process: ProcessID(7), arena: chunk.1, chunk: VirtualAddress(rawValue: chunk.2), size: 32,
                        recorded: chunk.3))
            }
        }
        #expect(
            try run.rows("SELECT kind, scope, compared, equal FROM placement_check ORDER BY scope")
                == [["heap", "pid 7", 1, 1], ["heap", "pid 7 mapped chunks", 2, 1], ["heap", "pid 7 thread heaps", 2, 1]])
    }

    @Test func aRecordedObjectIsComparedByWhatWasPredicted() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            for (number, predicted) in [(1, nil), (2, 128), (3, 0)] as [(UInt64, UInt64?)] {
                log.begin(step: Step(number))
                var row = SampleRows.object(.allocate, 64)
                row.predicted = predicted
                log.append(row)
            }
        }
        #expect(try run.rows("SELECT kind, compared, equal, different, first_step FROM placement_check") == [["object", 3, 1, 2, 2]])
    }

    @Test func aFreeIsNoChoice() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            log.begin(step: Step(1))
            log.append(SampleRows.object(.free, 64))
        }
        #expect(try run.rows("SELECT * FROM placement_check") == [])
    }

    @Test func oomReportsNameVictimAndCandidatesByRank() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            log.begin(step: Step(1))
            for pid in [1, 7] as [Int32] {
                log.append(ProcessRow(operation: .start, process: ProcessID(pid), uid: 0, comm: .init(UInt32(pid == 7 ? 1 : 0))))
            }
            log.begin(step: Step(2))
            log.append(
                OomRow(
                    trigger: .oomKiller, invoker: ProcessID(1), order: 0, gfp: 0xcc0, totalPages: 1000, victim: ProcessID(7),
                    points: 12, candidates: 3))
            for (pid, eligibility, points) in [(1, .`init`, 90), (7, .eligible, 12), (8, .eligible, 11)] as [(Int32, OomEligibility, Int64)]
            {
                log.append(
                    OomCandidateRow(
                        process: ProcessID(pid), eligibility: eligibility, points: points, virtualPages: 100,
                        residentPages: UInt64(points), pageTablePages: 2, swapPages: 0, oomScoreAdj: 5, adjustment: 0,
                        rootBonus: 0, score: 8))
            }
        }
        #expect(
            try run.rows("SELECT \"trigger\", invoker_comm, victim_comm, victim_rss, victim_adj FROM oom_report")
                == [["oom_killer", "", "kmalloc-64", 12, 5]])
        #expect(
            try run.rows("SELECT rank, pid, eligibility, victim FROM oom_ranking ORDER BY rank")
                == [[1, 7, "eligible", 1], [2, 8, "eligible", 0], [3, 1, "init", 0]])
    }
}
