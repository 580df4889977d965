import ReplayModel
import TraceFormat

/// The rows of the small tables that explain codes, event kinds and event arguments. The same in every run.
enum CodeBook {
    static var codeRows: [[SQLValue]] {
        var rows: [[SQLValue]] = []
        for table in TransitionTable.allCases {
            for column in table.schema.columns {
                guard case .code(let words) = column.type else { continue }
                for (code, word) in words.enumerated() {
                    rows.append([.text(table.schema.name), .text(column.name), SQLValue(code), .text(word)])
                }
            }
        }
        return rows
    }

    static var eventKindRows: [[SQLValue]] {
        EventKind.allCases.map { [SQLValue($0.rawValue), .text($0.name), .text($0.schema.doc)] }
    }

    static var eventFieldRows: [[SQLValue]] {
        EventKind.allCases.flatMap { kind in
            kind.schema.fields.enumerated().map { slot, spec in
                [SQLValue(kind.rawValue), SQLValue(slot), .text(spec.field.name), .text(spec.type.word), .text(spec.doc)]
            }
        }
    }

    /// The number of `word` in a coded column. Precondition: there is such a table, column and word.
    static func code(table: String, column: String, word: String) -> Int {
        for candidate in TransitionTable.allCases where candidate.schema.name == table {
            guard let schema = candidate.schema.columns.first(where: { $0.name == column }), case .code(let words) = schema.type
            else { break }
            guard let code = words.firstIndex(of: word) else { break }
            return code
        }
        preconditionFailure("no code \(table).\(column).\(word)")
    }
}

extension FieldType {
    /// The type's name in `event_field`.
    var word: String {
        switch self {
        case .count: "count"
        case .bytes: "bytes"
        case .signed: "signed"
        case .address: "address"
        case .pointer: "pointer"
        case .frame: "frame"
        case .name: "name"
        case .gfp: "gfp"
        case .migratetype: "migratetype"
        case .protection: "protection"
        case .mapFlags: "map_flags"
        case .boolean: "boolean"
        case .choice: "choice"
        }
    }
}
