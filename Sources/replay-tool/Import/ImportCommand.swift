import ArgumentParser

/// `import`: what other programs and real machines recorded becomes a trace or a profile.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turns a recording into a trace, or a machine's /proc files into a profile.",
        discussion: """
            A recording needs no word before it: `import FILE` and `import recording FILE` are the same. `import machine DIR` \
            makes a profile for run's --machine.

            EXAMPLES
              replay-tool import traces/real/perf-build.txt.zst -o build.rtrace
              replay-tool import glibc-log traces/real/glibc-cc1.txt.zst
              replay-tool import machine traces/real/oom/pae-1g/before -o pae-1g.yaml
            """,
        subcommands: [ImportRecordingCommand.self, ImportMachineCommand.self],
        defaultSubcommand: ImportRecordingCommand.self)
}
