import Foundation

/// The built executable, run as a process in a folder of its own.
struct Tool {
    let folder: TemporaryFolder

    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    init() throws { folder = try TemporaryFolder() }

    /// The executable stands beside the test bundle.
    static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "replay-tool")

    func run(_ arguments: [String], input: String = "") throws -> Outcome {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "80"]) { $1 }
        let (files, pipe) = (["out", "err"].map { folder.url.appending(path: ".\($0)") }, Pipe())
        for file in files { FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        process.standardInput = pipe
        try process.run()
        pipe.fileHandleForWriting.write(Data(input.utf8))
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus, output: texts[0],
            errors: texts[1])
    }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ data: Data) throws { try data.write(to: folder.url.appending(path: name)) }

    func data(_ name: String) throws -> Data { try Data(contentsOf: folder.url.appending(path: name)) }

    /// What stands in the folder, but for what the helper itself writes.
    var files: [String] { get throws { try folder.files.filter { !$0.hasPrefix(".") } } }
}
