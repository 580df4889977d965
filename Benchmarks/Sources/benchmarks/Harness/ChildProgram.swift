import Glibc

/// A program that is run to its end and measured.
struct ChildProgram {
    /// Why a measurement cannot go on.
    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// What a run took.
    struct Cost {
        /// On the clock.
        var seconds: Double
        /// Of all its threads, user and system.
        var processorSeconds: Double
        /// The largest resident set.
        var peakBytes: Int
    }

    var words: [String]
    /// Variables beside those of this process.
    var environment: [String] = []

    init(_ words: [String], environment: [String] = []) {
        self.words = words
        self.environment = environment
    }

    /// Runs it; what it prints goes to `output`, what it complains of nowhere. Errors: it is not there, or its exit code is not 0.
    @discardableResult
    func run(output: String = "/dev/null") throws(Failed) -> Cost {
        let start = ContinuousClock.now
        let pid = try spawn(output)
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw Failed(description: "\(words[0]): cannot be waited for") }
        }
        let clock = benchmarks.seconds(since: start)
        guard status == 0 else { throw Failed(description: "\(words.joined(separator: " ")): ended with status \(status)") }
        return Cost(
            seconds: clock, processorSeconds: Self.span(usage.ru_utime) + Self.span(usage.ru_stime),
            peakBytes: usage.ru_maxrss << 10)
    }

    private func spawn(_ output: String) throws(Failed) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) }
        var next = environ
        while let variable = next.pointee {
            variables.append(strdup(variable))
            next += 1
        }
        variables.append(nil)
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, words[0], &actions, nil, &arguments, &variables)
        guard code == 0 else { throw Failed(description: "\(words[0]): \(String(cString: strerror(code)))") }
        return pid
    }

    private static func span(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    /// Whether a program of that name is in the PATH, or is the file itself.
    static func exists(_ name: String) -> Bool {
        if name.contains("/") { return access(name, X_OK) == 0 }
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
    }
}
