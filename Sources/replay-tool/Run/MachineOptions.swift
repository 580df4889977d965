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
            valueName: "profile"), completion: Completions.machines)
    var machine: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Change one setting (repeatable), such as vm.overcommit_memory=1; holds against the trace's sysctl events. "
                + "The command settings lists all.", valueName: "key=value"), completion: Completions.settings)
    var settings: [String] = []

    @Option(help: "Who chooses frames and addresses: model, or recorded. Default: what the trace's header says, else model.")
    var placement: PlacementChoice?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Begin with a real machine's state (repeatable): free lists as JSON, kpageflags, a kernel log with an OOM report, a "
                + "directory of /proc files, or DIRECTORY/PREFIX. What it tells of zones replaces the machine's; without --machine the nearest one is taken.",
            valueName: "file|dir"), completion: .file())
    var state: [String] = []

    /// The machine that the command line and the traces' headers ask for; the command line wins.
    /// `nearest`: what to take where neither says anything. `ignoringHeaders`: the headers' machine is not looked at, their settings are.
    /// `files`: the traces' names, for what is wrong with a header.
    func profile(
        for headers: [TraceHeader], files: [String] = [], nearest: MachineProfile? = nil, ignoringHeaders: Bool = false
    ) throws -> MachineProfile {
        let own = try machine.map(base)
        let named =
            own != nil || ignoringHeaders ? nil : try HeaderEntry.all("profile", of: headers, files).first.map { try $0.applied(base) }
        var profile = own ?? named ?? nearest ?? MachineProfile.builtIn[0]
        if !namesOwnMachine { Self.takeCPUs(of: headers, in: &profile) }
        for entry in HeaderEntry.all("set", of: headers, files) { try entry.applied { _ = try apply($0, to: &profile) } }
        profile.pinned = try Set(settings.flatMap(Self.pairs).map { try apply($0, to: &profile) }).sorted()
        try profile.validate()
        return profile
    }

    /// Whether the machine is a profile file, which tells its processors; a profile of the tool's has a number that any other would do for.
    private var namesOwnMachine: Bool { machine.map { MachineProfile.builtIn(named: $0) == nil } ?? false }

    /// A recording's machine has as many processors as the recording tells, or at least as many as its events show. What `--set cpus`, a
    /// header's `set` and a state say comes later and wins.
    private static func takeCPUs(of headers: [TraceHeader], in profile: inout MachineProfile) {
        let declared = headers.compactMap { $0.first("cpus").flatMap { UInt16($0) } }.max()
        let seen = headers.compactMap { $0.first("cpus_seen").flatMap { UInt16($0) } }.max() ?? 0
        profile.cpus = min(max(declared ?? profile.cpus, seen), 4096)
    }

    /// The kernel that the user names, by `--set kernel` or by a profile file: what a recording's numbers mean where it does not show it.
    func recordedKernel() throws -> RecordedKernel? {
        let pair = settings.last { $0.hasPrefix("kernel=") }
        if let pair { return RecordedKernel(pair.dropFirst(7)) }
        guard let machine, namesOwnMachine else { return nil }
        return RecordedKernel(try base(machine).generation.title)
    }

    /// Whether the command line or a header names the machine.
    func isMachineNamed(_ headers: [TraceHeader]) -> Bool { machine != nil || headers.contains { $0.first("profile") != nil } }

    func placement(for headers: [TraceHeader], files: [String] = []) throws -> Placement {
        if let placement { return placement.value }
        guard let entry = HeaderEntry.all("placement", of: headers, files).first else { return .model }
        return try entry.applied { word in
            guard let choice = PlacementChoice(rawValue: word) else {
                throw SettingError(key: "placement", problem: "cannot be \"\(word)\"", expected: "model or recorded")
            }
            return choice.value
        }
    }

    private func base(_ name: String) throws -> MachineProfile {
        if let profile = MachineProfile.builtIn(named: name) { return profile }
        guard let text = try? WholeFile.text(name) else {
            let names = MachineProfile.builtIn.map(\.name).joined(separator: ", ")
            throw SettingError(key: "machine", problem: "no profile \"\(name)\"", expected: "\(names), or a profile file that can be read")
        }
        return try ProfileFile.parse(text, file: name)
    }

    /// `GLIBC_TUNABLES=a=1:b=2` holds several settings; anything else is one.
    private static func pairs(_ setting: String) -> [String] {
        let tunables = "GLIBC_TUNABLES="
        guard setting.hasPrefix(tunables) else { return [setting] }
        return setting.dropFirst(tunables.count).split(separator: ":").map(String.init)
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
