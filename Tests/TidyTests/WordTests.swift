import Testing

/// Names use the kernel's and the databases' words, not ours: `forbidden-words.txt` lists those that once stood here, and what to say instead.
@Suite struct WordTests {
    @Test func namesUseCommonWords() throws {
        let words = Self.forbidden(in: try Repository.text("Tests/TidyTests/forbidden-words.txt"))
        let files = try SourceFile.all(in: ["Sources"])
        let problems = files.flatMap { Self.problems($0, words) }
        #expect(
            problems.isEmpty,
            "Words of Tests/TidyTests/forbidden-words.txt in names; rename:\n\(problems.joined(separator: "\n"))")
    }

    @Test func oddWordsAreFound() {
        let words = Self.forbidden(in: "# a comment\nkept\tmaterialised\n\ntakeDown\trecord\n")
        let text = "let keptRows = 1  // Kept\nlet skeptic = \"kept\"\nfunc takeDownPage(_ isKept: Bool) {}\nlet DOWNTAKE = TakeDown.self"
        #expect(
            Self.problems(SourceFile(path: "a.swift", text: text), words) == [
                "a.swift:1: keptRows: not \"kept\" but materialised", "a.swift:3: takeDownPage: not \"takeDown\" but record",
                "a.swift:3: isKept: not \"kept\" but materialised", "a.swift:4: TakeDown: not \"takeDown\" but record",
            ])
        #expect(Self.problems(SourceFile(path: "S/KeptRow.swift", text: ""), words) == ["S/KeptRow.swift: not \"kept\" but materialised"])
    }

    private struct Word {
        var text: String
        var parts: [String]
        var instead: String
    }

    private static func forbidden(in text: String) -> [Word] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            let cells = line.split(separator: "\t", maxSplits: 1).map(String.init)
            guard let word = cells.first, !word.isEmpty else { return nil }
            return Word(text: word, parts: parts(of: word), instead: cells.count > 1 ? cells[1] : "another word")
        }
    }

    private static func problems(_ file: SourceFile, _ words: [Word]) -> [String] {
        var seen: Set<String> = []
        let ofPath = file.path.split(separator: "/").compactMap { first(of: words, in: String($0)) }.map { "\(file.path): \($0)" }
        let ofNames = file.code.identifiers.filter { seen.insert($0.name).inserted }.compactMap { identifier in
            first(of: words, in: identifier.name).map { "\(file.path):\(identifier.line): \(identifier.name): \($0)" }
        }
        return ofPath + ofNames
    }

    /// What to say instead of the first forbidden word in a name; nil: there is none.
    private static func first(of words: [Word], in name: String) -> String? {
        guard !words.isEmpty else { return nil }
        let parts = Self.parts(of: name)
        let word = words.first { word in parts.indices.contains { parts[$0...].starts(with: word.parts) } }
        return word.map { "not \"\($0.text)\" but \($0.instead)" }
    }

    /// `keptRows` → kept, rows; also at underscores, points and dashes.
    private static func parts(of name: String) -> [String] {
        name.replacing(/([a-z0-9])([A-Z])/) { "\($0.1) \($0.2)" }.split { " _.+-".contains($0) }.map { $0.lowercased() }
    }
}
