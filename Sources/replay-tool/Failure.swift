import ArgumentParser
import Foundation
import TraceFormat

/// Runs a command's body; bad input is told on standard error (`replay-tool: FILE:LINE: …`) and ends it with exit code 2.
func failing<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as TraceError {
        complain("\(error)")
        throw ExitCode.badInput
    }
}

/// Writes one line to standard error, under the program's name.
func complain(_ message: String) {
    FileHandle.standardError.write(Data("replay-tool: \(message)\n".utf8))
}

extension ReplayTool {
    /// Runs the command line; wrong arguments exit with 2 and not, as ArgumentParser has it, with 64.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            let output = code.isSuccess ? FileHandle.standardOutput : .standardError
            if !message.isEmpty { output.write(Data((message + "\n").utf8)) }
            exit(withError: code == .validationFailure ? ExitCode.badInput : code)
        }
    }
}
