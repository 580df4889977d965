import Foundation
import Testing

@testable import ReplayModel
@testable import ReplayStore

@Suite struct RunFileTests {
    private func fill(_ log: inout TransitionLog) {
        for step in 1...200 {
            log.begin(step: Step(UInt64(step)))
            SampleRows.appendOneOfEach(to: &log)
        }
    }

    @Test func theSameRowsGiveTheSameBytes() throws {
        let scratch = try Scratch()
        _ = try scratch.run("a.sqlite", fill: fill)
        _ = try scratch.run("b.sqlite", fill: fill)
        #expect(try scratch.bytes("a.sqlite") == scratch.bytes("b.sqlite"))
    }

    @Test(arguments: [1, 7, 4095, 4096, 4097, 10_000])
    func theBytesDoNotDependOnHowRowsAreCutIntoBatches(batch: Int) throws {
        let scratch = try Scratch()
        for (name, batch) in [("a.sqlite", batch), ("b.sqlite", .max)] {
            let writer = try PageTransitionWriter(path: scratch.path(name))
            var log = TransitionLog()
            for step in 1...9000 {
                log.begin(step: Step(UInt64(step)))
                log.append(MarkRow(text: .init(UInt32(step))))
                log.append(SampleRows.object(.allocate, UInt64(step)))
                if step % batch == 0 { try writer.take(&log) }
            }
            try writer.take(&log)
            try writer.finish(.sample)
        }
        #expect(try scratch.bytes("a.sqlite") == scratch.bytes("b.sqlite"))
    }

    @Test func theFileIsSoundAndSaysWhatItIs() throws {
        let scratch = try Scratch()
        let run = try scratch.run(fill: fill)
        #expect(try run.value("PRAGMA integrity_check") == "ok")
        #expect(try run.integer("PRAGMA application_id") == Int64(RunFile.applicationID))
        #expect(try run.value("SELECT value FROM run WHERE key = 'placement'") == "model")
        #expect(try run.integer("SELECT value FROM run WHERE key = 'rows'") == Int64(200 * TransitionTable.allCases.count))
    }

    @Test func nothingOfTheMachineIsInTheFile() throws {
        let scratch = try Scratch()
        _ = try scratch.run(fill: fill)
        let bytes = try scratch.bytes("run.sqlite")
        #expect(bytes.range(of: Data(scratch.folder.lastPathComponent.utf8)) == nil)
    }

    /// Where temporary storage is memory, SQLite sorts all rows of an index there; else no more than its cache holds.
    @Test func anIndexIsNotSortedInMemoryAlone() throws {
        let scratch = try Scratch()
        let database = try Database(path: scratch.path("run.sqlite"), mode: .create)
        try database.beginWriting(cacheSize: 1000)
        #expect(try database.integer("PRAGMA temp_store") == 1)
        #expect(try database.integer("PRAGMA cache_size") == -1000)
    }

    @Test func anUnfinishedRunHasAnotherNameAndIsRefused() throws {
        let scratch = try Scratch()
        let writer = try PageTransitionWriter(path: scratch.path("run.sqlite"))
        #expect(scratch.fileNames == ["run.sqlite.partial"])
        #expect(throws: StoreError.self) { try RunFile.open(scratch.path("run.sqlite.partial")) }
        #expect(throws: StoreError.self) { try RunFile.open(scratch.path("run.sqlite")) }
        try writer.finish(.sample)
        #expect(scratch.fileNames == ["run.sqlite"])
    }

    @Test func discardingOrDroppingAWriterLeavesNoFile() throws {
        let scratch = try Scratch()
        let writer = try PageTransitionWriter(path: scratch.path("a.sqlite"))
        writer.discard()
        writer.discard()
        do { _ = try PageTransitionWriter(path: scratch.path("b.sqlite")) }
        #expect(scratch.fileNames == [])
    }

    @Test func aRunThatCannotGetItsNameLeavesNoFile() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("run.sqlite/full"), withIntermediateDirectories: true)
        let writer = try PageTransitionWriter(path: scratch.path("run.sqlite"))
        let error = #expect(throws: StoreError.self) { try writer.finish(.sample) }
        #expect(error?.message.contains("cannot be renamed") == true)
        #expect(scratch.fileNames == ["run.sqlite"])
    }

    @Test func aSummaryWithAKeyTwiceFailsAndLeavesNoFile() throws {
        let scratch = try Scratch()
        var summary = RunSummary.sample
        summary.identity.append(("placement", "recorded"))
        #expect(throws: StoreError.self) { try scratch.run(summary: summary) }
        #expect(scratch.fileNames == [])
    }

    @Test func aLeftOverUnfinishedRunIsReplaced() throws {
        let scratch = try Scratch()
        try Data("junk".utf8).write(to: scratch.folder.appendingPathComponent("run.sqlite.partial"))
        _ = try scratch.run()
        #expect(scratch.fileNames == ["run.sqlite"])
    }

    @Test func aFolderThatDoesNotExistIsAnError() {
        let error = #expect(throws: StoreError.self) { try PageTransitionWriter(path: "/nowhere/at/all/run.sqlite") }
        #expect(error?.file == "/nowhere/at/all/run.sqlite")
        #expect(error?.message.contains("No such file or directory") == true)
    }

    @Test func filesThatAreNoRunsAreDistinguished() throws {
        let scratch = try Scratch()
        try Data(String(repeating: "not a database ", count: 100).utf8).write(
            to: scratch.folder.appendingPathComponent("text"))
        let other = try Database(path: scratch.path("other.sqlite"), mode: .create)
        try other.execute("CREATE TABLE t (a)")
        #expect(#expect(throws: StoreError.self) { try RunFile.open(scratch.path("text")) }?.message == "not a run: not a SQLite file")
        #expect(
            #expect(throws: StoreError.self) { try RunFile.open(scratch.path("other.sqlite")) }?.message
                == "not a run: a SQLite file that replay-tool did not write")
    }

    @Test func aRunOfAnotherSchemaVersionIsRefused() throws {
        let scratch = try Scratch()
        _ = try scratch.run()
        var bytes = try scratch.bytes("run.sqlite")
        bytes[63] += 1
        try bytes.write(to: scratch.folder.appendingPathComponent("run.sqlite"))
        let error = #expect(throws: StoreError.self) { try RunFile.open(scratch.path("run.sqlite")) }
        #expect(error?.message.contains("schema version \(RunFile.schemaVersion + 1)") == true)
    }
}
