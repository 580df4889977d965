import Testing

@testable import TraceFormat

/// Files of trace-cmd 3.1.6 on Debian's kernel 6.1, two processors, each beside what `trace-cmd report -t` printed of it.
@Suite struct TraceDatTests {
    @Test(arguments: [
        ("local.dat", "local"), ("local6.dat.zst", "local"), ("buffers.dat", "buffers"), ("buffers6.dat.zst", "buffers"),
        ("stacks.dat", "stacks"), ("graph.dat", "graph"), ("losses.dat", "losses"), ("extract.dat", "extract"),
        ("counter.dat.zst", "counter"),
    ])
    func theFileHasTheEventsOfTheReport(_ file: String, _ text: String) throws {
        let native = try ImportedTrace(file: "trace-dat/" + file)
        let report = try ImportedTrace(text: Self.report(text), limit: 1000)
        // Report prints the function graph's entries as events that nobody knows.
        let (a, b) = (Self.comparable(native, text == "graph"), Self.comparable(report, text == "graph"))
        #expect(a.count == b.count && a.count > 10)
        let difference = zip(a, b).first { $0 != $1 }
        #expect(difference == nil, "\(difference?.0 ?? "") | \(difference?.1 ?? "")")
    }

    /// A line begins with its instance; a clock that only counts has no point in its times.
    private static func report(_ name: String) throws -> String {
        let bytes = try ByteSource.whole(ImportedTrace.path("trace-dat/\(name).dat.txt.zst")).bytes
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line in
            let line = line.hasPrefix("second:") ? line.dropFirst(7) : line
            guard name == "counter", let close = line.firstIndex(of: "]") else { return String(line) }
            let rest = line[line.index(after: close)...]
            guard let colon = rest.firstIndex(of: ":") else { return String(line) }
            let number = rest[..<colon].drop { $0 == " " }
            return line[...close] + " 0." + String(repeating: "0", count: 9 - number.count) + number + rest[colon...]
        }.joined(separator: "\n")
    }

    /// Without what report does not print, or prints otherwise: when and where a loss was, the place in the kernel of a mark, the fields of
    /// events that are not known; of a probe's return it prints the function before the caller.
    private static func comparable(_ trace: ImportedTrace, _ dropsUnmatched: Bool) -> [String] {
        trace.events.filter { !dropsUnmatched || $0.kind != .unmatched }.map { event in
            var words = ["\(event.time) \(event.cpu) \(event.task) \(event.kind)"]
            if event.kind == .unmatched { return words[0] }
            if event.kind == .lost { words = ["lost"] }
            for (slot, field) in event.kind.schema.fields.enumerated() where event.present >> slot & 1 != 0 {
                if event.kind == .areaAlloc, field.field == .caller { continue }
                let value = event.slots[slot]
                var text = event.named >> slot & 1 != 0 ? trace.names[NameID(UInt32(value))] : "\(value)"
                if event.kind == .mark { text = String(text.split(separator: " ", maxSplits: text.contains(": ") ? 1 : 0).last!) }
                words.append("\(field.field)=\(text)")
            }
            return words.joined(separator: " ")
        }
    }

    /// Report prints `=> FUNCTION` 551 times.
    @Test func stacksAreCountedByTheirAddresses() throws {
        #expect(try ImportedTrace(file: "trace-dat/stacks.dat").counters["trace_dat.call_chain_entry"] == 551)
    }

    @Test func marksHaveTheirText() throws {
        let trace = try ImportedTrace(file: "trace-dat/local.dat")
        #expect(trace.all(.mark).map { trace.text(.text, of: $0) } == ["hello mark"])
        #expect(trace.header.first("cpus") == "2" && trace.header.first("source") == "trace-cmd")
    }

    @Test func callersAreNamedByTheFilesSymbols() throws {
        let trace = try ImportedTrace(file: "trace-dat/local.dat")
        #expect(trace.all(.kmalloc).contains { trace.text(.caller, of: $0)?.contains("+0x") == true })
    }

    @Test func cyclesBecomeNanoseconds() throws {
        var body: [UInt8] = []
        func put(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.littleEndian) { body += $0 } }
        (put(UInt16(14)), put(UInt32(16)), put(UInt32(1 << 31)), put(UInt32(32)), put(UInt64(0)))
        (put(UInt16(7)), put(UInt32(3)))
        body += Array("-7".utf8) + [0]
        put(UInt16(0))
        var options = TraceDatOptions()
        try body.withUnsafeBytes { bytes in
            var cursor = SectionCursor(RecordBytes(bytes, isSwapped: false), file: "t", at: 0)
            try options.take(&cursor, isVersion6: true, isSwapped: false)
        }
        #expect(options.time(2_000_000) == 999_993 && options.time(.max) == UInt64.max / 2 - 7)
    }
}
