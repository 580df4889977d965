import ArgumentParser
import Platform
import RealMachines
import SystemPackage
import TraceFormat

/// `import machine`: copies of a machine's /proc files become a profile file.
struct ImportMachineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine",
        abstract: "Makes a machine profile from copies of /proc files.",
        discussion: """
            DIR holds copies of zoneinfo, and as many as there are of iomem (as root reads it), meminfo, cpuinfo, version, cmdline, \
            swaps, pagetypeinfo, sysctl_vm (lines such as overcommit_memory = 0) and dmesg (also called dmesg.txt, dmesg.final or \
            console.log). Names may have a common prefix, such as before.zoneinfo.

            Where there is no zoneinfo, or DIR is a kernel log itself, the log's last report about memory (of the OOM killer or of a \
            failed page request) tells of the zones.

            The profile goes to standard output or to --output. Its comments and standard error tell what the files do not say and what \
            was taken instead, and how many of zoneinfo's watermarks, reserves and per-CPU limits follow from the profile.

            EXAMPLES
              replay-tool import machine traces/real/oom/pae-1g/before -o pae-1g.yaml
              replay-tool import machine /proc --name this-machine
              replay-tool import machine dmesg.txt -o crashed.yaml
              replay-tool run traces/s01-buddy.trace --machine pae-1g.yaml -o a.sqlite
            """)

    @Argument(help: ArgumentHelp("The folder with the files.", valueName: "DIR")) var folder: String
    @Option(name: .shortAndLong, help: "The profile file to write.") var output: String?
    @Option(help: "What the profile is called. Default: the folder's name.") var name: String?
    @Option(help: ArgumentHelp("The kernel's log, where it does not stand in DIR.", valueName: "file")) var dmesg: String?

    func run() throws {
        try failing {
            var (files, others) = try read()
            let assumed = try files.completeFromLog(file: logFile)
            let machine = try MachineImport(files, name: name)
            for note in others.map({ "not read: files that begin with \($0)" }) + assumed + machine.notes { inform("note: \(note)") }
            let agreement = machine.agreement
            inform(
                "\(agreement.compared - agreement.differences.count) of \(agreement.compared) figures of zoneinfo follow from the profile")
            guard let output else { return try StandardOutput.write(machine.text) }
            do { try WholeFile.write(machine.text.utf8, to: output) } catch {
                throw TraceError(file: output, problem: "cannot be written: \(error)", expected: "a place for the profile")
            }
        }
    }

    /// As messages name the log.
    private var logFile: String { dmesg ?? folder }

    /// DIR is no directory but the kernel's log.
    private var isLog: Bool { (try? Stat(folder))?.type == .regular }

    private func read() throws -> (MachineFiles, others: [String]) {
        if isLog { return (MachineFiles(texts: ["dmesg": try text(folder)], folder: Folder.name(of: folder)), []) }
        let names: [String]
        do { names = try Folder.names(folder) } catch {
            throw TraceError(file: folder, problem: "cannot be read: \(error)", expected: "a folder with copies of /proc files")
        }
        let (others, found, logs) = MachineFiles.match(names)
        var texts: [String: String] = [:]
        for (name, file) in found.sorted(by: { $0.key < $1.key }) { texts[name] = try text(folder + "/" + file) }
        let all = try (dmesg.map { [$0] } ?? logs.map { folder + "/" + $0 }).map(text)
        texts["dmesg"] = all.first(where: MachineFiles.reachesBoot) ?? all.first
        var files = MachineFiles(texts: texts, folder: Folder.name(of: folder))
        files.paths = found.mapValues { folder + "/" + $0 }
        return (files, others)
    }

    private func text(_ path: String) throws -> String {
        do { return try WholeFile.text(path) } catch {
            throw TraceError(file: path, problem: "cannot be read: \(error)", expected: "a copy of a /proc file")
        }
    }
}
