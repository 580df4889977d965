/// A question that cannot be answered: what is wrong, and what would be right. The command line prints it and exits with 2.
public struct AnalysisError: Error, Equatable, Sendable, CustomStringConvertible {
    public var problem: String
    /// What could be asked instead, e.g. the marks of the run; may be empty.
    public var expected: String

    public init(_ problem: String, expected: String = "") {
        self.problem = problem
        self.expected = expected
    }

    public var description: String { expected.isEmpty ? problem : "\(problem); expected \(expected)" }
}
