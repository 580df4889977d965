import Glibc

/// What happens when the user or the system ends the program early.
///
/// SIGINT and SIGTERM remove the files that are not complete and end the program with 130 and 143, as a shell expects. SIGPIPE
/// ends it silently, so that `| head` works. SIGXFSZ is ignored: the write fails and is reported.
enum Interruption {
    /// Paths as C strings, for a handler that may allocate nothing. Written before the work begins, then only read.
    nonisolated(unsafe) private static let paths = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: capacity)
    nonisolated(unsafe) private static var count = 0
    private static let capacity = 8

    static func install() {
        openStandardStreams()
        signal(SIGPIPE, SIG_DFL)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// A standard stream that is closed must not become the next file that is opened: it stands for nothing, and refuses what is written.
    private static func openStandardStreams() {
        for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
            _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Removes a file, or a folder that is empty by then, when a signal ends the program; at most 8 can be named.
    static func removeOnSignal(_ path: String) {
        guard count < capacity else { return }
        paths[count] = strdup(path)
        count += 1
        for number in [SIGINT, SIGTERM] { signal(number, handle) }
    }

    private static let handle: @convention(c) (Int32) -> Void = { number in
        removeFiles()
        _exit(128 + number)
    }

    /// Removes what is not complete, as a signal does.
    static func removeFiles() {
        for index in 0..<count {
            guard let path = paths[index] else { continue }
            if unlink(path) != 0 { rmdir(path) }
        }
    }
}
