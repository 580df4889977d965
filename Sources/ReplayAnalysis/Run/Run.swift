import Notation
import ReplayModel
import ReplayStore
import TraceFormat

/// A finished run's file, open for questions. Nothing is replayed: every answer is read from the rows.
///
/// It knows the file, its names and moments, and rows of any table. What is asked of one subject stands with it: `machine`, `processes`,
/// `pages`, `slab`, `addressSpaces`, `heaps`.
public final class Run {
    public let database: Database
    private var names: [Int64: String] = [:]
    /// What `RunMachine.architecture()` has found.
    var knownArchitecture: Architecture?

    /// Opens a run. Errors: `StoreError` when the file is none.
    public init(path: String) throws {
        database = try RunFile.open(path)
    }

    public var path: String { database.path }

    /// Whether names are told as they are; otherwise what would steer a terminal is escaped. Set before the first question.
    public var showsRawNames = false

    /// An interned string; empty when there is none of that number.
    public func name(_ id: Int64) throws -> String {
        if let known = names[id] { return known }
        let stored = try database.value("SELECT text FROM name WHERE id = ?", [.integer(id)])?.text ?? ""
        let text = showsRawNames ? stored : visible(stored)
        names[id] = text
        return text
    }

    public func name(_ id: NameID) throws -> String { try name(id.word) }

    /// The last step; 0 in a run without events.
    public func lastStep() throws -> UInt64 {
        UInt64(bitPattern: try database.integer("SELECT step FROM event ORDER BY step DESC LIMIT 1") ?? 0)
    }

    /// A value of the table `run` as text.
    public func fact(_ key: String) throws -> String? {
        try database.value("SELECT value FROM run WHERE key = ?", [.text(key)]).flatMap(Self.plain)
    }

    static func plain(_ value: SQLValue) -> String? {
        switch value {
        case .null: nil
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        case .blob(let bytes): bytes.map { $0.hex(2) }.joined()
        }
    }
}
