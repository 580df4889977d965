import ReplayStore

/// A recording that was replayed without a starting state: its figures of free and used memory count from its begin. Where such figures are
/// asked for, it is said on standard error, so that the answer itself keeps its form.
enum UnknownBeginning {
    /// Named queries and views of /proc whose figures depend on what was in use before.
    static let subjects: Set<String> = [
        "@fragmentation", "@pins", "buddyinfo", "pagetypeinfo", "zoneinfo", "extfrag_index", "unusable_index", "meminfo",
    ]

    /// What to say of an answer; nil: nothing.
    static func note(on subject: String, in database: Database) throws -> String? {
        guard subjects.contains(subject),
            try database.integer("SELECT count FROM counter WHERE name = 'recording.without_state'") ?? 0 > 0
        else { return nil }
        return "\(database.path): \(subject) counts since the recording began; what was in use before is not known (run --state tells)"
    }
}
