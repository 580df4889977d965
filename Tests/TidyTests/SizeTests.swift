import Testing

/// A folder is a part, a file a topic, a function one thought.
@Suite struct SizeTests {
    private static let most = (files: 20, lines: 400, functionLines: 70)

    /// Folders that hold one file, or many, and why.
    private static let odd: [String: String] = [
        "Sources/embed": "a build tool that is one file",
        "Sources/ReplayStore/Queries": "a named query is a file",
        "Tests/YAMLTests": "tests of one small target",
    ]

    @Test func foldersAreParts() throws {
        let problems = try Self.folders().compactMap { folder, content -> String? in
            if content.files + content.folders.count == 1 { return "\(folder): one file alone; move it to the folder of its part" }
            let isLarge = content.files > Self.most.files
            return isLarge ? "\(folder): \(content.files) files, at most \(Self.most.files): make a folder of a topic" : nil
        }
        let untold = problems.filter { Self.odd[String($0.prefix { $0 != ":" })] == nil }.sorted()
        #expect(untold.isEmpty, "\(untold.joined(separator: "\n"))")
        let told = Set(problems.map { String($0.prefix { $0 != ":" }) })
        #expect(Set(Self.odd.keys).isSubset(of: told), "folders of `odd` that are not odd any more")
    }

    /// What each folder holds.
    private static func folders() throws -> [String: (files: Int, folders: Set<String>)] {
        var folders: [String: (files: Int, folders: Set<String>)] = [:]
        for path in try Repository.files(below: ["Sources", "Tests"]) {
            let parts = path.split(separator: "/").map(String.init)
            for depth in 2..<parts.count {
                let folder = parts[..<depth].joined(separator: "/")
                if depth == parts.count - 1 {
                    folders[folder, default: (0, [])].files += 1
                } else {
                    folders[folder, default: (0, [])].folders.insert(parts[depth])
                }
            }
        }
        return folders
    }

    @Test func filesAreShort() throws {
        let files = try SourceFile.every().filter { !$0.isGenerated && $0.lines.count > Self.most.lines + 1 }
        let problems = files.map { "\($0.path): \($0.lines.count - 1) lines" }
        #expect(problems.isEmpty, "At most \(Self.most.lines) lines: split these by topic: \(problems.joined(separator: ", "))")
    }

    @Test func functionsAreShort() throws {
        let files = try SourceFile.every().filter { !$0.isGenerated }
        let problems = files.flatMap { Self.longFunctions($0, most: Self.most.functionLines) }
        #expect(problems.isEmpty, "At most \(Self.most.functionLines) lines: \(problems.joined(separator: ", "))")
    }

    @Test func longFunctionsAreFound() {
        let text = """
            protocol P {
                func required(
                    a: Int)
                init()
            }
            struct S {
                var x: Int {
                    1
                }
                var stored: Int = 3
                @inlinable
                public init<T>(
                    _ a: T
                )
                where T: P {
                    x = 1
                    y = 2
                }
                func short() { 3 }
            }
            """
        let file = SourceFile(path: "a.swift", text: text)
        #expect(Self.longFunctions(file, most: 3) == ["a.swift:12: 7 lines"])
        #expect(Self.longFunctions(file, most: 2) == ["a.swift:7: 3 lines", "a.swift:12: 7 lines"])
    }

    /// Functions, initialisers and computed properties of more lines, their signatures with them.
    private static func longFunctions(_ file: SourceFile, most: Int) -> [String] {
        file.lines.indices.compactMap { index in
            guard isFunction(file.lines[index]), hasBody(file.lines[index...]) else { return nil }
            let count = file.block(from: index).count
            return count > most ? "\(file.path):\(index + 1): \(count) lines" : nil
        }
    }

    private static func isFunction(_ line: String) -> Bool {
        guard line.utf8.last == UInt8(ascii: "{") || line.utf8.last == UInt8(ascii: "(") else { return false }
        return line.contains(/^ *([a-z@]\S* )*(func |init[?<(]|deinit |subscript[<(]|var \w+: [^=]*\{$)/)
    }

    /// The signature that begins here ends with a brace; that of a protocol's requirement does not.
    private static func hasBody(_ lines: ArraySlice<String>) -> Bool {
        let indent = SourceFile.indent(lines.first!)
        if lines.first!.hasSuffix("{") { return true }
        let signature = lines.dropFirst().prefix { line in [" ", ")", "where"].contains { line.hasPrefix(indent + $0) } }
        return signature.contains { $0.hasSuffix("{") }
    }
}
