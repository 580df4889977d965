import Foundation
import Testing

/// Two and more processes with one output at once: each writes it whole, or says who has it and ends with 2.
@Suite(.serialized) struct ConcurrentOutputTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        let lines = (0..<6000).map { "\($0) 0 100 malloc size=\($0 % 3000) ptr=p\($0)" }
        try tool.write("a.trace", "replay-trace 1\n" + lines.joined(separator: "\n") + "\n")
    }

    private static let commands: [(words: [String], output: String)] = [
        (["run", "a.trace", "-o", "o.sqlite", "-q"], "o.sqlite"),
        (["run", "a.trace", "-o", "o.sqlite", "-q", "--writer", "sqlite"], "o.sqlite"),
        (["trace", "convert", "a.trace", "-o", "o.rtrace"], "o.rtrace"),
    ]

    @Test(arguments: commands.indices, [2, 4, 8]) func onlyOneWrites(_ command: Int, _ count: Int) async throws {
        let (words, output) = Self.commands[command]
        #expect(try tool.run(words).status == 0)
        let whole = try tool.data(output)
        let outcomes = try tool.runAtOnce(words, count: count)
        #expect(outcomes.contains { $0.status == 0 })
        for outcome in outcomes where outcome.status != 0 {
            #expect(outcome.status == 2 && outcome.errors.contains("is being written by "), "\(outcome.errors)")
        }
        #expect(try tool.data(output) == whole)
        #expect(try tool.files == ["a.trace", output])
    }

    @Test func whatAKilledRunLeftIsRemovedAndNamed() throws {
        try tool.write("o.sqlite.partial", "half")
        let outcome = try tool.run(["run", "a.trace", "-o", "o.sqlite", "-q"])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "o.sqlite.partial: left by a process that was killed; removed\n")
        #expect(try tool.files == ["a.trace", "o.sqlite"])
    }

    @Test func aLinkIsNotFollowed() throws {
        try tool.write("precious", "mine")
        let link = tool.folder.url.appending(path: "o.rtrace.partial")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: tool.folder.url.appending(path: "precious"))
        let outcome = try tool.run(["trace", "convert", "a.trace", "-o", "o.rtrace"])
        #expect(outcome.status == 2 && outcome.errors.contains("o.rtrace.partial"))
        #expect(try tool.data("precious") == Data("mine".utf8))
    }
}

extension Tool {
    /// Several processes with the same words at once.
    fileprivate func runAtOnce(_ words: [String], count: Int) throws -> [(status: Int32, errors: String)] {
        var running: [(process: Process, errors: URL)] = []
        for number in 0..<count {
            let errors = folder.url.appending(path: ".err\(number)")
            _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
            running.append((try start(words, errors: errors), errors))
        }
        return try running.map { process, errors in
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: try Data(contentsOf: errors), as: UTF8.self))
        }
    }

    /// A process that goes on while others are started.
    private func start(_ words: [String], errors: URL) throws -> Process {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = words
        process.currentDirectoryURL = folder.url
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }
}
