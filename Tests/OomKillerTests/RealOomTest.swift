import Foundation

@testable import OomKiller
@testable import ReplayModel

/// Sections of traces/real/oom/oomtest-6.1-i686-1g.txt, as rows of words.
func oomTestSection(_ title: String) throws -> [[Substring]] {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let file = root.appending(path: "traces/real/oom/oomtest-6.1-i686-1g.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    guard let start = lines.firstIndex(where: { $0.hasPrefix("== \(title)") }) else { return [] }
    return lines[(start + 1)...].prefix { !$0.hasPrefix("==") }.map { $0.split(separator: " ") }
}

/// Managed pages of that machine: MemTotal 1,021,712 kB.
let oomTestPages: UInt64 = 1_021_712 / 4
