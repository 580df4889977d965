import ArgumentParser
import Platform
import ReplayAnalysis
import ReplayModel
import ReplayStore

/// What the shell offers for a word: names that the tool knows, and files where those may stand too.
enum Completions {
    static let machines = named { MachineProfile.builtIn.map(\.name) }
    static let settings = CompletionKind.list(Setting.all.map { $0.key + "=" })
    static let questions = CompletionKind.list(NamedQuery.all.map { "@" + $0.name })
    static let views = CompletionKind.list(ProcView.allCases.map(\.rawValue))
    static let indexParts = CompletionKind.list(RunIndex.parts)

    /// Names, and the files that begin as the word does.
    private static func named(_ names: @escaping @Sendable () -> [String]) -> CompletionKind {
        .custom { _, _, word in names().filter { $0.hasPrefix(word) } + files(word) }
    }

    private static func files(_ word: String) -> [String] {
        let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
        let names = (try? Folder.names(folder.isEmpty ? "." : folder)) ?? []
        return names.sorted().map { folder + $0 }.filter { $0.hasPrefix(word) }
    }
}
