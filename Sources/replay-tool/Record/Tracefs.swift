import Glibc
import Platform

/// A tracing instance of our own in tracefs: its events, buffers and clock are nobody else's (Documentation/trace/ftrace.rst of the
/// kernel). Writing to it needs root.
struct Tracefs {
    let folder: String

    /// It cannot be used; what is missing, in a sentence.
    struct Failure: Error { var reason: String }

    /// Where tracefs is mounted; nil: nowhere that can be read.
    static var root: String? {
        ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"].first { access($0 + "/available_events", R_OK) == 0 }
    }

    /// Why there is no `root`, or why it cannot be written to; nil: it can be.
    static var obstacle: String? {
        guard let root else {
            return geteuid() == 0
                ? "tracefs is not mounted: mount -t tracefs none /sys/kernel/tracing" : "tracefs can be read by root only: run this as root"
        }
        return access(root + "/instances", W_OK) == 0 ? nil : "tracefs can be written to by root only: run this as root"
    }

    /// The events that the kernel has.
    static func availableEvents() throws(Failure) -> Set<Substring> {
        guard let root, let text = try? WholeFile.text(root + "/available_events") else {
            throw Failure(reason: obstacle ?? "available_events cannot be read")
        }
        return Set(text.split(separator: "\n"))
    }

    /// Makes an instance with buffers of so many KiB a processor and events off.
    init(bufferKiB: Int) throws(Failure) {
        if let obstacle = Self.obstacle { throw Failure(reason: obstacle) }
        folder = Self.root! + "/instances/replay-tool-\(getpid())"
        guard mkdir(folder, 0o700) == 0 else { throw Failure(reason: "\(folder) cannot be made: \(String(cString: strerror(errno)))") }
        do {
            try write("0", to: "tracing_on")
            try write("mono", to: "trace_clock")
            try write("\(bufferKiB)", to: "buffer_size_kb")
            // Since 5.15 pointers are printed as hashes unless this is off: an object's address would not tell its frame.
            if access(folder + "/options/hash-ptr", W_OK) == 0 { try write("0", to: "options/hash-ptr") }
        } catch {
            remove()
            throw error
        }
    }

    func enable(_ events: [String]) throws(Failure) {
        for event in events {
            try write("1", to: "events/" + String(event.map { $0 == ":" ? "/" : $0 }) + "/enable")
        }
    }

    func start() throws(Failure) { try write("1", to: "tracing_on") }

    /// A failure to stop has no consequence but a longer recording.
    func stop() { try? write("0", to: "tracing_on") }

    /// Events that found no room in the buffers.
    var lost: UInt64 {
        let cpus = (try? Folder.names(folder + "/per_cpu")) ?? []
        return cpus.reduce(0) { sum, cpu in
            let text = (try? WholeFile.text("\(folder)/per_cpu/\(cpu)/stats")) ?? ""
            let lines = text.split(separator: "\n").filter { $0.hasPrefix("overrun: ") || $0.hasPrefix("dropped events: ") }
            return sum + lines.reduce(0) { $0 + (UInt64($1.split(separator: " ").last ?? "") ?? 0) }
        }
    }

    func remove() {
        stop()
        rmdir(folder)
    }

    private func write(_ text: String, to file: String) throws(Failure) {
        let path = folder + "/" + file
        let descriptor = open(path, O_WRONLY | O_TRUNC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count else {
            throw Failure(reason: "\(path) does not take \(text): \(String(cString: strerror(errno)))")
        }
    }
}
