import ArgumentParser
import Foundation
import Testing
import TraceFormat

@testable import replay_tool

/// A folder that goes away with its test.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "replay-tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
    }
}

@Suite struct TraceCommandTests {
    private let folder: TemporaryFolder
    private let text = """
        replay-trace 1
        header title demo
        0 - - sysctl key=vm.overcommit_memory value=1
        10 0 4711 malloc size=2000MiB ptr=hog
        11 0 4711 write ptr=hog+4KiB length=1

        """

    init() throws {
        folder = try TemporaryFolder()
        try text.write(toFile: folder.path("a.trace"), atomically: true, encoding: .utf8)
    }

    private func run(_ arguments: String...) throws {
        var command = try ReplayTool.parseAsRoot(["trace"] + arguments)
        try command.run()
    }

    private func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: folder.path(name)))) }

    @Test func namesSayTheForm() throws {
        let steps = [("a.trace", "b.rtrace"), ("b.rtrace", "c.trace.zst"), ("c.trace.zst", "d.rtrace.zst"), ("d.rtrace.zst", "e.trace")]
        for (from, to) in steps { try run("convert", folder.path(from), "-o", folder.path(to)) }
        #expect(try bytes("e.trace") == Array(text.utf8))
        #expect(try bytes("b.rtrace").starts(with: [0x89, 0x52, 0x54, 0x52]))
        for packed in ["c.trace.zst", "d.rtrace.zst"] { #expect(try bytes(packed).starts(with: [0x28, 0xb5, 0x2f, 0xfd])) }
        #expect(try folder.files.allSatisfy { !$0.hasSuffix(".partial") })
    }

    @Test func optionsSayTheForm() throws {
        try run("convert", folder.path("a.trace"), "-o", folder.path("x"), "--to", "text", "--zstd")
        #expect(try bytes("x").starts(with: [0x28, 0xb5, 0x2f, 0xfd]))
        try run("convert", folder.path("x"), "-o", folder.path("y"), "--to", "binary", "--no-zstd")
        #expect(try bytes("y").contains(Array("vm.overcommit_memory".utf8)))
        #expect(throws: (any Error).self) { try run("convert", folder.path("a.trace"), "-o", folder.path("x")) }
        #expect(throws: (any Error).self) { try run("convert", folder.path("a.trace"), "-o", folder.path("x.trace.zst"), "--no-zstd") }
    }

    @Test func wrongInputLeavesNoFileAndExitsWith2() throws {
        try (text + "12 0 4711 fre ptr=hog\n").write(toFile: folder.path("wrong.trace"), atomically: true, encoding: .utf8)
        for output in ["o.trace", "o.rtrace", "o.trace.zst"] {
            let code = #expect(throws: ExitCode.self) { try run("convert", folder.path("wrong.trace"), "-o", folder.path(output)) }
            #expect(code == ExitCode(2))
        }
        #expect(try folder.files == ["a.trace", "wrong.trace"])
    }

    @Test func eventsBeforeAWrongLineAreSeen() throws {
        try (text + "12 0 4711 fre ptr=hog\n").write(toFile: folder.path("wrong.trace"), atomically: true, encoding: .utf8)
        var seen = 0
        let error = #expect(throws: TraceError.self) {
            try forEachBatch(of: TraceFile.open(folder.path("wrong.trace"))) { batch, _ in
                seen += batch.count
                return true
            }
        }
        #expect(error?.line == 6)
        #expect(seen == 3)
    }

    @Test func failureKeepsTheFileThatWasThere() throws {
        try "old".write(toFile: folder.path("o.trace"), atomically: true, encoding: .utf8)
        try "nonsense".write(toFile: folder.path("wrong"), atomically: true, encoding: .utf8)
        #expect(throws: ExitCode.self) { try run("convert", folder.path("wrong"), "-o", folder.path("o.trace")) }
        #expect(try bytes("o.trace") == Array("old".utf8))
    }

    @Test func convertingAFileOntoItselfIsSafe() throws {
        try run("convert", folder.path("a.trace"), "-o", folder.path("a.trace"))
        #expect(try bytes("a.trace") == Array(text.utf8))
    }

    @Test func infoCountsEventsTasksAndLabels() throws {
        let summary = try TraceSummary(of: folder.path("a.trace"))
        #expect(summary.events == 3)
        #expect(summary.kinds.map(\.name) == ["sysctl", "malloc", "write"])
        #expect(summary.tasks == 1)
        #expect(summary.processors == 1)
        #expect(summary.labels == 1)
        #expect(summary.names == 2)
        #expect(summary.bytes == UInt64(text.utf8.count))
        #expect(summary.firstTime == 0)
        #expect(summary.lastTime == 11)
        #expect(summary.table().contains("header title"))
        try run("convert", folder.path("a.trace"), "-o", folder.path("b.rtrace"))
        #expect(try TraceSummary(of: folder.path("b.rtrace")).digest == summary.digest)
    }
}
