/// The first place where two runs go apart.
public struct Divergence: Equatable, Sendable {
    public var step: UInt64
    /// The event of that step in each run: words, then where it came from; nil after a run's end.
    public var eventA: String?
    public var eventB: String?
    /// The first row that differs, in words; nil where a run has no row there.
    public var rowA: Row?
    public var rowB: Row?

    public struct Row: Equatable, Sendable {
        public var table: String
        public var seq: Int64
        public var text: String
    }
}
