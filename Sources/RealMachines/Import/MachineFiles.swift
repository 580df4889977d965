import ProcFiles

/// The texts of a machine's /proc files by their plain names (`iomem`, `zoneinfo`, …), and where they came from for messages.
package struct MachineFiles: Sendable, Equatable {
    /// The files that an import reads, each by its plain name. `sysctl_vm` holds `KEY = VALUE` lines without the `vm.`; `dmesg` is the
    /// kernel's log from boot on, which may be a log of its console too.
    package static let known =
        [
            "iomem", "zoneinfo", "meminfo", "cpuinfo", "version", "cmdline", "sysctl_vm", "swaps", "dmesg", "pagetypeinfo", "vmallocinfo",
        ] + (0..<8).map { "node\($0).cpulist" }
    /// Names that the kernel's log goes by. The first that begins at boot is taken.
    package static let logNames = ["dmesg", "dmesg.txt", "dmesg.final", "console.log"]

    /// Whether a log reaches back to where memory was counted: a ring buffer may have lost that.
    package static func reachesBoot(_ log: String) -> Bool { log.contains("Memory: ") && log.contains("Freeing ") }

    package var texts: [String: String]
    /// The folder's name, without those above it.
    package var folder: String
    /// Where each text was read, by its plain name; messages say that name where nothing stands here.
    package var paths: [String: String] = [:]

    package init(texts: [String: String], folder: String) {
        self.texts = texts
        self.folder = folder
    }

    /// A file's lines, under its path in messages; none where it is not there.
    func lines(_ name: String) -> WordLines { WordLines(texts[name] ?? "", file: path(name)) }

    /// What messages call a file.
    func path(_ name: String) -> String { paths[name] ?? name }

    /// The files that `names` (all names of a folder) hold under one prefix: by plain name, the name there; and all logs.
    ///
    /// Prefixes are what stands before `zoneinfo` or `iomem`. Where there are several, `before.` wins, else the first by name.
    package static func match(_ names: [String]) -> (others: [String], files: [String: String], logs: [String]) {
        var prefixes: [String] = []
        for name in names.sorted() {
            for end in ["zoneinfo", "iomem"] where name.hasSuffix(end) {
                let prefix = String(name.dropLast(end.count))
                if !prefixes.contains(prefix) { prefixes.append(prefix) }
            }
        }
        let prefix = [String](["", "before."]).first(where: prefixes.contains) ?? prefixes.first ?? ""
        var files: [String: String] = [:]
        for name in known where name != "dmesg" && names.contains(prefix + name) { files[name] = prefix + name }
        return (prefixes.filter { $0 != prefix }, files, logNames.map { prefix + $0 }.filter(names.contains))
    }
}
