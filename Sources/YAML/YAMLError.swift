/// Text that is no YAML, or YAML of a kind that is not read here.
package struct YAMLError: Error, Equatable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    package var problem: String
    /// What would have been right; may be empty.
    package var expected = ""

    package var description: String { expected.isEmpty ? problem : "\(problem); expected \(expected)" }
}
