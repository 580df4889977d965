/// The event table of `docs/trace-format.md`, made from `EventKind.schema`.
public enum TraceSchemaTable {
    /// One row for each event and one for each of its fields.
    public static var markdown: String {
        var text = "| code | event | field | value | meaning |\n|---:|---|---|---|---|\n"
        for kind in EventKind.allCases {
            text += "| \(kind.rawValue) | `\(kind.name)` | | | \(cell(kind.schema.doc)) |\n"
            for spec in kind.schema.fields {
                let name = spec.isRequired ? "**`\(spec.field.name)`**" : "`\(spec.field.name)`"
                text += "| | | \(name) | \(value(spec, in: kind)) | \(cell(spec.doc)) |\n"
            }
        }
        return text
    }

    /// A field's type, and its range where that is narrower than the type's.
    private static func value(_ spec: FieldSpec, in kind: EventKind) -> String {
        let range = FieldRange(of: spec, in: kind)
        switch spec.type {
        case .count where range.upper < .max, .signed where range.lower > .min: return "\(name(spec.type)) \(range.description)"
        case .choice(let words): return words.joined(separator: ", ")
        default: return name(spec.type)
        }
    }

    private static func name(_ type: FieldType) -> String {
        switch type {
        case .count: "number"
        case .bytes: "bytes"
        case .signed: "signed"
        case .address: "address"
        case .pointer: "pointer"
        case .frame: "frame"
        case .name: "name"
        case .gfp: "gfp flags"
        case .migratetype: "migrate type"
        case .protection: "protection"
        case .mapFlags: "mmap flags"
        case .boolean: "boolean"
        case .choice: "choice"
        }
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
