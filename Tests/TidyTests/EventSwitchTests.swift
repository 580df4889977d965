import Testing
import TraceFormat

/// No `default:` stands for a kind of event: who adds a kind is told by the compiler where it has to go.
@Suite struct EventSwitchTests {
    /// Filters: what they do not name is nothing to them, whatever it is.
    private static let filters: [String: String] = [
        "Sources/Replay/Reading/ReplayWindow.swift": "what names tasks before a window",
        "Sources/Replay/Recorded/Machine+Recorded.swift": "`default` is checked: a kind that names a place ends the program there",
        "Sources/Replay/Recording/RecordingJoiner.swift": "events that tell what pages are for",
        "Sources/Replay/Recording/Survey/TraceSurvey.swift": "events that a first reading counts",
        "Sources/TraceFormat/Event/HeapTally.swift": "the C library's calls, which are summed up",
        "Benchmarks/Sources/benchmarks/HeapBenchmark.swift": "a trace of the C library's calls",
    ]

    @Test func switchesOverEventKindsAreExhaustive() throws {
        let found = try SourceFile.all(in: ["Sources", "Benchmarks/Sources"]).flatMap(Self.openSwitches)
        let open = found.filter { Self.filters[String($0.prefix { $0 != ":" })] == nil }
        #expect(
            open.isEmpty,
            """
            These switches over event kinds have a `default`. Name every kind; or ask for a declared property (`EventKind.family`, \
            `origin`, `frameSource`); or, where it is a filter, add its file to `filters` and say why: \(open.joined(separator: ", "))
            """)
        let files = Set(found.map { String($0.prefix { $0 != ":" }) })
        #expect(files == Set(Self.filters.keys), "files of `filters` that have no such switch any more")
    }

    @Test func openSwitchesAreFound() {
        let text = """
            switch event.kind {
            case .kmalloc: 1
            default: 2
            }
            switch self {
            case .kmalloc,
                .kfree:
                3
            case .krealloc: 4
            }
            switch other.kind {
            case .brk, .elsewhere: 5
            default: 6
            }
            """
        #expect(Self.openSwitches(SourceFile(path: "a.swift", text: text)) == ["a.swift:1"])
    }

    /// Switches with a `default`, all of whose cases are kinds of events, as `path:line`.
    private static func openSwitches(_ file: SourceFile) -> [String] {
        file.lines.indices.filter { file.lines[$0].contains(/\bswitch (.*\.)?(kind|self) \{$/) }.filter { index in
            let block = file.block(from: index)
            let indent = SourceFile.indent(file.lines[index])
            guard block.contains(where: { $0.hasPrefix(indent + "default:") }) else { return false }
            let labels = Self.labels(of: block, indent: indent)
            return !labels.isEmpty && labels.isSubset(of: kinds)
        }.map { "\(file.path):\($0 + 1)" }
    }

    private static let kinds = Set(EventKind.allCases.map { "\($0)" })

    /// The names that the switch's own cases match.
    private static func labels(of block: ArraySlice<String>, indent: String) -> Set<String> {
        var labels: Set<String> = []
        var isLabel = false
        for line in block {
            if line.hasPrefix(indent + "case ") { isLabel = true }
            guard isLabel else { continue }
            let end = line.firstIndex(of: ":") ?? line.endIndex
            for match in line[..<end].matches(of: /\.(\w+)/) { labels.insert(String(match.1)) }
            if end < line.endIndex { isLabel = false }
        }
        return labels
    }
}
