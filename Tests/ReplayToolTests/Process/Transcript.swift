import Foundation
import Testing

/// Command lines and what they print, as a text of `Snapshots/`.
///
/// A line that begins with `$ ` is a command line; what follows is its standard output, then each line of standard error after `2> `, then
/// its exit status in brackets where it is not 0. Lines before the first command line are a comment.
struct Transcript: Equatable {
    struct Entry: Equatable {
        var command: String
        var printed: String
    }

    var comment = ""
    var entries: [Entry] = []

    init(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("$ ") {
                entries.append(Entry(command: String(line.dropFirst(2)), printed: ""))
            } else if entries.isEmpty {
                comment += line + "\n"
            } else {
                entries[entries.count - 1].printed += line + "\n"
            }
        }
    }

    var text: String { comment + entries.map { "$ \($0.command)\n\($0.printed)" }.joined() }

    /// The same command lines with what they print now, run one after the other in one folder.
    func replayed(in tool: Tool) throws -> Transcript {
        var copy = self
        for index in entries.indices {
            let words = try #require(Self.words(of: entries[index].command))
            copy.entries[index].printed = Self.printed(try tool.run(words))
        }
        return copy
    }

    private static func printed(_ outcome: Tool.Outcome) -> String {
        var text = outcome.output.replacingOccurrences(of: "\r\n", with: "\\r\n")
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\\\n" }
        for line in outcome.errors.split(separator: "\n") { text += "2> \(line)\n" }
        return outcome.status == 0 ? text : text + "[\(outcome.status)]\n"
    }

    /// The words after `replay-tool`, up to a pipe or a redirection, as a shell would split them; nil: it is no command line of ours.
    static func words(of line: some StringProtocol) -> [String]? {
        guard let start = line.range(of: "replay-tool ") else { return nil }
        var (words, word, isQuoted): ([String], String, Bool) = ([], "", false)
        for character in line[start.upperBound...] + " " {
            switch character {
            case "'": isQuoted.toggle()
            case " " where !isQuoted:
                if word == "|" || word == "<" { return words }
                if !word.isEmpty { words.append(word) }
                word = ""
            default: word.append(character)
            }
        }
        return words
    }
}
