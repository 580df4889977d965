import ArgumentParser
import Glibc

/// Standard error, for messages about bad input.
enum StandardError {
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }

    /// Prints what is wrong and returns the status to exit with.
    static func badInput(_ error: any Error) -> ExitCode {
        write("replay-tool: \(error)\n")
        return .badInput
    }
}
