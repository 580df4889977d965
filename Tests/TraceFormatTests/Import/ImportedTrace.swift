import TraceFormat

/// A recording read to its end.
struct ImportedTrace {
    var events: [TraceEvent] = []
    var names = NameTable()
    var counters: [String: UInt64] = [:]
    var header = TraceHeader()

    /// Reads `text` as `format`, `limit` events at a time; `kernel`: on which the user says it was recorded.
    init(_ format: ImportFormat, _ text: String, kernel: RecordedKernel? = nil, limit: Int = 7) throws {
        try self.init(try format.open(ByteSource(name: "test", bytes: Array(text.utf8)), kernel: kernel), limit: limit)
    }

    /// Reads `text` as whatever it looks like.
    init(text: String, limit: Int = 7) throws {
        try self.init(TraceFile.open(ByteSource(name: "test", bytes: Array(text.utf8))), limit: limit)
    }

    /// Reads a file of `traces/cases`.
    init(case file: String) throws { try self.init(TraceFile.open(Self.path("../cases/" + file)), limit: 7) }

    /// Reads a file of `traces/real`.
    init(file: String, limit: Int = 4096) throws {
        try self.init(TraceFile.open(Self.path(file)), limit: limit)
    }

    init(_ reader: any TraceReader, limit: Int) throws {
        var reader = reader
        while try reader.read(into: &events, limit: limit, names: &names) {}
        for counter in reader.counters.entries { counters[counter.name] = counter.count }
        header = reader.header
    }

    /// How many events of each kind, by name.
    var kinds: [String: Int] {
        events.reduce(into: [:]) { $0[$1.kind.name, default: 0] += 1 }
    }

    /// The events of some kinds.
    func all(_ kinds: EventKind...) -> [TraceEvent] { events.filter { kinds.contains($0.kind) } }

    func text(_ field: Field, of event: TraceEvent) -> String? { event.name(field).map { names[$0] } }

    static func path(_ file: String) -> String {
        var folders = #filePath.split(separator: "/").map(String.init)
        folders.removeLast(4)
        return "/" + folders.joined(separator: "/") + "/traces/real/" + file
    }
}
