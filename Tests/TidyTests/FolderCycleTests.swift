import Testing

/// The folders of a target use each other's types in one direction only.
@Suite struct FolderCycleTests {
    /// Edges that may close a cycle, `Target: user → used`, and why.
    static let allowed: [String: String] = [
        "replay-tool: Documentation → .": "the manual page is made of the whole tree of commands"
    ]

    @Test func foldersOfATargetFormNoCycle() throws {
        var (problems, idle): ([String], Set<String>) = ([], Set(Self.allowed.keys))
        for target in try Manifest().targets where [.target, .executableTarget].contains(target.kind) {
            let graph = FolderGraph(files: try SourceFile.inTarget(target), root: target.folder)
            let allowed = graph.uses.keys.filter { Self.allowed["\(target.name): \($0)"] != nil }
            for edge in graph.cyclicEdges() where allowed.contains(edge) { idle.remove("\(target.name): \(edge)") }
            for edge in graph.cyclicEdges(allowed: Set(allowed)) {
                let uses = graph.uses[edge] ?? []
                problems.append("\(target.name): \(edge), \(uses.count) uses: \(uses.prefix(4).joined(separator: ", "))")
            }
        }
        #expect(
            problems.isEmpty,
            """
            Folders that form cycles. Move a type to the folder that it belongs to (mostly that of the lower of the two); the edge with \
            the fewest uses is the one to break.
            \(problems.joined(separator: "\n"))
            """)
        #expect(idle.isEmpty, "edges of `allowed` that close no cycle any more: \(idle.sorted().joined(separator: ", "))")
    }

    @Test func cyclesAreFound() {
        let files = [
            SourceFile(path: "S/T/A/a.swift", text: "struct Alpha { var beta: Beta }  // Gamma\n"),
            SourceFile(path: "S/T/B/b.swift", text: "package struct Beta { var text = \"Alpha\"; var kind: Kind.Alpha }"),
            SourceFile(path: "S/T/C/c.swift", text: "enum Gamma { case a(\"\\(Alpha.self)\") }"),
        ]
        #expect(FolderGraph(files: files, root: "S/T").cyclicEdges().isEmpty)
        let more = files + [SourceFile(path: "S/T/B/d.swift", text: "extension Gamma {}")]
        let graph = FolderGraph(files: more, root: "S/T")
        #expect(graph.cyclicEdges().map(\.description) == ["A → B", "B → C", "C → A"])
        #expect(graph.cyclicEdges(allowed: [FolderGraph.Edge(user: "B", used: "C")]).isEmpty)
    }
}
