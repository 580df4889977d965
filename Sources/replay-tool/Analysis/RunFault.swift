import Glibc

/// The last line for a run's file whose rows were changed: what the readers do not check one by one stops them where the state that the
/// rows make cannot be. Then the program says so and ends with 2, as for any wrong input.
///
/// Only commands that read a finished run install it; a replay that goes wrong ends as a program does.
enum RunFault {
    /// Written before the work begins, then only read, by a handler that may allocate nothing.
    nonisolated(unsafe) private static var message: UnsafeMutablePointer<CChar>?

    static func install(for paths: [String]) {
        let files = paths.joined(separator: ", ")
        message = strdup(
            "replay-tool: \(files): its rows make no state that can be read; expected a run as it was written "
                + "(\"replay-tool verify RUN\" tells whether it still is)\n")
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] { signal(number, handle) }
    }

    private static let handle: @convention(c) (Int32) -> Void = { _ in
        if let message { _ = Glibc.write(STDERR_FILENO, message, strlen(message)) }
        _exit(2)
    }
}
