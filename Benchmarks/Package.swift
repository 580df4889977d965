// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "replay-tool", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
    ],
    targets: [
        .systemLibrary(name: "CSQLiteLibrary", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CInserts", dependencies: ["CSQLiteLibrary"]),
        .target(name: "CBuddy"),
        .target(name: "CMalloc"),
        .target(name: "CSlab"),
        .target(name: "CDecode"),
        .target(name: "SyntheticTrace", dependencies: [.product(name: "TraceFormat", package: "replay-tool")]),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "CBuddy", "CDecode", "CInserts", "CMalloc", "CSlab", "SyntheticTrace",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Replay", package: "replay-tool"),
                .product(name: "TraceFormat", package: "replay-tool"), .product(name: "ReplayStore", package: "replay-tool"),
            ]),
        .executableTarget(name: "generate-trace", dependencies: ["SyntheticTrace"]),
    ],
    swiftLanguageModes: [.v6]
)
