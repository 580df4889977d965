import Testing

@testable import TraceFormat

@Suite struct HeaptrackTests {
    @Test func callsWithPointersAreRead() throws {
        let trace = try ImportedTrace(
            text: """
                v 10400 3
                x f /tmp/demo/alloc
                X ./alloc 1 2
                I 1000 5e580f
                m 1 -
                m 1 x 55c10712f000 0 838 1000 389
                m e /lib/libfoo.so 7f0000001000 0 2000
                t 55c107130005 0
                t 7f0000002000 1
                + 64 1 55c108d481d0
                c 5
                + 10 2 55c108d48300
                - 55c108d48300
                R 3c7
                + 10 0 55c108d48300

                """)
        #expect(trace.events.map(\.kind) == [.task, .malloc, .malloc, .free, .malloc])
        #expect(trace.text(.comm, of: trace.events[0]) == "alloc")
        #expect(trace.header.first("command") == "./alloc 1 2" && trace.header.first("source") == "heaptrack 1.4.0")
        #expect(trace.events[1].number(.size) == 100 && trace.events[1].number(.ptr) == 0x55c1_08d4_81d0)
        #expect(
            trace.text(.caller, of: trace.events[1]) == "alloc+0x1005" && trace.text(.caller, of: trace.events[2]) == "libfoo.so+0x1000")
        #expect(trace.events.map(\.time) == [0, 1000, 5_001_000, 5_002_000, 5_003_000] && !trace.events[4].has(.caller))
        #expect(trace.counters == ["heaptrack.stack_line": 5, "heaptrack.temporary_allocation": 1, "heaptrack.resident_memory": 1])
    }

    @Test func freesOfAClassTakeTheOldestBlock() throws {
        let trace = try ImportedTrace(
            text: """
                v 10400 3
                X ./alloc
                s 4 main
                i 55c107130005 0 1
                t 1 0
                a 64 1
                + 0
                + 0
                a 20 1
                + 1
                - 0
                - 0
                + 0
                - 1
                - 1

                """)
        let mallocs = trace.all(.malloc)
        #expect(
            mallocs.map { $0.number(.size) } == [0x64, 0x64, 0x20, 0x64] && mallocs.allSatisfy { trace.text(.caller, of: $0) == "main" })
        let labels = mallocs.compactMap { trace.text(.ptr, of: $0) }
        #expect(trace.all(.free).map { trace.text(.ptr, of: $0) } == [labels[0], labels[1], labels[2]])
        #expect(trace.all(.unmatched).count == 1)
        #expect(trace.counters["heaptrack.ambiguous_free"] == 1 && trace.counters["heaptrack.unknown_free"] == 1)
    }

    /// Version 0 has pointers after interpretation too; strings have their length from version 3 on; 1.2.0 without a file version is version 1.
    @Test(arguments: [
        ("v 10000\nX a b\ns main\ni 1 0 1\nt 1 0\n+ 8 1 10\n- 10\n", 1), ("v 10200\ns main\ni 1 0 1\nt 1 0\na 8 1\n+ 0\n- 0\n", 1),
        ("v 10200 2\ns main x\ni 1 0 1 0 0\nt 1 0\na 8 1\n+ 0\n- 0\n", 1), ("v 10400 3\ns 4 main\ni 1 0 1\nt 1 0\na 8 1\n+ 0\n- 0\n", 1),
        ("v 10500 4\ns 4 main\ni 1 0 1\nt 1 0\na 8 1\n+ 0\n- 0\n", 1),
        ("v 10000\nx /bin/a\nm /lib/b 100 0 8\nt 101 0\n+ 8 1 10\n- 10\n", 0),
    ])
    func everyFileVersionIsRead(_ text: String, _ named: Int) throws {
        let trace = try ImportedTrace(text: text)
        #expect(trace.events.map(\.kind).suffix(2) == [.malloc, .free])
        let caller = trace.text(.caller, of: trace.all(.malloc)[0])
        #expect(named == 1 ? caller?.hasPrefix("main") == true || text.hasPrefix("v 10000") : caller == "b+0x1")
        #expect(trace.counters["heaptrack.newer_version"] == (text.hasPrefix("v 10500") ? 1 : nil) && trace.all(.unmatched).isEmpty)
    }

    @Test func oddLinesStay() throws {
        let trace = try ImportedTrace(
            text: "v 10400 3\nA\nS leak:foo\n# comment\n\n+ 1\n+ 1 1 z\nq 1\nt 1 5\na 8 1\n+ 7\n- 3\n+ 0 1 2\n+ 0\ns ff main\n+ 0")
        #expect(trace.events.map(\.kind).filter { $0 != .unmatched } == [.task, .malloc])
        #expect(
            trace.counters == [
                "heaptrack.attached": 1, "heaptrack.suppression": 1, "heaptrack.malformed_line": 8, "heaptrack.stack_line": 2,
                "heaptrack.cut_last_line": 1,
            ])
    }

    /// What heaptrack_print 1.4.0 says of each: allocations, temporary, peak, leaked (the last two in bytes, by its massif output), and the
    /// frees that heaptrack_interpret could match.
    @Test(arguments: [
        ("alloc.raw.zst", 40, 23, 1_121_542, 4358), ("alloc.zst", 40, 23, 1_121_542, 4358), ("alloc.gz", 40, 23, 1_121_542, 4358),
        ("cc1.raw.zst", 4808, 490, 1_992_335, 1_692_572), ("cc1.zst", 4808, 490, 1_992_335, 1_692_572),
    ])
    func figuresAreThoseOfHeaptrack(_ file: String, _ allocations: UInt64, _ temporary: UInt64, _ peak: UInt64, _ leaked: UInt64) throws {
        let trace = try ImportedTrace(file: "heaptrack/" + file)
        var tally = HeapTally()
        for event in trace.events { tally.add(event) }
        #expect(tally.allocations == allocations && tally.peak == peak && tally.live == leaked)
        #expect(trace.counters["heaptrack.temporary_allocation"] == temporary)
        #expect(trace.all(.unmatched).isEmpty && trace.header.first("placement") == "model")
    }

    /// The interpreted file tells the same allocations in the same order, with the stacks' functions.
    @Test func bothFormsTellTheSameSizes() throws {
        let (raw, interpreted) = (try ImportedTrace(file: "heaptrack/cc1.raw.zst"), try ImportedTrace(file: "heaptrack/cc1.zst"))
        #expect(raw.all(.malloc).map { $0.number(.size) } == interpreted.all(.malloc).map { $0.number(.size) })
        #expect(interpreted.all(.malloc).allSatisfy { $0.has(.caller) } && raw.all(.malloc).allSatisfy { $0.has(.caller) })
        let alloc = try ImportedTrace(file: "heaptrack/alloc.zst")
        #expect(alloc.all(.malloc).filter { alloc.text(.caller, of: $0) == "main" }.count > 30)
    }

    @Test func theFastPathReadsTheSame() throws {
        for file in ["alloc.raw.zst", "alloc.zst", "cc1.raw.zst", "cc1.zst"] {
            let text = try ByteSource.whole(ImportedTrace.path("heaptrack/" + file)).bytes
            let reading = expectEqualWays(text, as: .heaptrack, limit: 333)
            #expect(reading.error == nil && reading.events.count > 60)
        }
    }

    /// One line in eight is damaged.
    @Test(arguments: ["cc1.raw.zst", "cc1.zst"]) func damagedLinesAreReadAsWithoutTheFastPath(_ file: String) throws {
        let text = try ByteSource.whole(ImportedTrace.path("heaptrack/" + file)).bytes
        let lines = text.split(separator: 0x0a).prefix(1500)
        for seed in 1...3 as ClosedRange<UInt64> {
            var random = SeededGenerator(state: seed)
            var damaged: [UInt8] = []
            for var line in lines.map({ Array($0) }) {
                if Int.random(in: 0..<8, using: &random) == 0 { damage(&line, &random) }
                damaged += line + [0x0a]
            }
            _ = expectEqualWays(damaged, as: .heaptrack, "\(file) \(seed)")
        }
    }
}
