import ArgumentParser
import Notation
import Platform
import RealMachines
import Replay
import ReplayModel
import TraceFormat

/// Which machine a trace is replayed on: the options that `run` and `verify` share.
struct MachineOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The machine: \(MachineProfile.builtIn.map(\.name).joined(separator: ", ")), or a profile file. "
                + "Default: what the trace's header says, else \(MachineProfile.builtIn[0].name).",
            valueName: "profile"))
    var machine: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Change one setting (repeatable), such as vm.overcommit_memory=1; holds against the trace's sysctl events. "
                + "The command settings lists all.", valueName: "key=value"))
    var settings: [String] = []

    @Option(help: "Who chooses frames and addresses: model, or recorded. Default: what the trace's header says, else model.")
    var placement: PlacementChoice?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Begin with a real machine's state (repeatable): free lists as JSON, kpageflags, a kernel log with an OOM report, a "
                + "directory of /proc files, or DIRECTORY/PREFIX. What it tells of zones replaces the machine's; without --machine the nearest one is taken.",
            valueName: "file|dir"))
    var state: [String] = []

    /// The machine that the command line and the traces' headers ask for; the command line wins.
    /// `nearest`: what to take where neither says anything.
    func profile(for headers: [TraceHeader], nearest: MachineProfile? = nil) throws -> MachineProfile {
        let name = machine ?? headers.lazy.compactMap { $0.first("profile") }.first
        var profile = try name.map(base) ?? nearest ?? MachineProfile.builtIn[0]
        for pair in headers.flatMap({ $0.all("set") }) { _ = try apply(pair, to: &profile) }
        profile.pinned = try Set(settings.map { try apply($0, to: &profile) }).sorted()
        try profile.validate()
        return profile
    }

    func placement(for headers: [TraceHeader]) throws -> Placement {
        if let placement { return placement.value }
        guard let word = headers.lazy.compactMap({ $0.first("placement") }).first else { return .model }
        guard let choice = PlacementChoice(rawValue: word) else {
            throw SettingError(key: "placement", problem: "cannot be \"\(word)\"", expected: "model or recorded")
        }
        return choice.value
    }

    private func base(_ name: String) throws -> MachineProfile {
        if let profile = MachineProfile.builtIn(named: name) { return profile }
        guard let text = try? WholeFile.text(name) else {
            let names = MachineProfile.builtIn.map(\.name).joined(separator: ", ")
            throw SettingError(key: "machine", problem: "no profile \"\(name)\"", expected: "\(names), or a profile file that can be read")
        }
        return try ProfileFile.parse(text, file: name)
    }

    /// Sets what `pair` says and returns its key.
    private func apply(_ pair: String, to profile: inout MachineProfile) throws -> String {
        guard let equals = pair.firstIndex(of: "=") else {
            throw SettingError(key: pair, problem: "has no value", expected: "KEY=VALUE")
        }
        let setting = try Setting.named(String(pair[..<equals]))
        try setting.set(String(pair[pair.index(after: equals)...]), in: &profile)
        return setting.key
    }
}

/// `--placement`'s words.
enum PlacementChoice: String, ExpressibleByArgument, CaseIterable {
    case model, recorded

    var value: Placement { self == .model ? .model : .recorded }
}

extension MachineOptions {
    /// The same options as words of a command line.
    var arguments: [String] {
        var words: [String] = []
        if let machine { words += ["--machine", machine] }
        for pair in settings { words += ["--set", pair] }
        for path in state { words += ["--state", path] }
        if let placement { words += ["--placement", placement.rawValue] }
        return words
    }
}
