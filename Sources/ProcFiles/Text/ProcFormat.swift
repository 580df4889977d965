import TraceFormat

/// A text file of the kernel's: one model that is read from it and prints it.
///
/// Reading keeps everything that printing needs: where the kernel's form is the one that the model prints (each says which that is),
/// a file that is read prints byte for byte as it was.
package protocol ProcFormat: Equatable, Sendable {
    /// Reads the file. Errors: `TraceError` with file, line, and what was expected there.
    init(_ lines: WordLines) throws(TraceError)

    /// The file.
    var text: String { get }
}

extension ProcFormat {
    /// Reads a text; `file` is for messages.
    package init(_ text: String, file: String) throws(TraceError) { try self.init(WordLines(text, file: file)) }
}
