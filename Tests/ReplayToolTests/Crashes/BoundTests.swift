import Foundation
import Testing

/// What would take the machine's memory is refused, with its size and place; messages name the place of what is wrong.
@Suite struct BoundTests {
    private let tool: Tool

    init() throws { tool = try Tool() }

    @Test func aStepThatTakesTooMuchMemoryEndsTheRun() throws {
        let lines = [
            "0 0 0 task pid=100 comm=a", "1 0 100 mmap length=100TiB ptr=a flags=private|anonymous|noreserve",
            "2 0 100 read ptr=a length=100TiB",
        ]
        try tool.write("a.trace", "replay-trace 1\nheader profile x86_64-1g\n" + lines.joined(separator: "\n") + "\n")
        let outcome = try tool.run(["run", "a.trace", "-o", "a.sqlite", "--max-memory", "300M"])
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("a.trace:5: step 4 needs more memory than the 300 MiB that --max-memory allows"), "\(outcome.errors)")
        #expect(try tool.files == ["a.trace"])
    }

    @Test func aPackedStateHasABound() throws {
        try tool.write("a.trace", "replay-trace 1\n")
        // 600 MiB of zeros in frames of 1 MiB, each packed to some dozen bytes.
        let packer = Process()
        packer.executableURL = URL(fileURLWithPath: "/bin/sh")
        packer.arguments = ["-c", "head -c 629145600 /dev/zero | gzip -1 > kpageflags.gz"]
        packer.currentDirectoryURL = tool.folder.url
        try packer.run()
        packer.waitUntilExit()
        let outcome = try tool.run(["run", "a.trace", "-o", "a.sqlite", "--state", "kpageflags.gz"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("kpageflags.gz: unpacks to more than 512 MiB"), "\(outcome.errors)")
    }

    /// A header line, and what is told of it.
    static let headers = [
        ("set nosuch=1", "a.trace:3: header: nosuch: no such setting"), ("set cpus", "a.trace:3: header: cpus: has no value"),
        ("set cpus=0", "a.trace:3: header: cpus: cannot be \"0\""), ("profile vax", "a.trace:3: header: machine: no profile \"vax\""),
        ("placement elsewhere", "a.trace:3: header: placement: cannot be \"elsewhere\""),
    ]

    @Test(arguments: headers.indices) func aWrongHeaderIsToldWithItsLine(_ index: Int) throws {
        try tool.write("a.trace", "replay-trace 1\n# A remark.\nheader \(Self.headers[index].0)\n")
        let outcome = try tool.run(["run", "a.trace", "-o", "a.sqlite"])
        #expect(outcome.status == 2 && outcome.errors.contains(Self.headers[index].1), "\(outcome.errors)")
    }

    @Test func aMachinesFileIsToldWithItsFolder() throws {
        let zones = "Node 0, zone Normal\n  pages free 1\n        spanned x\n"
        try FileManager.default.createDirectory(at: tool.folder.url.appending(path: "m"), withIntermediateDirectories: false)
        try tool.write("m/zoneinfo", zones)
        let outcome = try tool.run(["import", "machine", "m"])
        #expect(outcome.status == 2 && outcome.errors.contains("m/zoneinfo:3: "), "\(outcome.errors)")
    }

    @Test func aLastLineWithoutItsEndIsReadAndCounted() throws {
        try tool.write("a.trace", "replay-trace 1\n0 0 0 mark text=a\n1 0 0 mark text=b")
        let outcome = try tool.run(["run", "a.trace", "-o", "a.sqlite"])
        #expect(outcome.status == 0 && outcome.errors.contains("2 events") && outcome.errors.contains("1 × trace.cut_last_line"))
        try tool.write("b.trace", "replay-trace 1\n0 0 0 mark text=a\n1 0 0 mark text=b\n")
        #expect(try !tool.run(["run", "b.trace", "-o", "b.sqlite"]).errors.contains("cut_last_line"))
    }

    @Test func aRunWithRowsThatCannotBeIsRefused() throws {
        try tool.write("a.trace", "replay-trace 1\n0 0 0 task pid=100 comm=a\n1 0 100 malloc size=1MiB ptr=a\n")
        #expect(try tool.run(["run", "a.trace", "-o", "a.sqlite", "-q"]).status == 0)
        for change in ["UPDATE page SET zone = 200", "UPDATE zone SET managed = -1", "UPDATE memory_state SET slab_reclaimable = -1"] {
            try tool.write("b.sqlite", tool.data("a.sqlite"))
            let sqlite = Process()
            sqlite.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            sqlite.arguments = [
                "python3", "-c", "import sqlite3, sys; d = sqlite3.connect('b.sqlite'); d.execute(sys.argv[1]); d.commit()", change,
            ]
            sqlite.currentDirectoryURL = tool.folder.url
            try sqlite.run()
            sqlite.waitUntilExit()
            #expect(sqlite.terminationStatus == 0, "\(change)")
            for words in [
                ["show", "b.sqlite", "buddyinfo"], ["show", "b.sqlite", "meminfo"], ["explain", "b.sqlite", "3"], ["index", "b.sqlite"],
            ] {
                let outcome = try tool.run(words)
                #expect([0, 2].contains(outcome.status), "\(change): \(words): \(outcome.errors)")
                if outcome.status == 2 { #expect(outcome.errors.contains("replay-tool: b.sqlite"), "\(outcome.errors)") }
            }
        }
    }
}
