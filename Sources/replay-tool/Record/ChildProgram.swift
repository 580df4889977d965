import Glibc
import Platform

/// COMMAND of `record`: it has the tool's standard streams and process group, as if the user had started it.
struct ChildProgram {
    /// The program's file, looked for in PATH where it has no slash; nil: the first of `arguments`.
    var file: String?
    let arguments: [String]
    /// Added to, or put in place of, what the environment has.
    var environment: [String: String] = [:]

    /// How a program ended, as a shell tells it: its exit code, or 128 and the signal's number.
    struct Outcome { var status: Int32 }

    /// It could not be started; 126 where the file is no program, 127 where there is none.
    struct Failure: Error {
        var status: Int32
        var reason: String
    }

    /// The child, for the handler that passes SIGTERM and SIGHUP on.
    nonisolated(unsafe) private static var running: pid_t = 0

    /// Runs the program and waits for it. SIGINT and SIGQUIT, which the terminal sends to it too, are its own affair.
    func run() throws(Failure) -> Outcome {
        for number in [SIGINT, SIGQUIT] { signal(number, SIG_IGN) }
        for number in [SIGTERM, SIGHUP] { signal(number) { _ = kill(ChildProgram.running, $0) } }
        return try runBeside { Self.running = $0 }
    }

    /// Runs the program and waits for it, and leaves signals as they are. `hasStarted` is called with its process id.
    func runBeside(_ hasStarted: (pid_t) -> Void = { _ in }) throws(Failure) -> Outcome {
        let child = try start()
        hasStarted(child)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        let signalNumber = status & 0x7f
        return Outcome(status: signalNumber == 0 ? (status >> 8) & 0xff : 128 + signalNumber)
    }

    private func start() throws(Failure) -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let merged = Environment.variables.merging(environment) { $1 }
        let words = merged.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var (argv, envp) = (arguments.map { strdup($0) } + [nil], words.map { strdup($0) } + [nil])
        defer { for pointer in argv + envp { free(pointer) } }
        var child: pid_t = 0
        let error = posix_spawnp(&child, file ?? arguments[0], nil, &attributes, &argv, &envp)
        guard error == 0 else { throw Failure(status: error == ENOENT ? 127 : 126, reason: String(cString: strerror(error))) }
        return child
    }
}
