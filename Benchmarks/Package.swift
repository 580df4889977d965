// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "replay-tool", path: "..")],
    targets: [
        .target(name: "CBuddy"),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "CBuddy", .product(name: "Replay", package: "replay-tool"), .product(name: "TraceFormat", package: "replay-tool"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
