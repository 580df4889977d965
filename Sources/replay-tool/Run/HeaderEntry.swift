import ReplayModel
import TraceFormat

/// A value of a trace's header, and where it stands.
struct HeaderEntry {
    var file: String
    var line: UInt32?
    var value: String

    /// All values of a key, trace by trace.
    static func all(_ key: String, of headers: [TraceHeader], _ files: [String]) -> [HeaderEntry] {
        headers.enumerated().flatMap { index, header in
            header.entries.enumerated().filter { $0.element.key == key }.map { place, entry in
                HeaderEntry(
                    file: index < files.count ? files[index] : "header", line: place < header.lines.count ? header.lines[place] : nil,
                    value: entry.value)
            }
        }
    }

    /// What `body` makes of the value; a setting that cannot be is told with its place.
    func applied<T>(_ body: (String) throws -> T) throws -> T {
        do { return try body(value) } catch let error as SettingError {
            throw TraceError(file: file, line: line, problem: "header: \(error.key): \(error.problem)", expected: error.expected)
        }
    }
}
