import Platform
import SystemPackage
import TraceFormat

/// The folder that `record --kernel` makes: `recording.txt.zst` with the kernel's events, copies of /proc files from before and after, and
/// `command` with the words of COMMAND. `run` takes the folder as a trace.
struct KernelBundle {
    let folder: String

    static let recording = "recording.txt.zst"

    /// The trace and the starting state of a folder that a recording of the kernel left; nil: it is none.
    init?(existing path: String) {
        folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        guard (try? Stat(trace)) != nil else { return nil }
    }

    /// The traces with the recording in place of each folder that holds one, and the starting state: that of the folder, if the user gave
    /// none and there is one folder.
    static func expand(_ traces: [String], state: [String]) -> (traces: [String], state: [String]) {
        let bundles = traces.map { KernelBundle(existing: $0) }
        let found = bundles.compactMap { $0 }
        let own = state.isEmpty && found.count == 1 ? [found[0].state] : state
        return (zip(traces, bundles).map { $1?.trace ?? $0 }, own)
    }

    init(new path: String) { folder = path.hasSuffix("/") ? String(path.dropLast()) : path }

    var trace: String { folder + "/" + Self.recording }
    var state: String { folder + "/before." }

    /// Files of /proc by the part of a replay that they serve.
    private static let snapshot = [
        "buddyinfo", "pagetypeinfo", "zoneinfo", "slabinfo", "vmallocinfo", "meminfo", "vmstat", "iomem", "version",
    ]
    private static let machine = ["cpuinfo", "swaps"]

    /// Copies /proc with a prefix. Returns the files that could not be read.
    func snapshot(_ prefix: String) -> [String] {
        let missing = (Self.snapshot + (prefix == "before." ? Self.machine : [])).filter { !copy($0, prefix) }
        return missing + (copyFlags(prefix) ? [] : ["kpageflags"])
    }

    /// The page flags, eight bytes a frame, packed: which frames are free, which the other files only count.
    private func copyFlags(_ prefix: String) -> Bool {
        guard let bytes = try? WholeFile.bytes("/proc/kpageflags"), !bytes.isEmpty else { return false }
        do {
            var sink = try ByteSink(path: folder + "/" + prefix + "kpageflags.zst", zstdLevel: 1)
            try sink.write(bytes)
            try sink.finish()
            return true
        } catch { return false }
    }

    private func copy(_ name: String, _ prefix: String) -> Bool {
        do {
            try WholeFile.write(try WholeFile.bytes("/proc/" + name), to: folder + "/" + prefix + name)
            return true
        } catch { return false }
    }

    /// The sysctls of memory in lines of `sysctl`, as `import machine` reads them.
    func writeSettings() {
        var text = ""
        for name in (try? Folder.names("/proc/sys/vm")) ?? [] {
            let lines = (try? WholeFile.text("/proc/sys/vm/" + name))?.split(separator: "\n") ?? []
            if lines.count == 1, let value = Self.trimmed(lines[0]) { text += "\(name) = \(value)\n" }
        }
        try? WholeFile.write(text.utf8, to: folder + "/before.sysctl_vm")
    }

    /// A value without the blanks around it; nil: there is nothing else.
    private static func trimmed(_ line: Substring) -> Substring? {
        guard let first = line.firstIndex(where: { !$0.isWhitespace }), let last = line.lastIndex(where: { !$0.isWhitespace }) else {
            return nil
        }
        return line[first...last]
    }
}
