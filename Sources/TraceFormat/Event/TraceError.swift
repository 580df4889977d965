/// Bad input: what stood where, and what was expected. The command line prints it and exits with 2.
public struct TraceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file as the user named it; `<stdin>` for standard input.
    public var file: String
    /// 1-based line, or nil where the input has no lines.
    public var line: UInt32?
    /// Byte offset from the start of the (uncompressed) input, where it is known.
    public var offset: UInt64?
    /// What is wrong, e.g. `unknown event "kmaloc"`.
    public var problem: String
    /// What would have been right, e.g. `one of kmalloc, kfree, …`; may be empty.
    public var expected: String

    public init(file: String, line: UInt32? = nil, offset: UInt64? = nil, problem: String, expected: String = "") {
        self.file = file
        self.line = line
        self.offset = offset
        self.problem = problem
        self.expected = expected
    }

    public var description: String {
        var text = file
        if let line { text += ":\(line)" }
        if line == nil, let offset { text += ": byte \(offset)" }
        text += ": \(problem)"
        if !expected.isEmpty { text += "; expected \(expected)" }
        return text
    }
}
