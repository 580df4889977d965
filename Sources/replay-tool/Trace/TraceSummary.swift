import Notation
import SystemPackage
import TraceFormat

/// What `trace info` shows.
struct TraceSummary {
    typealias Count = (name: String, count: UInt64)

    var file: String
    /// Length of the file as it is stored; nil for standard input.
    var bytes: UInt64?
    var header: [(key: String, value: String)] = []
    var events: UInt64 = 0
    /// XXH64 of the events, in hexadecimal: equal for equal events in any form.
    var digest = ""
    var firstTime: UInt64?
    var lastTime: UInt64?
    /// How often the time goes back from one event to the next.
    var stepsBack: UInt64 = 0
    var kinds: [Count] = []
    /// Task ids that events carry, `-` left out.
    var tasks = 0
    var processors = 0
    /// Different names, labels among them.
    var names = 0
    /// Labels that stand for memory.
    var labels = 0
    /// What the reader counted as odd.
    var counters: [Count] = []

    /// Reads all of the trace at `path`.
    init(of path: String) throws {
        file = path == "-" ? "<stdin>" : path
        let reader = try TraceFile.open(path)
        if path != "-" { bytes = (try? Stat(path)).map { UInt64($0.size) } }
        header = reader.header.entries
        var tally = TraceTally()
        try forEachBatch(of: reader) { batch, table in
            for event in batch { tally.add(event, names: table) }
            names = table.count - 1
            return true
        }
        counters = reader.counters.entries.map { ($0.name, $0.count) }
        take(tally)
    }

    private mutating func take(_ tally: TraceTally) {
        events = tally.digest.count
        digest = tally.digest.value.sixteenDigits
        firstTime = tally.firstTime
        lastTime = tally.lastTime
        stepsBack = tally.stepsBack
        kinds = EventKind.allCases.compactMap { kind in
            let count = tally.kinds[Int(kind.rawValue)]
            return count > 0 ? (kind.name, count) : nil
        }
        tasks = tally.tasks.count
        processors = tally.processors.count
        labels = tally.labels.count
    }

    /// One object with its keys in alphabetical order, over several lines; what is not known is left out.
    var json: String {
        func counts(_ list: [Count]) -> JSON {
            .array(list.map { .object([("count", JSON($0.count)), ("name", .string($0.name))]) })
        }
        let entries = header.map { JSON.object([("key", .string($0.key)), ("value", .string($0.value))]) }
        let members: [(String, JSON?)] = [
            ("bytes", bytes.map { JSON($0) }), ("counters", counts(counters)), ("digest", .string(digest)), ("events", JSON(events)),
            ("file", .string(file)), ("firstTime", firstTime.map { JSON($0) }), ("header", .array(entries)), ("kinds", counts(kinds)),
            ("labels", JSON(labels)), ("lastTime", lastTime.map { JSON($0) }), ("names", JSON(names)), ("processors", JSON(processors)),
            ("stepsBack", JSON(stepsBack)), ("tasks", JSON(tasks)),
        ]
        return JSON.object(members.compactMap { (key, value) in value.map { (key, $0) } }).indentedText
    }

    /// Lines of a name and a value. `isRaw`: what the header says is shown as it is.
    func table(isRaw: Bool = false) -> String {
        var rows: [(String, String)] = [("file", file)]
        if let bytes { rows.append(("bytes", "\(bytes)")) }
        rows += header.map { isRaw ? ("header \($0.key)", $0.value) : ("header \(visible($0.key))", visible($0.value)) }
        rows += [("events", "\(events)"), ("digest", digest)]
        if let firstTime, let lastTime { rows.append(("time", "\(firstTime) … \(lastTime) ns")) }
        rows += [
            ("steps back in time", "\(stepsBack)"), ("tasks", "\(tasks)"), ("processors", "\(processors)"), ("names", "\(names)"),
            ("labels", "\(labels)"),
        ]
        rows += kinds.map { ("event \($0.name)", "\($0.count)") } + counters.map { ("odd \($0.name)", "\($0.count)") }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { $0 + String(repeating: " ", count: width - $0.count + 2) + $1 + "\n" }.joined()
    }
}

/// Counts the events of a trace.
struct TraceTally {
    var digest = TraceDigest()
    var kinds = [UInt64](repeating: 0, count: 256)
    var firstTime: UInt64?
    var lastTime: UInt64?
    var stepsBack: UInt64 = 0
    var tasks: Set<Int32> = []
    var processors: Set<Int16> = []
    var labels: Set<UInt64> = []
    private var previous: UInt64 = 0

    mutating func add(_ event: TraceEvent, names: NameTable) {
        digest.update(event, names: names)
        kinds[Int(event.kind.rawValue)] += 1
        firstTime = min(firstTime ?? .max, event.time)
        lastTime = max(lastTime ?? 0, event.time)
        if event.time < previous { stepsBack += 1 }
        previous = event.time
        if event.task != TraceEvent.noTask { tasks.insert(event.task) }
        if event.cpu != TraceEvent.noCPU { processors.insert(event.cpu) }
        guard event.named != 0 else { return }
        for (slot, spec) in event.kind.schema.fields.enumerated() where spec.type == .pointer && event.named & (1 << slot) != 0 {
            labels.insert(event.slots[slot])
        }
    }
}
