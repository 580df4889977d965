import Foundation
import Testing

/// Wrong arguments and wrong input: a message that says where and what, status 2, and no file left behind.
@Suite struct BadInputTests {
    private let tool: Tool
    private static let good = """
        replay-trace 1
        0 0 0 task pid=100 comm=app
        1 0 100 malloc size=100KiB ptr=a
        2 0 100 write ptr=a length=100KiB
        3 0 100 mark text=written
        4 0 100 free ptr=a

        """

    init() throws {
        tool = try Tool()
        try tool.write("good.trace", Self.good)
    }

    /// Arguments, then what standard error must contain.
    static let arguments: [(String, [String])] = [
        ("bogus", ["no command \"bogus\"", "expected one of run"]), ("run", ["Missing expected argument"]),
        ("help bogus", ["no command \"bogus\""]), ("run good.trace --ouput x.sqlite", ["no option --ouput; did you mean --output?"]),
        ("trace info good.trace --formt json", ["--formt"]), ("run good.trace", ["--output"]),
        ("run good.trace -o -", ["cannot go to standard output"]),
        ("run good.trace -o x.sqlite --bogus", ["--bogus"]), ("run - - -o x.sqlite", ["one trace only"]),
        ("run missing.trace -o x.sqlite", ["missing.trace", "No such file"]),
        ("run good.trace -o nowhere/x.sqlite", ["nowhere/x.sqlite"]), ("run good.trace -o .", ["is a folder"]),
        ("run good.trace -o good.trace", ["good.trace: is what the run is read from"]),
        ("run good.trace -o ./good.trace --force", ["good.trace: is what the run is read from"]),
        ("run missing.trace -o good.trace", ["good.trace: exists and is no run", "--force"]),
        ("run good.trace -o /dev/full --force", ["/dev/full: is a pipe or a device"]),
        ("run good.trace -o x.sqlite --machine vax", ["vax", "i386-1g"]),
        ("run good.trace -o x.sqlite --set vm.overcomit_memory=1", ["vm.overcomit_memory", "vm.overcommit_memory"]),
        ("run good.trace -o x.sqlite --set cpus=0", ["cpus", "1 to 4096"]),
        ("run good.trace -o x.sqlite --set cpus", ["KEY=VALUE"]),
        ("run good.trace -o x.sqlite --placement elsewhere", ["elsewhere"]),
        ("run good.trace -o x.sqlite --until mark:nowhere", ["good.trace", "nowhere"]),
        ("run good.trace -o x.sqlite --from mark:nowhere", ["good.trace", "no mark \"nowhere\"", "--from"]),
        ("run good.trace -o x.sqlite --from 1s", ["good.trace", "1000000000 ns", "--from"]),
        ("run good.trace -o x.sqlite --set replay.page_requests=both", ["both", "auto, recorded or model"]),
        ("trace info missing.trace", ["missing.trace"]), ("trace convert good.trace -o x", ["does not say its form"]),
        ("trace convert good.trace -o x.trace.zst --no-zstd", ["--no-zstd"]), ("trace cat", ["Missing"]),
        ("import missing.txt", ["missing.txt"]), ("import good.trace", ["not a recording"]), ("import nosuch good.trace", ["nosuch"]),
        ("query missing.sqlite SELECT", ["missing.sqlite"]), ("query good.trace SELECT", ["not a run"]),
        ("show missing.sqlite buddyinfo", ["missing.sqlite"]), ("compare good.trace good.trace", ["not a run"]),
        ("explain good.trace 1", ["not a run"]), ("verify -", ["cannot be replayed twice"]), ("verify missing.trace", ["missing.trace"]),
    ]

