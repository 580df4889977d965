import ArgumentParser
import RealMachines
import ReplayModel

/// `settings`: every setting of a machine, with its value.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Lists every setting of a machine, with its value and meaning.",
        discussion: """
            These are the keys of --set, of the `set` part of a profile file (docs/profiles.md), of a trace's `header set` lines \
            and of its sysctl events.

            EXAMPLES
              replay-tool settings
              replay-tool settings vm. --machine x86_64-24g
              replay-tool settings malloc
            """)

    @Argument(help: "Only keys that contain this.")
    var part: String?

    @OptionGroup var machine: MachineOptions

    @Flag(help: ArgumentHelp("Print the generated part of docs/profiles.md.", visibility: .hidden))
    var markdown = false

    func run() throws {
        if markdown { return try StandardOutput.write(ProfileDocument.markdown, isRaw: true) }
        try failing {
            let profile = try machine.profile(for: [])
            let settings = Setting.all.filter { setting in part.map { setting.key.contains($0) } ?? true }
            guard !settings.isEmpty else {
                throw SettingError(key: part ?? "", problem: "no such setting", expected: "a part of a key, such as vm.")
            }
            try StandardOutput.write(Self.text(settings, of: profile))
        }
    }

    /// Key and value, and the meaning below.
    static func text(_ settings: [Setting], of profile: MachineProfile) -> String {
        settings.map { setting in
            let value = setting.get(profile)
            return "\(setting.key) = \(value.isEmpty ? "off" : value)\n    \(setting.doc) Takes \(setting.expected).\n"
        }.joined()
    }
}
