// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "replay-tool",
    products: [
        .executable(name: "replay-tool", targets: ["replay-tool"]),
        .library(name: "Replay", targets: ["Replay"]),
        .library(name: "TraceFormat", targets: ["TraceFormat"]),
        .library(name: "ReplayStore", targets: ["ReplayStore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "TraceFormat",
            dependencies: ["CZlib", "CZstd", .product(name: "SystemPackage", package: "swift-system")]),
        .target(
            name: "Replay",
            dependencies: ["TraceFormat", .product(name: "HeapModule", package: "swift-collections")]),
        .target(name: "MachineStates", dependencies: ["Replay", "TraceFormat"]),
        .target(name: "MachineProfiles", dependencies: ["Replay", .product(name: "Yams", package: "Yams")]),
        .target(
            name: "ReplayStore",
            dependencies: ["CSQLite", "Replay", "TraceFormat"],
            exclude: ["Views", "Queries"],
            plugins: ["Embedder"]),
        .target(name: "ReplayAnalysis", dependencies: ["ReplayStore", "MachineStates", "Replay", "TraceFormat"]),
        .executableTarget(name: "embed"),
        .plugin(name: "Embedder", capability: .buildTool(), dependencies: ["embed"]),
        .target(
            name: "MallocRecorder",
            dependencies: ["TraceFormat", .product(name: "HeapModule", package: "swift-collections")],
            exclude: ["Preload"],
            plugins: ["Embedder"]),
        .executableTarget(
            name: "replay-tool",
            dependencies: [
                "TraceFormat", "Replay", "MachineProfiles", "ReplayStore", "ReplayAnalysis", "MallocRecorder",
                "MachineStates",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(name: "TidyTests", dependencies: ["TraceFormat"]),
        .testTarget(name: "ReplayTests", dependencies: ["Replay", "TraceFormat"]),
        .testTarget(name: "TraceFormatTests", dependencies: ["TraceFormat"]),
        .testTarget(name: "MachineProfilesTests", dependencies: ["MachineProfiles", "Replay"]),
        .testTarget(name: "MachineStatesTests", dependencies: ["MachineStates", "Replay", "TraceFormat"]),
        .testTarget(name: "ReplayStoreTests", dependencies: ["ReplayStore", "Replay", "TraceFormat"]),
        .testTarget(name: "MallocRecorderTests", dependencies: ["MallocRecorder", "TraceFormat"]),
        .testTarget(
            name: "ReplayAnalysisTests", dependencies: ["ReplayAnalysis", "ReplayStore", "MachineStates", "Replay", "TraceFormat"]),
        .testTarget(name: "ReplayToolTests", dependencies: ["replay-tool", "TraceFormat", "Replay", "MachineProfiles"]),
    ],
    swiftLanguageModes: [.v6]
)
