import ArgumentParser
import Notation
import SystemPackage

/// Writes a command's result to standard output, a piece at a time. What cannot be written ends the program with a message and 2; a pipe
/// that nobody reads ends it silently with SIGPIPE.
struct StandardOutput {
    /// What stands in for control characters of names: nothing where the form escapes them itself (JSON), or the user wants them raw.
    var isRaw = false
    private var buffer: [UInt8] = []
    private static let chunk = 1 << 16

    init(isRaw: Bool = false) { self.isRaw = isRaw }

    mutating func write(_ text: String) throws(ExitCode) {
        buffer += (isRaw ? text : visible(text, keepsLines: true)).utf8
        if buffer.count >= Self.chunk { try flush() }
    }

    mutating func flush() throws(ExitCode) {
        do { _ = try FileDescriptor.standardOutput.writeAll(buffer) } catch {
            complain("<stdout>: cannot write: \(error)")
            throw .badInput
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// A whole result. `isRaw`: as it is.
    static func write(_ text: String, isRaw: Bool = false) throws(ExitCode) {
        var output = StandardOutput(isRaw: isRaw)
        try output.write(text)
        try output.flush()
    }
}

/// Whether names are shown as they are.
struct RawOption: ParsableArguments {
    @Flag(help: "Show control characters in names as they are; a terminal may obey them.")
    var raw = false
}
