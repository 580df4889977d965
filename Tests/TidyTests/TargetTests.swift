import Testing

/// Targets stand in `Package.swift` in the order of the data's way: each is made of earlier ones, and declares all that it imports and
/// nothing else.
@Suite struct TargetTests {
    /// Targets without a test target of their own, and where they are tested.
    private static let testedElsewhere: [String: String] = [
        "Heap": "ReplayTests", "Pages": "ReplayTests", "ReplayModel": "ReplayTests", "Slab": "ReplayTests", "Virtual": "ReplayTests",
        "Runs": "ReplayStoreTests", "replay-tool": "ReplayToolTests", "embed": "a build tool: without what it makes, nothing builds",
    ]

    @Test func everyImportIsDeclaredAndEveryDependencyImported() throws {
        let manifest = try Manifest()
        let problems = try manifest.targets.filter { ![.systemLibrary, .plugin].contains($0.kind) }.flatMap { target in
            let files = try SourceFile.inTarget(target)
            return Self.problems(of: target, in: manifest, files: files)
        }
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test func dependenciesStandBeforeTheirUsers() throws {
        let targets = try Manifest().targets
        let places = Dictionary(uniqueKeysWithValues: targets.indices.map { (targets[$0].name, $0) })
        let late = targets.indices.flatMap { index in
            targets[index].dependencies.filter { (places[$0] ?? -1) >= index }.map { "\(targets[index].name) needs \($0)" }
        }
        #expect(late.isEmpty, "Package.swift: move these behind what they need, or break the cycle: \(late.joined(separator: ", "))")
    }

    @Test func everyTargetIsTested() throws {
        let targets = try Manifest().targets
        let tests = Set(targets.filter { $0.kind == .testTarget }.map(\.name))
        let sources = targets.filter { [.target, .executableTarget].contains($0.kind) }.map(\.name)
        let untested = sources.filter { !tests.contains($0 + "Tests") && Self.testedElsewhere[$0] == nil }
        #expect(
            untested.isEmpty,
            "Give them a test target NAMETests, or say in `testedElsewhere` where they are tested: \(untested.joined(separator: ", "))")
        let stale = Self.testedElsewhere.keys.filter { !sources.contains($0) || tests.contains($0 + "Tests") }
        #expect(stale.isEmpty, "no need to name them in `testedElsewhere` any more: \(stale.sorted().joined(separator: ", "))")
    }

    @Test func aManifestIsRead() {
        let text = """
            let package = Package(
                targets: [
                    .systemLibrary(name: "CLib", pkgConfig: "lib"),
                    .target(
                        name: "A", dependencies: ["CLib", .product(name: "HeapModule", package: "swift-collections")],
                        exclude: ["Notes"]),
                    .executableTarget(name: "the-tool", dependencies: ["A"]),
                ])
            """
        let targets = Manifest(text: text).targets
        #expect(targets.map(\.name) == ["CLib", "A", "the-tool"])
        #expect(targets.map(\.dependencies) == [[], ["CLib", "HeapModule"], ["A"]])
        let file = SourceFile(path: "Sources/the-tool/a.swift", text: "import Glibc\nimport CLib\n")
        #expect(
            Self.problems(of: targets[2], in: Manifest(text: text), files: [file]) == [
                "Sources/the-tool/a.swift:2: imports CLib; Package.swift: declare it as a dependency of the-tool",
                "Package.swift: the-tool imports A nowhere; take it out of its dependencies",
            ])
    }

    private static func problems(of target: Manifest.Target, in manifest: Manifest, files: [SourceFile]) -> [String] {
        var (problems, imported): ([String], Set<String>) = ([], [])
        let declared = Set(target.dependencies.map { $0.replacing("-", with: "_") })
        let ours = Set(manifest.targets.map(\.module)).union(manifest.targets.flatMap(\.dependencies))
        for file in files {
            for (index, line) in file.lines.enumerated() {
                guard let match = line.firstMatch(of: /^(?:[a-z@]\S* )*import (?:(?:struct|class|enum|protocol|func|var) )?(\w+)/) else {
                    continue
                }
                let module = String(match.1)
                imported.insert(module)
                guard ours.contains(module), !declared.contains(module), module != target.module else { continue }
                problems.append(
                    "\(file.path):\(index + 1): imports \(module); Package.swift: declare it as a dependency of \(target.name)")
            }
        }
        let idle = declared.subtracting(imported).sorted()
        return problems + idle.map { "Package.swift: \(target.name) imports \($0) nowhere; take it out of its dependencies" }
    }
}
