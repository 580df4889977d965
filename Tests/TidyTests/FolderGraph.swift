/// Which folders of a target use types of which others. A folder is a part with all below it; the target's own files are one more.
struct FolderGraph {
    struct Edge: Hashable, Comparable, CustomStringConvertible {
        var user: String
        var used: String

        var description: String { "\(user) → \(used)" }
        static func < (a: Edge, b: Edge) -> Bool { (a.user, a.used) < (b.user, b.used) }
    }

    /// Where a folder names another's types, as `path:line Name`; each name of a file once.
    private(set) var uses: [Edge: [String]] = [:]

    /// - Parameter files: All of a target, whose folder is `root`.
    init(files: [SourceFile], root: String) {
        let parts = files.map { (file: $0, folder: Self.folder(of: $0.path, in: root), code: $0.code) }
        var homes: [String: Set<String>] = [:]
        for part in parts {
            for name in Self.declaredTypes(part.code) { homes[name, default: []].insert(part.folder) }
        }
        for part in parts {
            var seen: Set<String> = []
            for identifier in part.code.identifiers where !identifier.isMember && seen.insert(identifier.name).inserted {
                guard let home = homes[identifier.name], home.count == 1, let used = home.first, used != part.folder else { continue }
                uses[Edge(user: part.folder, used: used), default: []].append("\(part.file.path):\(identifier.line) \(identifier.name)")
            }
        }
    }

    /// The first folder below `root`, or `.` for a file that stands in none.
    private static func folder(of path: String, in root: String) -> String {
        let rest = path.dropFirst(root.count + 1).split(separator: "/")
        return rest.count > 1 ? String(rest[0]) : "."
    }

    /// Types that the file's other folders can name: declared at the top level, not private.
    private static func declaredTypes(_ code: SwiftCode) -> [String] {
        code.lines.compactMap { line in
            guard !line.hasPrefix(" "), !line.contains("private ") else { return nil }
            return line.firstMatch(of: /^(?:[a-z@]\S* )*(?:struct|class|enum|protocol|actor|typealias) (\w+)/).map { String($0.1) }
        }
    }

    /// The edges that lie on a cycle, but for those that may be there.
    func cyclicEdges(allowed: Set<Edge> = []) -> [Edge] {
        let edges = uses.keys.filter { !allowed.contains($0) }
        let next = Dictionary(grouping: edges, by: \.user).mapValues { $0.map(\.used) }
        return edges.filter { Self.reaches($0.used, $0.user, next) }.sorted()
    }

    private static func reaches(_ start: String, _ goal: String, _ next: [String: [String]]) -> Bool {
        var (seen, open): (Set<String>, [String]) = ([start], [start])
        while let folder = open.popLast() {
            if folder == goal { return true }
            for other in next[folder] ?? [] where seen.insert(other).inserted { open.append(other) }
        }
        return false
    }
}
