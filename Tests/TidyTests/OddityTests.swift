import Testing
import TraceFormat

/// The registry of oddities (`Sources/TraceFormat/Oddities/Tables`) is all that is counted, and all of it is counted somewhere.
@Suite struct OddityTests {
    @Test func namesAreUniqueAndOfOneForm() {
        #expect(Set(Oddity.allCases.map(\.name)).count == Oddity.allCases.count)
        for oddity in Oddity.allCases {
            #expect(oddity.name.wholeMatch(of: /[a-z]+(_[a-z]+)*\.[a-z0-9]+(_[a-z0-9]+)*/) != nil, "\(oddity.name)")
        }
    }

    @Test func eachIsDeclaredAtItsIndexWithASentence() {
        for oddity in Oddity.allCases {
            #expect(oddity.name.replacing(/[._]/, with: "") == "\(oddity)".lowercased())
            #expect(oddity.doc.hasSuffix(".") && oddity.doc.split(separator: " ").count >= 5, "\(oddity.name): \(oddity.doc)")
            #expect(oddity.doc.first!.isUppercase && !oddity.source.isEmpty, "\(oddity.name)")
        }
    }

    @Test func noCounterIsNamedByAText() throws {
        let names = Set(Oddity.allCases.map(\.name))
        let found = try sources().flatMap { file in
            file.lines.indices.filter { index in
                let line = file.lines[index]
                guard line.contains("\"") else { return false }
                return line.contains(/\b(odd|count|note|ignore|add)\("[a-z_]+\./)
                    || line.matches(of: /"([^"]+)"/).contains { names.contains(String($0.1)) }
            }.map { "\(file.path):\($0 + 1)" }
        }
        #expect(found.isEmpty, "declare the oddity in a table of Sources/TraceFormat/Oddities/Tables: \(found.joined(separator: ", "))")
    }

    @Test func eachIsCountedSomewhere() throws {
        let words = Set(try sources().flatMap { $0.lines.flatMap(Self.words) })
        // Named by a `LineOddity` and the format; `OddityCountsTests` compare the names, and `CallLogTests` those of `CallOddities`.
        let byLine = [
            "perf_script.", "ftrace.", "perf_data.", "trace_dat.", "valgrind.", "strace.", "android.", "logalloc.", "lttng.", "rmm.",
            "perf_trace.", "bpftrace.",
        ]
        let dead = Oddity.allCases.filter { oddity in
            !words.contains("\(oddity)") && !byLine.contains { oddity.name.hasPrefix($0) }
        }
        #expect(dead.isEmpty, "declared, but counted nowhere")
    }

    private func sources() throws -> [SourceFile] {
        try SourceFile.all(in: ["Sources"]).filter { !$0.path.hasPrefix("Sources/TraceFormat/Oddities/") }
    }

    private static func words(_ line: String) -> [String] {
        line.utf8.split { !($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39) }.compactMap { String($0) }
    }
}
