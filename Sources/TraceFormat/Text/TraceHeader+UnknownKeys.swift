extension TraceHeader {
    /// Keys that mean something.
    private static let knownKeys = ["title", "source", "profile", "set", "placement", "cpus", "cpus_seen", "libc", "command"]

    /// Keys that mean nothing here, each with the known one that is near.
    public var unknownKeys: [OddityCount] {
        entries.map(\.key).filter { !Self.knownKeys.contains($0) }.map { key in
            let near = Suggestion.nearest(to: key, among: Self.knownKeys)
            return OddityCount(.traceUnknownHeaderKey, detail: near.map { "\(key) (did you mean \($0)?)" } ?? key)
        }
    }
}
