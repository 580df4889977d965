import ArgumentParser
import ReplayStore
import Runs

/// The manual page, made from the commands' own help, so that both always agree.
enum ManualPage {
    /// replay-tool(1) for man(1), in the macros of man(7).
    static var troff: String {
        var page = """
            .TH REPLAY-TOOL 1 "" "replay-tool \(ToolVersion.current)" "User Commands"
            .SH NAME
            replay-tool \\- replays memory-allocation traces through a model of Linux memory management, into SQLite
            .SH SYNOPSIS
            .B replay-tool
            .I command
            .RI [ argument " ...]"
            .SH DESCRIPTION
            A trace goes in, a SQLite file with every state transition comes out; the other commands read that file.
            The same traces, machine and settings give the same bytes.

            """
        for entry in visible(ReplayTool.self, prefix: "") {
            page += section(entry.name, ReplayTool.helpMessage(for: entry.command, columns: 78))
        }
        return page + """
            .SH "EXIT STATUS"
            .TP
            .B 0
            All went well; two things compared are the same.
            .TP
            .B 1
            compare and verify: they differ, or a budget is broken.
            .TP
            .B 2
            The arguments or the input are wrong; nothing was written.
            .SH "SEE ALSO"
            .BR sqlite3 (1),
            .BR perf-script (1),
            .BR proc (5),
            .BR mallopt (3)

            """
    }

    /// A command and its full name.
    struct Entry {
        var name: String
        var command: any ParsableCommand.Type
    }

    /// Every command that the help shows, in the help's order.
    static func visible(_ command: any ParsableCommand.Type, prefix: String) -> [Entry] {
        let configuration: CommandConfiguration = command.configuration
        var entries: [Entry] = []
        for child in configuration.subcommands {
            let own: CommandConfiguration = child.configuration
            guard own.shouldDisplay else { continue }
            let name = prefix + (own.commandName ?? "")
            entries.append(Entry(name: name, command: child))
            entries += visible(child, prefix: name + " ")
        }
        return entries
    }

    private static func section(_ name: String, _ help: String) -> String {
        ".SH \"COMMAND: \(name)\"\n.nf\n"
            + help.split(separator: "\n", omittingEmptySubsequences: false).map(escaped).joined(separator: "\n")
            + "\n.fi\n"
    }

    /// A line as it stands: backslashes, hyphens and leading control characters mean nothing to troff.
    private static func escaped(_ line: Substring) -> String {
        var text = ""
        for character in line {
            switch character {
            case "\\": text += "\\e"
            case "-": text += "\\-"
            default: text.append(character)
            }
        }
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
    }
}
