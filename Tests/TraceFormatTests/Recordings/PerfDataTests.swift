import Testing

@testable import TraceFormat

/// Files of perf 6.1 on Linux 6.18, each beside what `perf script --ns --show-lost-events` printed of it.
@Suite struct PerfDataTests {
    @Test(arguments: [("all-cpus.data.zst", "all-cpus.data.txt.zst"), ("packed-chains.data.zst", "packed-chains.data.txt.zst")])
    func theFileHasTheEventsOfPerfScript(_ data: String, _ text: String) throws {
        try expectSame(ImportedTrace(file: "perf-data/" + data), ImportedTrace(file: "perf-data/" + text))
    }

    /// Its sample_type is not the same for each event, so perf script refuses to print processors.
    @Test func theStreamHasTheEventsOfPerfScript() throws {
        let native = try ImportedTrace(file: "perf-data/one-task.pipe.zst")
        try expectSame(native, ImportedTrace(file: "perf-data/one-task.pipe.txt.zst"), withCPUs: false)
        #expect(native.events.filter { $0.kind == .kfree }.allSatisfy { $0.cpu >= 0 })
        // Streams tell no symbols, and perf prints what they have.
        let callers = try ImportedTrace(file: "perf-data/one-task.pipe.txt.zst").all(.kfree).count
        #expect(native.all(.kfree).count == callers && native.text(.caller, of: native.all(.kfree)[0])?.hasPrefix("0xffffffff") == true)
    }

    /// Made of the stream by Scripts/swap-perf-stream.
    @Test func theOtherByteOrderTellsTheSame() throws {
        let native = try ImportedTrace(file: "perf-data/one-task.pipe.zst")
        let swapped = try ImportedTrace(file: "perf-data/one-task-swapped.pipe.zst")
        #expect(native.events == swapped.events && native.names.texts == swapped.names.texts && native.header == swapped.header)
        #expect(native.counters == swapped.counters)
    }

    @Test func theFolderOfThreadsHasTheEventsOfPerfScript() throws {
        let text = try ImportedTrace(file: "perf-data/threads.txt.zst")
        try expectSame(ImportedTrace(file: "perf-data/threads.data"), text)
        try expectSame(ImportedTrace(file: "perf-data/threads.data/data"), text)
    }

    /// perf report says: 8 chunks lost, and LOST_SAMPLES of 862 + 1346 + 514 + 775 + 15; perf script prints the first only.
    @Test func lossesAreToldOnce() throws {
        let native = try ImportedTrace(file: "perf-data/losses.data.zst")
        let text = try ImportedTrace(file: "perf-data/losses.data.txt.zst")
        try expectSame(native, text)
        let (all, told) = (native.all(.lost).map { $0.number(.count)! }, text.all(.lost).map { $0.number(.count)! })
        #expect(all.reduce(0, +) == 3512 && Array(all.dropLast()) == told && told.count == 8)
        #expect(native.counters["perf_data.lost_events"] == 9)
        #expect(native.all(.lost).dropLast().allSatisfy { $0.cpu >= 0 })
    }

    @Test func chainsAreCountedByTheirAddresses() throws {
        let native = try ImportedTrace(file: "perf-data/packed-chains.data.zst")
        #expect(native.counters["perf_data.call_chain_entry"]! > 50_000)
    }

    @Test func theMachineIsToldByTheFile() throws {
        let header = try ImportedTrace(file: "perf-data/all-cpus.data.zst").header
        #expect(header.first("cpus") == "2" && header.first("source") == "perf")
    }

    /// The same events, but for the lines that perf script prints of what no event kind stands for, names of functions, and losses that
    /// text has no processor for.
    private func expectSame(_ native: ImportedTrace, _ text: ImportedTrace, withCPUs: Bool = true) throws {
        let (a, b) = (comparable(native, withCPUs), comparable(text, withCPUs))
        #expect(a.count == b.count && a.count > 100)
        let difference = zip(a, b).first { $0 != $1 }
        #expect(difference == nil, "\(difference?.0 ?? "") | \(difference?.1 ?? "")")
    }

    private func comparable(_ trace: ImportedTrace, _ withCPUs: Bool) -> [String] {
        trace.events.filter { $0.kind != .lost }.map { event in
            var words = ["\(event.time) \(withCPUs ? event.cpu : 0) \(event.task) \(event.kind)"]
            for (slot, field) in event.kind.schema.fields.enumerated() where event.present >> slot & 1 != 0 {
                if field.field == .caller || event.kind == .unmatched { continue }
                let value = event.slots[slot]
                words.append("\(field.field)=\(event.named >> slot & 1 != 0 ? trace.names[NameID(UInt32(value))] : "\(value)")")
            }
            return words.joined(separator: " ")
        }
    }
}
