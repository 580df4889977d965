import ArgumentParser
import Glibc
import Notation
import Platform
import RealMachines
import ReplayAnalysis
import ReplayModel
import ReplayStore
import SystemPackage
import TraceFormat

/// Runs a command's body; what is wrong with the input is told on standard error (`replay-tool: FILE:LINE: …`) and ends the
/// program with exit code 2.
func failing<T>(_ body: () throws -> T) throws -> T {
    do {
        return try body()
    } catch let error
        where error is TraceError || error is StoreError || error is AnalysisError || error is SettingError
        || error is ProfileError || error is QueryText.Unknown
    {
        complain("\(error)")
        throw ExitCode.badInput
    }
}

/// Writes one line to standard error, under the program's name.
func complain(_ message: String) { inform("replay-tool: \(message)") }

/// Writes a line to standard error: standard output is for results.
func inform(_ message: String) { note(visible(message, keepsLines: true) + "\n") }

/// Writes text to standard error. That it cannot be written, or that nobody reads it, must not end good work.
func note(_ text: String) {
    let before = signal(SIGPIPE, SIG_IGN)
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    signal(SIGPIPE, before)
}

extension ReplayTool {
    /// Runs the command line; wrong arguments exit with 2 and not, as ArgumentParser has it, with 64.
    static func main() {
        Interruption.install()
        UnfinishedFile.onLeftover = { inform("\($0): left by a process that was killed; removed") }
        let words = CommandLine.arguments.dropFirst()
        if let word = words.first == "help" ? words.dropFirst().first : words.first, let problem = unknownCommand(word) {
            complain(problem)
            exit(withError: ExitCode.badInput)
        }
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            var message = fullMessage(for: error)
            if code == .validationFailure, let problem = misspeltOption(Array(words)) { message = "replay-tool: \(problem)" }
            if !message.isEmpty, code.isSuccess { write(message) }
            if !message.isEmpty, !code.isSuccess { inform(message) }
            exit(withError: code == .validationFailure ? ExitCode.badInput : code)
        }
    }

    /// Prints help, a version or a completion script.
    private static func write(_ message: String) {
        do throws(ExitCode) { try StandardOutput.write(message + "\n", isRaw: true) } catch { exit(withError: error) }
    }

    /// The first option that the command does not have, where one of its own is near; a required option that is missing for that reason is
    /// what ArgumentParser would tell first.
    static func misspeltOption(_ words: [String]) -> String? {
        var command: any ParsableCommand.Type = Self.self
        for word in words {
            guard let own = command.configuration.subcommands.first(where: { $0._commandName == word }) else { break }
            command = own
        }
        let help = command.helpMessage(includeHidden: true)
        let known = Set(help.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.filter { $0.hasPrefix("--") }.map(String.init)).sorted()
        for word in words.prefix(while: { $0 != "--" }) where word.hasPrefix("--") {
            let name = String(word.prefix { $0 != "=" })
            guard !known.contains(name), let near = Suggestion.nearest(to: name, among: known) else { continue }
            return "no option \(name); did you mean \(near)?"
        }
        return nil
    }

    /// What to say where the first word is neither a command nor an option; nil where it is.
    static func unknownCommand(_ word: String) -> String? {
        var names = ["help"]
        for command in configuration.subcommands {
            let own: CommandConfiguration = command.configuration
            if let name = own.commandName { names.append(name) }
        }
        guard !word.hasPrefix("-"), !names.contains(word) else { return nil }
        let visible = ManualPage.visible(Self.self, prefix: "").map(\.name).filter { !$0.contains(" ") }
        return "no command \"\(word)\"; expected one of \(visible.joined(separator: ", ")), help"
    }
}
