import TraceFormat

/// SQL that writes GFP flags as `GfpFlags.words` does: the first sum of flags that fits, then each flag that is left.
enum GfpWords {
    private static let sums = GfpFlags.names.filter { $0.flags.rawValue.nonzeroBitCount > 1 }
    private static let flags = GfpFlags.names.filter { $0.flags.rawValue.nonzeroBitCount == 1 }

    /// An expression over `value`, an integer or NULL.
    static func sql(_ value: String) -> String {
        let all = flags.reduce(into: UInt32(0)) { $0 |= $1.flags.rawValue }
        let parts =
            ["(" + choice { DataDefinition.literal("|" + $0.name) } + " ELSE '' END)"]
            + flags.map { "iif(r & \($0.flags.rawValue), '|\($0.name)', '')" }
            + ["iif(r & ~\(all), printf('|0x%x', r & ~\(all)), '')"]
        return """
            iif(\(value) = 0, '0', (SELECT ltrim(\(parts.joined(separator: " || ")), '|')
                    FROM (SELECT v, v & ~(\(choice { "\($0.flags.rawValue)" }) ELSE 0 END) AS r FROM (SELECT \(value) AS v))))
            """
    }

    /// A CASE without its end: `result` of the first sum whose flags are all in `v`.
    private static func choice(_ result: ((flags: GfpFlags, name: String)) -> String) -> String {
        "CASE " + sums.map { "WHEN v & \($0.flags.rawValue) = \($0.flags.rawValue) THEN \(result($0))" }.joined(separator: " ")
    }
}
