import Foundation

/// What `Package.swift` says of its targets.
struct Manifest {
    struct Target {
        enum Kind: String { case target, executableTarget, testTarget, systemLibrary, plugin }

        var kind: Kind
        var name: String
        /// Of targets and products.
        var dependencies: [String]

        var folder: String { kind == .testTarget ? "Tests/\(name)" : "Sources/\(name)" }
        /// What it is imported as.
        var module: String { name.replacing("-", with: "_") }
    }

    /// In the order of the manifest.
    var targets: [Target]

    init() throws { self.init(text: try Repository.text("Package.swift")) }

    init(text: String) {
        let start = text.range(of: "targets: [\n")?.upperBound ?? text.startIndex
        let declaration = /\.(target|executableTarget|testTarget|systemLibrary|plugin)\(\s*name: "([^"]+)"/
        let matches = text[start...].matches(of: declaration)
        targets = matches.indices.map { index in
            let end = index + 1 < matches.count ? matches[index + 1].range.lowerBound : text.endIndex
            return Target(
                kind: Target.Kind(rawValue: String(matches[index].1))!, name: String(matches[index].2),
                dependencies: Self.dependencies(in: text[matches[index].range.upperBound..<end]))
        }
    }

    /// The names in `dependencies: […]`; of a product its own, not its package's.
    private static func dependencies(in text: Substring) -> [String] {
        guard let start = text.range(of: "dependencies: [") else { return [] }
        let list = text[start.upperBound...].prefix { $0 != "]" }
        return list.matches(of: /"([^"]+)"(, package: "[^"]+")?/).map { String($0.1) }
    }
}

extension SourceFile {
    /// The Swift files of a target.
    static func inTarget(_ target: Manifest.Target) throws -> [SourceFile] {
        try Repository.files(below: [target.folder]).filter { $0.hasSuffix(".swift") }.map(SourceFile.init(path:))
    }
}
