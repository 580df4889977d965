import Testing
import TraceFormat

@testable import ReplayModel
@testable import ReplayStore

@Suite struct HistoryViewTests {
    /// Appends a step with its event and the given row.
    private func step<Row: TransitionRow>(_ log: inout TransitionLog, _ number: UInt64, time: UInt64? = nil, _ row: Row) {
        log.begin(step: Step(number))
        log.append(EventRow(time: time ?? number * 10, eventClass: .trace, event: TraceEvent(.kmalloc)))
        log.append(row)
    }

    @Test func anObjectLivesFromItsAllocationToItsFreeing() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, SampleRows.object(.allocate, 64))
            step(&log, 2, SampleRows.object(.allocate, 128, name: NameID(1)))
            step(&log, 5, SampleRows.object(.free, 64, cpu: 1))
            step(&log, 6, SampleRows.object(.allocate, 64))
        }
        #expect(
            try run.rows("SELECT address, step, freed_step, freed_cpu, lifetime FROM object_life ORDER BY step")
                == [["0x40", 1, 5, 1, 40], ["0x80", 2, nil, nil, nil], ["0x40", 6, nil, nil, nil]])
        #expect(try run.rows("SELECT step, caller FROM leak ORDER BY step") == [[2, "kmalloc-64"], [6, nil]])
        let crossed = try #require(NamedQuery(named: "cross_cpu"))
        #expect(try run.rows(crossed.sql) { [$0.integer(2), $0.integer(4), $0.integer(5)] } == [[0, 1, 1]])
        let lifetimes = try #require(NamedQuery(named: "lifetimes"))
        #expect(
            try run.rows(lifetimes.sql) == [["object", "< 1e2 ns", 1, 64], ["object", "never freed", 2, 128]])
    }

    @Test func callSitesAreSummedUp() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, SampleRows.object(.allocate, 64, name: NameID(1)))
            step(&log, 2, SampleRows.object(.allocate, 128, name: NameID(1)))
            step(&log, 3, SampleRows.object(.free, 128, name: NameID(1)))
        }
        #expect(
            try run.rows("SELECT caller, objects, requested, given, wasted, wasted_permille, live_objects FROM call_site")
                == [["kmalloc-64", 2, 80, 128, 48, 375, 1]])
    }

    /// As perf counts: freed on another CPU, and freed again without an allocation that was seen; not freed before any allocation.
    @Test func pingPongIsCountedAsPerfDoes() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, SampleRows.object(.free, 192))
            step(&log, 2, SampleRows.object(.allocate, 64, name: NameID(1)))
            step(&log, 3, SampleRows.object(.free, 64, cpu: 1))
            step(&log, 4, SampleRows.object(.free, 64))
            step(&log, 5, SampleRows.object(.allocate, 64, cpu: 1, name: NameID(1)))
            step(&log, 6, SampleRows.object(.free, 64, cpu: 1))
        }
        let sites = try #require(NamedQuery(named: "kmem_stat"))
        #expect(try run.rows(sites.sql) == [["kmalloc-64", 128, 64, 80, 40, 2, 2, "37.500%"]])
        let summary = try #require(NamedQuery(named: "kmem_stat_summary"))
        #expect(try run.rows(summary.sql) == [[80, 128, 192, -64, 48, "37.500000%", 2]])
    }

    @Test func whatIsLeftIsSummedByCacheAndCallSite() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, SampleRows.object(.allocate, 64, name: NameID(1)))
            step(&log, 2, SampleRows.object(.allocate, 128, name: NameID(1)))
            step(&log, 9, SampleRows.object(.free, 128, cpu: 1, name: NameID(1)))
        }
        let use = try #require(NamedQuery(named: "slab_use"))
        #expect(
            try run.rows(use.sql) { [$0.integer(2), $0.integer(5), $0.integer(6), $0.integer(8), $0.integer(9)] } == [[2, 1, 64, 80, 1]])
    }

    @Test func transitionsAreCountedBetweenMarks() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, SampleRows.object(.allocate, 64))
            step(&log, 2, MarkRow(text: NameID(1)))
            step(&log, 3, MarkRow(text: NameID(1)))
            step(
                &log, 4,
                SystemCallRow(
                    process: ProcessID(1), call: .brk, fromLibrary: false, address: VirtualAddress(rawValue: 0), length: 0))
        }
        #expect(
            try run.rows("SELECT label, from_step, to_step, events, syscalls, objects, faults FROM kernel_transition ORDER BY 2")
                == [["(start)", 0, 2, 1, 0, 1, 0], ["kmalloc-64", 2, 3, 0, 0, 0, 0], ["kmalloc-64", 3, 5, 1, 1, 0, 0]])
    }

    @Test func processPeaksNameTheirFirstStep() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, ProcessRow(operation: .start, process: ProcessID(7), uid: 0, comm: NameID(1)))
            step(&log, 2, state(7, resident: 5))
            step(&log, 3, state(7, resident: 9))
            step(&log, 4, state(7, resident: 9, alive: false))
            step(&log, 5, state(8, resident: 1))
        }
        #expect(
            try run.rows("SELECT pid, comm, peak_rss, peak_step, alive FROM process_peak ORDER BY pid")
                == [[7, "kmalloc-64", 36864, 3, 0], [8, nil, 4096, 5, 1]])
        #expect(try run.rows("SELECT step, comm, rss FROM process_history WHERE pid = 7 AND step = 3") == [[3, "kmalloc-64", 36864]])
    }

    @Test func aProcessHasOneRowFromItsBeginToItsEnd() throws {
        func process(_ operation: ProcessOperation, _ pid: Int32, value: Int64? = nil) -> ProcessRow {
            ProcessRow(operation: operation, process: ProcessID(pid), parent: ProcessID(1), uid: 5, comm: NameID(1), value: value)
        }
        let run = try Scratch().run { log in
            step(&log, 1, process(.start, 1))
            step(&log, 2, process(.fork, 7))
            step(&log, 3, process(.threadStart, 7, value: 8))
            step(&log, 4, process(.exit, 7, value: 256))
            step(&log, 5, process(.fork, 7))
            step(&log, 6, process(.kill, 7, value: 9))
            step(&log, 7, process(.exit, 7, value: 9))
        }
        #expect(
            try run.rows("SELECT pid, parent, comm, uid, start_step, end_step, ended, value, threads FROM processes ORDER BY start_step")
                == [
                    [1, 1, "kmalloc-64", 5, 1, nil, nil, nil, 0], [7, 1, "kmalloc-64", 5, 2, 4, "exit", 256, 1],
                    [7, 1, "kmalloc-64", 5, 5, 6, "kill", 9, 0],
                ])
    }

    private func state(_ pid: Int32, resident: UInt64, alive: Bool = true) -> ProcessStateRow {
        ProcessStateRow(
            process: ProcessID(pid), virtualPages: 100, residentPages: resident, anonymousPages: resident, filePages: 0,
            pageTablePages: 2, lockedPages: 0, dataPages: 50, stackPages: 33, textPages: 1, minorFaults: resident,
            oomScoreAdj: 0, oomAdj: 0, alive: alive)
    }

    @Test func cachesAtEndCountTheirLastState() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            for cache in [1, 2] as [UInt32] {
                step(
                    &log, UInt64(cache),
                    CacheRow(
                        operation: .create, cache: CacheID(cache), name: NameID(1), objectSize: 60, size: 64, align: 8,
                        order: 1, objectsPerSlab: 128, minPartial: 5, cpuPartial: 30, flags: 0))
            }
            for (number, slabs) in [(3, 1), (4, 3), (5, 2)] as [(UInt64, UInt64)] {
                step(
                    &log, number,
                    CacheStateRow(
                        cache: CacheID(2), activeObjects: slabs, objects: slabs * 128, activeSlabs: slabs, slabs: slabs,
                        requested: slabs * 50))
            }
        }
        #expect(
            try run.rows("SELECT cache_id, active_objs, num_objs, pagesperslab, given, held, step FROM cache_at_end ORDER BY 1")
                == [[1, 0, 0, 2, 0, 0, nil], [2, 2, 256, 2, 120, 16384, 5]])
        let growth = try #require(NamedQuery(named: "@caches"))
        #expect(try run.rows(growth.sql) == [["kmalloc-64", 2, 8192, 24576, 16384, 8192, 2]])
    }

    @Test func heapsStandBesideTheResidentMemoryOfTheirStep() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, state(7, resident: 5))
            step(&log, 2, heap(7, arena: 1000))
            step(&log, 3, state(7, resident: 6))
            step(&log, 4, heap(7, arena: 2000))
        }
        #expect(try run.rows("SELECT step, held, rss FROM heap_history ORDER BY step") == [[2, 1004, 20480], [4, 2004, 24576]])
    }

    private func heap(_ pid: Int32, arena: UInt64) -> HeapStateRow {
        HeapStateRow(
            process: ProcessID(pid), arena: arena, inUse: 3, freeBytes: 2, top: 1, mmapped: 4, mmappedChunks: 1, requested: 3,
            programBreak: VirtualAddress(rawValue: 0))
    }

    private func chunk(_ operation: HeapOperation, _ address: UInt64, requested: UInt64? = nil) -> HeapRow {
        HeapRow(
            operation: operation, process: ProcessID(7), arena: 0, chunk: VirtualAddress(rawValue: address), size: 32,
            requested: requested)
    }

    @Test func aChunkLivesThroughReallocInPlaceToItsFreeing() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, chunk(.fromTop, 16, requested: 20))
            step(&log, 2, chunk(.resize, 16, requested: 24))
            step(&log, 3, chunk(.resize, 16, requested: 22))
            step(&log, 4, chunk(.toTcache, 16))
            step(&log, 5, chunk(.fromTcache, 16, requested: 8))
        }
        #expect(
            try run.rows("SELECT chunk, requested, step, freed_step, lifetime FROM malloc_life ORDER BY step")
                == [["0x10", 20, 1, 4, 30], ["0x10", 8, 5, nil, nil]])
    }

    @Test func aChunkThatMergesBackwardsIsFreed() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, chunk(.fromTop, 16, requested: 20))
            step(&log, 2, chunk(.fromTop, 48, requested: 20))
            step(&log, 3, chunk(.toUnsorted, 16))
            step(&log, 4, chunk(.merge, 48))
            log.append(chunk(.toTop, 16))
        }
        #expect(try run.rows("SELECT step, freed_step FROM malloc_life ORDER BY step") == [[1, 3], [2, 4]])
    }

    @Test func anAlignedChunkBeginsWhereItIsCut() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            step(&log, 1, chunk(.fromTop, 16))
            log.append(chunk(.split, 48))
            log.append(chunk(.toTcache, 16))
            log.append(chunk(.resize, 48, requested: 20))
            step(&log, 2, chunk(.fromTop, 96))
            log.append(chunk(.resize, 96, requested: 30))
            step(&log, 3, chunk(.toTcache, 48))
        }
        #expect(
            try run.rows("SELECT chunk, requested, step, freed_step FROM malloc_life ORDER BY step")
                == [["0x30", 20, 1, 3], ["0x60", 30, 2, nil]])
    }
}
