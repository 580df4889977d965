/// The texts of a machine's /proc files by their plain names (`iomem`, `zoneinfo`, …), and where they came from for messages.
public struct MachineFiles: Sendable, Equatable {
    /// The files that an import reads, each by its plain name. `sysctl_vm` holds `KEY = VALUE` lines without the `vm.`; `dmesg` is the
    /// kernel's log from boot on, which may be a log of its console too.
    public static let known = [
        "iomem", "zoneinfo", "meminfo", "cpuinfo", "version", "cmdline", "sysctl_vm", "swaps", "dmesg", "pagetypeinfo", "vmallocinfo",
    ]
    /// Other names that the kernel's log goes by.
    public static let logNames = ["dmesg", "dmesg.txt", "dmesg.final", "console.log"]

    public var texts: [String: String]
    /// The folder's name, without those above it.
    public var folder: String

    public init(texts: [String: String], folder: String) {
        self.texts = texts
        self.folder = folder
    }

    func lines(_ name: String) -> [Substring] { texts[name].map { $0.split(separator: "\n", omittingEmptySubsequences: false) } ?? [] }

    /// The number after `KEY:` in a file of `KEY: NUMBER kB` lines.
    func figure(_ key: String, in name: String) -> UInt64? {
        for line in lines(name) where line.hasPrefix(key + ":") {
            return UInt64(line.dropFirst(key.count + 1).split(whereSeparator: \.isBlank).first ?? "")
        }
        return nil
    }

    /// The files that `names` (all names of a folder) hold under one prefix: by plain name, the name there.
    ///
    /// Prefixes are what stands before `zoneinfo` or `iomem`. Where there are several, `before.` wins, else the first by name.
    public static func match(_ names: [String]) -> (prefix: String, others: [String], files: [String: String]) {
        var prefixes: [String] = []
        for name in names.sorted() {
            for end in ["zoneinfo", "iomem"] where name.hasSuffix(end) {
                let prefix = String(name.dropLast(end.count))
                if !prefixes.contains(prefix) { prefixes.append(prefix) }
            }
        }
        let prefix = [String](["", "before."]).first(where: prefixes.contains) ?? prefixes.first ?? ""
        var files: [String: String] = [:]
        for name in known where names.contains(prefix + name) { files[name] = prefix + name }
        if files["dmesg"] == nil { files["dmesg"] = logNames.lazy.map { prefix + $0 }.first(where: names.contains) }
        return (prefix, prefixes.filter { $0 != prefix }, files)
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
