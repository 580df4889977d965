import Foundation
import PackagePlugin

/// Builds the preloaded recorder of `replay-tool record --malloc` with the toolchain's clang, and a Swift file that holds it.
///
/// A library product would not do: the package manager links the Swift runtime into it, whose own allocations would then be in
/// every recorded program.
@main
struct PreloadBuilder: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let folder = target.directoryURL.appending(path: "Preload")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let inputs = names.filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }.map { folder.appending(path: $0) }
        let output = context.pluginWorkDirectoryURL.appending(path: "PreloadImage.swift")
        let clang = try context.tool(named: "clang").url
        return [
            .buildCommand(
                displayName: "Building the malloc recorder",
                executable: try context.tool(named: "embed-preload").url,
                arguments: [clang.path, output.path] + inputs.filter { $0.pathExtension == "c" }.map(\.path),
                inputFiles: inputs, outputFiles: [output])
        ]
    }
}
