import TraceFormat

/// Input that the machine cannot go on with: where it stands and what is wrong.
struct Refusal: Equatable, Sendable {
    var source: UInt16
    var line: UInt32
    var problem: String
    var expected: String

    /// The refusal as an error of the trace that it stands in. `names`: what the traces are called.
    func error(among names: [String]) -> TraceError {
        let file = Int(source) < names.count ? names[Int(source)] : "trace \(source)"
        return TraceError(file: file, line: line, problem: problem, expected: expected)
    }
}
