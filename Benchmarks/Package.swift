// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "replay-tool", path: "..")],
    targets: [
        .systemLibrary(name: "CSQLiteLibrary", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CInserts", dependencies: ["CSQLiteLibrary"]),
        .target(name: "CBuddy"),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "CBuddy", "CInserts", .product(name: "Replay", package: "replay-tool"),
                .product(name: "TraceFormat", package: "replay-tool"), .product(name: "ReplayStore", package: "replay-tool"),
            ]),
        .executableTarget(
            name: "generate-trace", dependencies: [.product(name: "TraceFormat", package: "replay-tool")]),
    ],
    swiftLanguageModes: [.v6]
)
