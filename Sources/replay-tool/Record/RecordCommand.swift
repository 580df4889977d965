import ArgumentParser
import Glibc
import MallocRecorder
import Platform
import TraceFormat

/// `replay-tool record`: runs a program and records what it does to memory.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Runs a program and records its malloc calls, or the kernel's memory events meanwhile.",
        usage: """
            replay-tool record --malloc --output TRACE [OPTIONS] -- COMMAND [ARG…]
                   replay-tool record --kernel --output FOLDER [OPTIONS] -- COMMAND [ARG…]
            """,
        discussion: """
            --malloc: a small library is preloaded into COMMAND and the programs that it starts (LD_PRELOAD). It writes down every \
            call of the malloc family with its address, thread and time, moves of the program break, and samples of statm; threads, \
            fork, exec and exit, too. It changes neither the order nor the place of what the program allocates on its heap. It needs \
            a dynamically linked program with glibc.

            TRACE's name tells the form: .trace is text, .rtrace is binary, and a further .zst packs it. While COMMAND runs, its \
            records are in the folder TRACE.parts, which becomes TRACE when COMMAND ends, however it ends. If this program itself is \
            killed, the folder stays, and --recover makes a trace of it. A summary goes to standard error.

            --kernel: page, slab and vmalloc events, page faults, memory system calls and the life of processes, of the whole machine \
            while COMMAND runs, through a tracing instance of its own in tracefs (root only). FOLDER gets recording.txt.zst and copies \
            of /proc from before and after; run takes FOLDER as a trace and begins with the state from before.

            EXIT STATUS is COMMAND's, or 128 + the signal that ended it; 127 where there is no COMMAND, 126 where it cannot be run, 2 \
            where the arguments are wrong, the output cannot be written, or the kernel cannot be traced.

            EXAMPLES
              replay-tool record --malloc -o app.rtrace -- ./app --verbose
              replay-tool record --malloc --exact-order -o threads.rtrace -- ./server
              replay-tool record --malloc -o app.rtrace --recover app.rtrace.parts
              replay-tool record --kernel -o build -- make
              replay-tool run build -o build.sqlite
            """)

    @Flag(help: "Record calls of malloc, free and their family.") var malloc = false
    @Flag(help: "Record the kernel's memory events of the whole machine.") var kernel = false
    @Option(name: .shortAndLong, help: "The trace to write, or with --kernel the folder to make.") var output: String
    @Option(help: "Calls of a thread between two samples of its process's memory.") var sampleEvery: UInt32 = 10_000
    @Flag(help: "Make one call at a time, so that the order of threads' calls is exactly as recorded; slows threads down.")
    var exactOrder = false
    @Option(help: "With --kernel: room for events in MiB for each processor.") var buffer = 16
    @Flag(name: .shortAndLong, help: "No summary.") var quiet = false
    @Option(help: "Make the trace from the folder that an interrupted recording left.") var recover: String?
    @Argument(parsing: .postTerminator, help: "The program and its arguments.") var command: [String] = []

    func validate() throws {
        guard malloc != kernel else { throw ValidationError("expected one of --malloc and --kernel, which say what to record") }
        if kernel { return try validateKernel() }
        guard TraceForm(fileName: output).kind != nil else {
            throw ValidationError("\(output) does not say its form; expected .trace or .rtrace, and .zst after it to pack it")
        }
        guard command.isEmpty == (recover != nil) else { throw ValidationError("expected -- COMMAND [ARG…], or --recover FOLDER") }
        guard sampleEvery > 0 else { throw ValidationError("--sample-every 0; expected at least 1") }
    }

    private func validateKernel() throws {
        guard !command.isEmpty else { throw ValidationError("expected -- COMMAND [ARG…]") }
        guard recover == nil, !exactOrder else { throw ValidationError("--recover and --exact-order are for --malloc") }
        guard (1...4096).contains(buffer) else { throw ValidationError("--buffer \(buffer); expected 1 to 4096 MiB") }
    }

    func run() throws {
        if kernel { return try recordKernel() }
        if let recover { return try failing { _ = try merge(recover, status: nil) } }
        let folder = Folder.absolute(output + ".parts")
        try failing { try prepare(folder) }
        let status: Int32
        do { status = try program(folder).run().status } catch {
            Folder.remove(folder)
            complain("\(command[0]): \(error.reason)")
            throw ExitCode(error.status)
        }
        var isWhole = true
        try failing { isWhole = try merge(folder, status: Int64(status)) }
        Folder.remove(folder)
        throw ExitCode(status == 0 && !isWhole ? 2 : status)
    }

    /// Makes the folder, with the library in it.
    private func prepare(_ folder: String) throws(TraceError) {
        guard folder.utf8.count <= PreloadLibrary.folderLimit, !folder.contains(":"), !folder.contains(" ") else {
            throw TraceError(
                file: output, problem: "its folder cannot be given to the program",
                expected: "a path without blanks and colons, at most \(PreloadLibrary.folderLimit) bytes")
        }
        guard mkdir(folder, 0o700) == 0 else {
            throw TraceError(file: folder, problem: "cannot be made: \(String(cString: strerror(errno)))")
        }
        do { try WholeFile.write(PreloadLibrary.image, to: library(folder)) } catch {
            throw TraceError(file: folder, problem: "the recorder cannot be written: \(error)")
        }
    }

    private func library(_ folder: String) -> String { folder + "/librecorder.so" }

    private func program(_ folder: String) -> ChildProgram {
        let before = Environment.variables["LD_PRELOAD"] ?? ""
        let preload = library(folder) + (before.isEmpty ? "" : ":" + before)
        let value = PreloadLibrary.value(folder: folder, sampling: sampleEvery, exact: exactOrder)
        return ChildProgram(arguments: command, environment: ["LD_PRELOAD": preload, PreloadLibrary.variable: value])
    }

    /// Writes the trace from the folder's segments. False: some had no room on the disk, which is told even where nothing else is.
    private func merge(_ folder: String, status: Int64?) throws -> Bool {
        var entries = MallocEnvironment(Environment.variables).settings.map { (key: "set", value: "\($0.key)=\($0.value)") }
        if !command.isEmpty { entries.append(("command", command.joined(separator: " "))) }
        let reader = try RecordingReader(folder: folder, entries: entries, mainStatus: status)
        let form = TraceForm(fileName: output)
        let sink = try ByteSink(path: output, zstdLevel: form.isPacked ? 3 : nil)
        if form.kind == .text {
            try copy(reader, to: TextTraceWriter(sink, header: reader.header))
        } else {
            try copy(reader, to: BinaryTraceWriter(sink, header: reader.header, zstdLevel: form.isPacked ? nil : 3))
        }
        if !quiet { inform(summary(reader.figures)) }
        guard reader.figures.segmentsWithoutRoom > 0 else { return true }
        complain(
            "\(folder): no room for \(reader.figures.segmentsWithoutRoom) segments of the recording; calls are missing that no figure has")
        return false
    }

    private func copy(_ reader: RecordingReader, to writer: consuming some TraceWriter & ~Copyable) throws {
        var writer = writer
        try forEachBatch(of: reader) { batch, names in
            for event in batch { try writer.write(event, names: names) }
            return true
        }
        try writer.finish()
    }

    private func summary(_ figures: RecordingFigures) -> String {
        var text =
            "\(output): \(figures.calls) calls, \(figures.processes) processes, \(figures.threads) further threads, \(figures.lost) lost"
        if figures.calls == 0 {
            let obstacle = command.first.flatMap { ProgramFile($0)?.obstacle }
            text +=
                "\nno call was recorded: "
                + (obstacle ?? "does the program start others without LD_PRELOAD, or has it a malloc of its own?")
        }
        return text
    }
}
