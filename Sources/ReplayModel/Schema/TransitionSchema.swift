import Notation

/// What a column of a transition table holds. NULL is allowed only where `isOptional`.
public enum ColumnType: Sendable, Equatable {
    /// A number, with its unit in the column's text.
    case integer
    /// An address: 64 bits, stored as SQLite's signed integer.
    case address
    /// A page frame number.
    case frame
    /// An interned string: the row of `name` with this id.
    case name
    /// A small code, by the words of one Swift enum; the table `code` and the views give the word.
    case code([String])
    /// A zone's index, row of `zone`; the views give its name.
    case zone
    /// A slab cache's id; the views give its name.
    case cache
}

/// One column of a table.
public struct ColumnSchema: Sendable {
    public var name: String
    public var type: ColumnType
    public var isOptional: Bool
    public var doc: String

    public init(_ name: String, _ type: ColumnType, optional: Bool = false, _ doc: String) {
        self.name = name
        self.type = type
        self.isOptional = optional
        self.doc = doc
    }
}

/// One transition table: DDL, binding and `docs/schema.md` derive from it.
///
/// Every table begins with the columns `step` and `seq` (position inside the step, over all tables), its primary key;
/// they are not repeated in `columns`.
public struct TableSchema: Sendable {
    public var name: String
    public var doc: String
    public var columns: [ColumnSchema]

    public init(_ name: String, _ doc: String, _ columns: [ColumnSchema]) {
        self.name = name
        self.doc = doc
        self.columns = columns
    }
}

/// An enum whose cases are stored as small integers and read back as words.
public protocol CodedValue: CaseIterable, RawRepresentable, ColumnValue, Sendable where RawValue == UInt8 {
    /// The words by raw value: the cases' names in snake case. Raw values are 0 … n-1 without holes.
    static var words: [String] { get }
}

extension CodedValue {
    /// By reflection, which is slow; enums of rows have them in their own text.
    public static var words: [String] { allCases.map { String(snakeCase: "\($0)") } }

    /// The word of this case.
    public var title: String { Self.words[Int(rawValue)] }

    /// The column type of this enum.
    public static var columnType: ColumnType { .code(words) }
}
