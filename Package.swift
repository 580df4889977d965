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
            dependencies: ["CZlib", "CZstd", "Notation", .product(name: "SystemPackage", package: "swift-system")]),
        .target(
            name: "Replay",
            dependencies: ["Notation", "TraceFormat", .product(name: "HeapModule", package: "swift-collections")]),
        .target(name: "MachineStates", dependencies: ["Notation", "Platform", "Replay", "TraceFormat"]),
        .target(name: "MachineProfiles", dependencies: ["Notation", "Replay", "YAML"]),
        .target(
            name: "ReplayStore",
            dependencies: ["CSQLite", "Notation", "Platform", "Replay", "TraceFormat"],
            resources: [.embedInCode("Views"), .embedInCode("Queries")]),
        .target(
            name: "ReplayAnalysis", dependencies: ["Notation", "ReplayStore", "MachineStates", "Replay", "TraceFormat"]),
        .executableTarget(name: "embed-preload"),
        .plugin(name: "PreloadBuilder", capability: .buildTool(), dependencies: ["embed-preload"]),
        .target(
            name: "MallocRecorder",
            dependencies: ["Platform", "TraceFormat", .product(name: "HeapModule", package: "swift-collections")],
            exclude: ["Preload"],
            plugins: ["PreloadBuilder"]),
        .executableTarget(
            name: "replay-tool",
            dependencies: [
                "TraceFormat", "Replay", "MachineProfiles", "ReplayStore", "ReplayAnalysis", "MallocRecorder",
                "MachineStates", "Notation", "Platform",
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(name: "NotationTests", dependencies: ["Notation"]),
        .testTarget(
            name: "PlatformTests", dependencies: ["Platform", .product(name: "SystemPackage", package: "swift-system")]),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
        .testTarget(name: "ReplayTests", dependencies: ["Replay", "TraceFormat"]),
        .testTarget(name: "TraceFormatTests", dependencies: ["TraceFormat"]),
        .testTarget(name: "MachineProfilesTests", dependencies: ["MachineProfiles", "Replay"]),
        .testTarget(name: "MachineStatesTests", dependencies: ["MachineStates", "Replay", "TraceFormat"]),
        .testTarget(name: "ReplayStoreTests", dependencies: ["ReplayStore", "Replay", "TraceFormat"]),
        .testTarget(name: "MallocRecorderTests", dependencies: ["MallocRecorder", "Notation", "TraceFormat"]),
        .testTarget(
            name: "ReplayAnalysisTests", dependencies: ["ReplayAnalysis", "ReplayStore", "MachineStates", "Replay", "TraceFormat"]),
        .testTarget(name: "ReplayToolTests", dependencies: ["replay-tool", "TraceFormat", "Replay", "MachineProfiles"]),
    ],
    swiftLanguageModes: [.v6]
)
