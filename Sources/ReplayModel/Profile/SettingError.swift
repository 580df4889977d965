/// A setting or a profile that cannot be: which key, and what would be right.
public struct SettingError: Error, Equatable, Sendable, CustomStringConvertible {
    public var key: String
    public var problem: String
    public var expected: String

    public init(key: String, problem: String, expected: String) {
        self.key = key
        self.problem = problem
        self.expected = expected
    }

    public var description: String {
        expected.isEmpty ? "\(key): \(problem)" : "\(key): \(problem); expected \(expected)"
    }
}