    @Test(arguments: arguments.indices) func wrongArgumentsAreReportedAndLeaveNothing(_ index: Int) throws {
        let (line, needles) = Self.arguments[index]
        let outcome = try tool.run(line.split(separator: " ").map(String.init))
        #expect(outcome.status == 2, "\(line): \(outcome.errors)")
        for needle in needles { #expect(outcome.errors.contains(needle), "\(line): \(outcome.errors)") }
        #expect(outcome.output.isEmpty)
        #expect(try tool.files == ["good.trace"])
    }

    /// A wrong last line, then what the message must contain besides the file and the line.
    static let lines: [(String, [String])] = [
        ("5 0 100 kmaloc size=1 ptr=a", ["kmaloc", "kmalloc"]), ("5 0 100 malloc size=1 ptr=a colour=red", ["colour"]),
        ("5 0 100 malloc ptr=a", ["size"]), ("5 0 100 page_alloc order=11", ["order=11", "0 … 10"]),
        ("5 0 0 oom_score_adj pid=100 value=1001", ["1001", "-1000 … 1000"]), ("5 0 100 malloc size=1XiB ptr=a", ["1XiB"]),
        ("5 0 100 malloc size=18446744073709551616 ptr=a", ["size"]), ("5 0", ["5 0"]),
        ("5 0 100 mmap length=1 flags=nonsense", ["nonsense"]),
        ("5 0 100 mlockall flags=4294967296", ["flags=4294967296"]), ("5 0 -2 mark text=x", ["-2"]),
        ("5 0 100 mark text=\"open", ["\""]),
    ]

    @Test(arguments: lines.indices) func wrongLinesAreReportedByFileAndLine(_ index: Int) throws {
        let (line, needles) = Self.lines[index]
        try tool.write("bad.trace", Self.good + line + "\n")
        let outcome = try tool.run(["run", "bad.trace", "-o", "x.sqlite"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("bad.trace:7: "), "\(line): \(outcome.errors)")
        if needles != ["5 0"] { for needle in needles { #expect(outcome.errors.contains(needle), "\(line): \(outcome.errors)") } }
        #expect(try tool.files == ["bad.trace", "good.trace"])
    }

    @Test func damagedFilesAreReportedAndLeaveNothing() throws {
        for form in ["b.rtrace", "t.trace.zst"] {
            #expect(try tool.run(["trace", "convert", "good.trace", "-o", form]).status == 0)
            let whole = try tool.data(form)
            for share in [1, 3, 5, 7] {
                try tool.write(form, whole.prefix(whole.count * share / 8))
                try expectRefusal(form)
            }
            var flipped = whole
            flipped[whole.count - 6] ^= 0x10
            try tool.write(form, flipped)
            try expectRefusal(form)
            try tool.write(form, whole)
        }
        try tool.write("noheader.trace", "0 0 0 mark text=x\n")
        try expectRefusal("noheader.trace")
        try tool.write("empty.trace", "")
        try expectRefusal("empty.trace")
    }

    private func expectRefusal(_ trace: String) throws {
        let outcome = try tool.run(["run", trace, "-o", "x.sqlite"])
        #expect(outcome.status == 2, "\(trace): \(outcome.errors)")
        #expect(outcome.errors.contains(trace), "\(outcome.errors)")
        #expect(try !tool.files.contains { $0.hasPrefix("x.sqlite") })
    }

    @Test func strictNamesTheFirstOddLine() throws {
        try tool.write("odd.trace", Self.good + "5 0 100 free ptr=a\n6 0 0 kfree ptr=b\n")
        #expect(try tool.run(["run", "odd.trace", "-o", "x.sqlite", "--quiet"]).status == 0)
        let outcome = try tool.run(["run", "odd.trace", "-o", "y.sqlite", "--strict"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("odd.trace:7: heap.bad_free"))
        #expect(try tool.files == ["good.trace", "odd.trace", "x.sqlite"])
        #expect(try tool.run(["run", "good.trace", "-o", "y.sqlite", "--strict", "--quiet"]).status == 0)
    }

    @Test func wrongQuestionsOfARunEndWithTwo() throws {
        #expect(try tool.run(["run", "good.trace", "-o", "r.sqlite", "-q"]).status == 0)
        let before = try tool.data("r.sqlite")
        let wrong: [([String], String)] = [
            (["query", "r.sqlite", "SELEC 1"], "SELEC"), (["query", "r.sqlite", "DELETE FROM event"], "only read"),
            (["query", "r.sqlite", "@nosuch"], "nosuch"), (["show", "r.sqlite", "nosuch"], "buddyinfo"),
            (["show", "r.sqlite", "status", "4711"], "4711"), (["show", "r.sqlite", "status"], "PID"),
            (["show", "r.sqlite", "meminfo", "--at", "mark:nosuch"], "nosuch"),
            (["show", "r.sqlite", "meminfo", "--at", "99999"], "99999"),
            (["compare", "r.sqlite", "r.sqlite", "--fail-on", "peak.rss"], "peak.rss"),
            (["compare", "r.sqlite", "r.sqlite", "--fail-on", "nosuch>1%"], "nosuch"), (["explain", "r.sqlite", "99999"], "99999"),
        ]
        for (arguments, needle) in wrong {
            let outcome = try tool.run(arguments)
            #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(needle), "\(arguments): \(outcome.errors)")
        }
        #expect(try tool.data("r.sqlite") == before)
    }
}
