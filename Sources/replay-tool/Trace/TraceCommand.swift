import ArgumentParser

/// `trace`: everything about trace files that needs no replay.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Shows and converts traces.",
        discussion: """
            INPUT is a file or - for standard input, in any form that replay-tool reads: its own text or binary form, or a
            recording of another program. zstd and gzip are unpacked on the way.

            EXAMPLES
              replay-tool trace info traces/s18-oom-demo.trace
              replay-tool trace cat build.rtrace --limit 20
              replay-tool trace convert app.trace -o app.rtrace
            """,
        subcommands: [
            TraceConvertCommand.self, TraceCatCommand.self, TraceInfoCommand.self, TraceSchemaCommand.self,
        ]
    )
}
