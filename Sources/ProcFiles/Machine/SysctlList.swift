import ReplayModel

/// What sysctl prints: `vm.overcommit_memory = 0`, a line for each. Lines without `=` are passed over.
package struct SysctlList: Equatable, Sendable {
    package struct Setting: Equatable, Sendable {
        /// Without blanks.
        package var key: String
        /// Without the blanks before it.
        package var value: String
    }

    package var settings: [Setting]

    package init(_ lines: WordLines) {
        settings = lines.lines.compactMap { line in
            let parts = line.text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let isBlank = { (character: Character) in character == " " || character == "\t" }
            return Setting(key: String(parts[0].filter { !isBlank($0) }), value: String(parts[1].drop(while: isBlank)))
        }
    }
}
