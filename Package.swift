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
        .target(name: "ReplayModel", dependencies: ["TraceFormat"]),
        .target(name: "Pages", dependencies: ["ReplayModel", "TraceFormat"]),
        .target(name: "Virtual", dependencies: ["Pages", "ReplayModel", "TraceFormat"]),
        .target(name: "Heap", dependencies: ["ReplayModel", "TraceFormat"]),
        .target(
            name: "Replay",
            dependencies: [
                "Heap", "Pages", "ReplayModel", "TraceFormat", "Virtual", .product(name: "HeapModule", package: "swift-collections"),
            ]),
        .target(name: "ProcFiles", dependencies: ["Pages", "Replay", "ReplayModel", "TraceFormat", "Virtual"]),
        .target(
            name: "RealMachines",
            dependencies: [
                "Pages", "ProcFiles", "Replay", "ReplayModel", "TraceFormat", "Virtual", .product(name: "Yams", package: "Yams"),
            ]),
        .target(
            name: "ReplayStore",
            dependencies: ["CSQLite", "Pages", "Replay", "ReplayModel", "TraceFormat"],
            exclude: ["Views", "Queries"],
            plugins: ["Embedder"]),
        .target(
            name: "ReplayAnalysis",
            dependencies: [
                "Heap", "Pages", "ProcFiles", "RealMachines", "Replay", "ReplayModel", "ReplayStore", "TraceFormat", "Virtual",
            ]),
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
                "MallocRecorder", "Pages", "ProcFiles", "RealMachines", "Replay", "ReplayAnalysis", "ReplayModel", "ReplayStore",
                "TraceFormat", "Virtual",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(
            name: "ReplayTests",
            dependencies: ["Heap", "Pages", "Replay", "ReplayModel", "TraceFormat", "Virtual", "CZstd"]),
        .testTarget(name: "TraceFormatTests", dependencies: ["TraceFormat"]),
        .testTarget(
            name: "ProcFilesTests",
            dependencies: ["ProcFiles", "ReplayAnalysis", "Replay", "ReplayModel", "TraceFormat"]),
        .testTarget(
            name: "RealMachinesTests",
            dependencies: ["Pages", "ProcFiles", "RealMachines", "Replay", "ReplayModel", "TraceFormat"]),
        .testTarget(
            name: "ReplayStoreTests",
            dependencies: ["Pages", "Replay", "ReplayModel", "ReplayStore", "TraceFormat"]),
        .testTarget(name: "MallocRecorderTests", dependencies: ["MallocRecorder", "TraceFormat"]),
        .testTarget(
            name: "ReplayAnalysisTests",
            dependencies: ["Pages", "ProcFiles", "RealMachines", "Replay", "ReplayAnalysis", "ReplayModel", "ReplayStore", "TraceFormat", "Virtual"]),
        .testTarget(
            name: "ReplayToolTests",
            dependencies: ["Pages", "RealMachines", "Replay", "ReplayModel", "TraceFormat", "replay-tool"]),
    ],
    swiftLanguageModes: [.v6]
)
