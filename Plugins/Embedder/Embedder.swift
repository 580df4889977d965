import Foundation
import PackagePlugin

/// Puts files that stand in a folder of a target into its code, as literals: `.sql` files as texts, C sources as the shared library
/// that the toolchain's clang makes of them.
///
/// For the folder `Views` the constant is `embeddedViews`, for `Preload` `embeddedPreload`. A resource of the package manager would be
/// an array with an element a byte, which takes seconds to compile; a library product would have the Swift runtime linked into it, whose
/// own allocations would then be in every program that `record --malloc` records.
@main
struct Embedder: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let folders = try FileManager.default.contentsOfDirectory(at: target.directoryURL, includingPropertiesForKeys: nil)
        return try folders.sorted { $0.path < $1.path }.flatMap { folder in
            let files = try Self.files(in: folder)
            if files.contains(where: { $0.pathExtension == "c" }) { return [try library(files, in: folder, context)] }
            let texts = files.filter { $0.pathExtension == "sql" }
            return texts.isEmpty ? [] : [try embed(texts, as: ["texts"], of: folder, inputs: texts, context)]
        }
    }

    /// A folder's files by name; of anything else none.
    private static func files(in folder: URL) throws -> [URL] {
        guard folder.hasDirectoryPath else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).sorted { $0.path < $1.path }
    }

    private func library(_ files: [URL], in folder: URL, _ context: PluginContext) throws -> Command {
        let clang = try context.tool(named: "clang").url
        let inputs = files.filter { ["c", "h"].contains($0.pathExtension) }
        let sources = files.filter { $0.pathExtension == "c" }
        return try embed(sources, as: ["library", clang.path], of: folder, inputs: inputs, context)
    }

    private func embed(_ files: [URL], as form: [String], of folder: URL, inputs: [URL], _ context: PluginContext) throws -> Command {
        let name = folder.lastPathComponent
        let output = context.pluginWorkDirectoryURL.appending(path: "Embedded\(name).swift")
        return .buildCommand(
            displayName: "Embedding \(name)", executable: try context.tool(named: "embed").url,
            arguments: form + ["embedded\(name)", output.path] + files.map(\.path), inputFiles: inputs, outputFiles: [output])
    }
}
