// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "replay-tool",
    products: [
        .executable(name: "replay-tool", targets: ["replay-tool"]),
        .library(name: "Replay", targets: ["Heap", "OomKiller", "Pages", "Replay", "ReplayModel", "Slab", "Virtual"]),
        .library(name: "TraceFormat", targets: ["TraceFormat"]),
        .library(name: "ReplayStore", targets: ["ReplayStore", "Runs"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-collections", .upToNextMinor(from: "1.6.0")),
        .package(url: "https://github.com/apple/swift-system", .upToNextMinor(from: "1.8.1")),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "Notation"),
        .target(name: "Platform", dependencies: [.product(name: "SystemPackage", package: "swift-system")]),
        .target(name: "YAML", dependencies: ["CLibYAML"]),
        .target(
            name: "TraceFormat",
            dependencies: ["CZlib", "CZstd", "Notation", "Platform", .product(name: "SystemPackage", package: "swift-system")],
            // What oddities are made from: Scripts/generate-oddities.
            exclude: ["Oddities/Tables"]),
        .target(
            name: "ReplayModel",
            dependencies: ["Notation", "TraceFormat"],
            // What rows are made from: Scripts/generate-rows.
            exclude: ["Tables"]),
        .target(name: "Pages", dependencies: ["ReplayModel", "TraceFormat"]),
        .target(name: "Slab", dependencies: ["Pages", "ReplayModel", "TraceFormat"]),
        .target(name: "Virtual", dependencies: ["Pages", "ReplayModel", "TraceFormat"]),
        .target(name: "Heap", dependencies: ["ReplayModel"]),
        .target(name: "OomKiller", dependencies: ["ReplayModel"]),
        .target(
            name: "Replay",
            dependencies: [
                "Heap", "Notation", "OomKiller", "Pages", "ReplayModel", "Slab", "TraceFormat", "Virtual",
                .product(name: "HeapModule", package: "swift-collections"),
            ]),
        .target(name: "ProcFiles", dependencies: ["Notation", "Pages", "ReplayModel", "TraceFormat", "Virtual"]),
        .target(
            name: "RealMachines",
            dependencies: [
                "Notation", "Pages", "Platform", "ProcFiles", "Replay", "ReplayModel", "Slab", "TraceFormat", "Virtual", "YAML",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "ReplayStore",
            dependencies: ["CSQLite", "Notation", "Pages", "Platform", "ReplayModel", "Slab", "TraceFormat"],
            exclude: ["Views", "Queries"],
            plugins: ["Embedder"]),
        .target(name: "Runs", dependencies: ["Notation", "Pages", "Platform", "Replay", "ReplayModel", "ReplayStore", "TraceFormat"]),
        .target(
            name: "ReplayAnalysis",
            dependencies: [
                "Heap", "Notation", "OomKiller", "Pages", "Platform", "ProcFiles", "ReplayModel", "ReplayStore", "TraceFormat", "Virtual",
            ]),
        .target(
            name: "Checks",
            dependencies: [
                "Notation", "OomKiller", "Pages", "ProcFiles", "RealMachines", "ReplayAnalysis", "ReplayModel", "ReplayStore", "Slab",
                "TraceFormat", "Virtual",
            ]),
        .executableTarget(name: "embed"),
        .plugin(name: "Embedder", capability: .buildTool(), dependencies: ["embed"]),
        .target(
            name: "MallocRecorder",
            dependencies: ["Platform", "TraceFormat", .product(name: "HeapModule", package: "swift-collections")],
            exclude: ["Preload"],
            plugins: ["Embedder"]),
        .executableTarget(
            name: "replay-tool",
            dependencies: [
                "Checks", "MallocRecorder", "Notation", "Pages", "Platform", "ProcFiles", "RealMachines", "Replay", "ReplayAnalysis",
                "ReplayModel", "ReplayStore", "Runs", "TraceFormat", "Virtual",
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(name: "NotationTests", dependencies: ["Notation"]),
        .testTarget(
            name: "PlatformTests", dependencies: ["Platform", .product(name: "SystemPackage", package: "swift-system")]),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
        .testTarget(
            name: "ReplayTests",
            dependencies: ["Heap", "Pages", "Replay", "ReplayModel", "Slab", "TraceFormat", "Virtual", "CZstd"]),
        .testTarget(name: "OomKillerTests", dependencies: ["OomKiller", "ReplayModel"]),
        .testTarget(name: "TidyTests", dependencies: ["TraceFormat"], exclude: ["forbidden-words.txt"]),
        .testTarget(name: "TraceFormatTests", dependencies: ["CZlib", "CZstd", "Notation", "TraceFormat"]),
        .testTarget(
            name: "ProcFilesTests",
            dependencies: ["Pages", "ProcFiles", "Replay", "ReplayAnalysis", "ReplayModel", "TraceFormat", "Virtual"]),
        .testTarget(
            name: "RealMachinesTests",
            dependencies: ["Pages", "ProcFiles", "RealMachines", "Replay", "ReplayModel", "Slab", "TraceFormat"]),
        .testTarget(
            name: "ReplayStoreTests",
            dependencies: ["Notation", "ReplayModel", "ReplayStore", "Runs", "TraceFormat"]),
        .testTarget(name: "MallocRecorderTests", dependencies: ["MallocRecorder", "Notation", "TraceFormat"]),
        .testTarget(
            name: "ReplayAnalysisTests",
            dependencies: [
                "Pages", "ProcFiles", "Replay", "ReplayAnalysis", "ReplayModel", "ReplayStore", "Runs", "TraceFormat", "Virtual",
            ]),
        .testTarget(name: "ChecksTests", dependencies: ["Checks", "ProcFiles", "ReplayAnalysis", "TraceFormat"]),
        .testTarget(
            name: "ReplayToolTests",
            dependencies: [
                "Pages", "RealMachines", "Replay", "ReplayAnalysis", "ReplayModel", "ReplayStore", "Runs", "TraceFormat", "replay-tool",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Snapshots"]),
    ],
    swiftLanguageModes: [.v6]
)
