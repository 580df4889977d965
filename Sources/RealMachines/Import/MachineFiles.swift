/// The texts of a machine's /proc files by their plain names (`iomem`, `zoneinfo`, …), and where they came from for messages.
public struct MachineFiles: Sendable, Equatable {
    /// The files that an import reads, each by its plain name. `sysctl_vm` holds `KEY = VALUE` lines without the `vm.`; `dmesg` is the
    /// kernel's log from boot on, which may be a log of its console too.
    public static let known = [
        "iomem", "zoneinfo", "meminfo", "cpuinfo", "version", "cmdline", "sysctl_vm", "swaps", "dmesg", "pagetypeinfo", "vmallocinfo",
    ]
    /// Names that the kernel's log goes by. The first that begins at boot is taken.
    public static let logNames = ["dmesg", "dmesg.txt", "dmesg.final", "console.log"]

    /// Whether a log reaches back to where memory was counted: a ring buffer may have lost that.
    public static func reachesBoot(_ log: String) -> Bool { log.contains("Memory: ") && log.contains("Freeing ") }

    public var texts: [String: String]
    /// The folder's name, without those above it.
    public var folder: String

    public init(texts: [String: String], folder: String) {
        self.texts = texts
        self.folder = folder
    }

    /// A file's lines; a console's end in CR LF.
    func lines(_ name: String) -> [Substring] {
        texts[name].map { $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) } ?? []
    }

    /// The number after `KEY:` in a file of `KEY: NUMBER kB` lines.
    func figure(_ key: String, in name: String) -> UInt64? {
        for line in lines(name) where line.hasPrefix(key + ":") {
            return UInt64(line.dropFirst(key.count + 1).split(whereSeparator: \.isBlank).first ?? "")
        }
        return nil
    }

    /// The files that `names` (all names of a folder) hold under one prefix: by plain name, the name there; and all logs.
    ///
    /// Prefixes are what stands before `zoneinfo` or `iomem`. Where there are several, `before.` wins, else the first by name.
    public static func match(_ names: [String]) -> (others: [String], files: [String: String], logs: [String]) {
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

extension Character {
    var isBlank: Bool { self == " " || self == "\t" }
}

/// A file that is not what its name says.
public struct MachineFileError: Error, Equatable, CustomStringConvertible {
    public var file: String
    public var line: Int?
    public var problem: String
    public var expected: String

    public init(file: String, line: Int?, problem: String, expected: String) {
        (self.file, self.line, self.problem, self.expected) = (file, line, problem, expected)
    }

    public var description: String { "\(line.map { "\(file):\($0)" } ?? file): \(problem); expected \(expected)" }
}
