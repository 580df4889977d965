import Foundation
import Testing

@testable import OomKiller
@testable import ReplayModel

/// The worked table of docs/model/oom.md, made by the code that scores.
@Suite struct OomTableTests {
    /// Pages of RAM: 1 GiB.
    private static let total: UInt64 = 262_144

    /// A process of 100 MiB resident (25,600 pages) in 200 MiB of address space, with 55 page tables, 52 of the last level.
    private func subject(adj: Int16 = 0, oomAdj: Int8 = 0, isRoot: Bool = false) -> OomSubject {
        OomSubject(
            virtualPages: 51_200, residentPages: 25_600, pageTablePages: 55, lastLevelPages: 52, oomScoreAdj: adj, oomAdj: oomAdj,
            isRoot: isRoot)
    }

    private func cell(_ subject: OomSubject, _ generation: KernelGeneration) -> String {
        guard let score = OomRules(generation, pointerSize: 4).score(subject, totalPages: Self.total) else { return "never" }
        return "\(score.points) → \(score.score)"
    }

    private func rows() -> [String] {
        let cases: [(String, OomSubject)] = [
            ("user", subject()), ("root", subject(isRoot: true)), ("adj 300, oom_adj 5", subject(adj: 300, oomAdj: 5)),
            ("adj -300, oom_adj -5", subject(adj: -300, oomAdj: -5)), ("adj -1000, oom_adj -17", subject(adj: -1000, oomAdj: -17)),
        ]
        return cases.map { title, subject in
            "| \(title) | " + [KernelGeneration.v2632, .v310, .v44, .v61].map { cell(subject, $0) }.joined(separator: " | ") + " |"
        }
    }

    @Test func theDocumentsTableIsTheCodes() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let text = try String(contentsOf: root.appending(path: "docs/model/oom.md"), encoding: .utf8)
        for row in rows() { #expect(text.contains(row + "\n"), "docs/model/oom.md lacks \(row)") }
    }
}
