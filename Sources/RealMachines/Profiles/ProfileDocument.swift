import ReplayModel

/// The generated part of `docs/profiles.md`: every setting, and what the built-in profiles are.
public enum ProfileDocument {
    public static var markdown: String { settings + "\n" + profiles }

    private static var settings: String {
        let standard = MachineProfile.builtIn[0]
        var text = """
            ## Settings

            The defaults are those of `\(standard.name)`.

            | key | default | takes | what |
            |---|---|---|---|

            """
        for setting in Setting.all {
            let value = setting.get(standard)
            text += "| `\(setting.key)` | \(value.isEmpty ? "off" : value) | \(setting.expected) | \(setting.doc) |\n"
        }
        return text
    }

    private static var profiles: String {
        var text = """
            ## Built-in profiles

            Addresses and sizes in bytes; a range's end is not part of it.

            """
        for profile in MachineProfile.builtIn { text += "\n" + section(profile) }
        return text
    }

    /// One profile: its layout, and the settings that differ from the first profile's.
    private static func section(_ profile: MachineProfile) -> String {
        let settings = Set(Setting.all.map(\.key))
        let standard = MachineProfile.builtIn[0]
        var text = "### \(profile.name)\n\n| | |\n|---|---|\n"
        for (key, value) in profile.description where key != "name" && !settings.contains(key) { text += "| \(key) | \(value) |\n" }
        for setting in Setting.all where ["kernel", "cpus"].contains(setting.key) || setting.get(profile) != setting.get(standard) {
            text += "| \(setting.key) | \(setting.get(profile)) |\n"
        }
        return text
    }
}
