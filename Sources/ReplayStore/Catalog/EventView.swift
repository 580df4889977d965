import ReplayModel
import TraceFormat

/// Makes `event_KIND`: the events of one kind, with a column for each argument under the field's own name.
enum EventView {
    static func make(_ kind: EventKind) -> ViewDefinition {
        let columns = common + kind.schema.fields.enumerated().map { make($0.element, slot: $0.offset) }
        var view = ReadableView.view("event_\(kind.name)", "Events \(kind.name). \(kind.schema.doc)", columns, from: "event t")
        view.sql += "\nWHERE t.kind = \(kind.rawValue)"
        return view
    }

    /// The name of a field's column: its own, but `ord` for `order`, which SQL reserves.
    static func columnName(_ field: Field) -> String { field == .order ? "ord" : field.name }

    private static let common = [
        ReadableView.Column(name: "step", doc: ReadableView.stepDoc, sql: "t.step"),
        ReadableView.Column(name: "time", doc: "nanoseconds", sql: "t.time"),
        ReadableView.Column(name: "class", doc: "where the event came from", sql: ReadableView.word(EventClass.words, "t.class")),
        ReadableView.Column(name: "cpu", doc: "processor", sql: "t.cpu"),
        ReadableView.Column(name: "task", doc: "thread id", sql: "t.task"),
        ReadableView.Column(name: "source", doc: "trace file, row of source", sql: "t.source"),
        ReadableView.Column(name: "line", doc: "line in it", sql: "t.line"),
    ]

    private static func make(_ spec: FieldSpec, slot: Int) -> ReadableView.Column {
        ReadableView.Column(name: columnName(spec.field), doc: spec.doc, sql: expression(spec.type, slot: slot))
    }

    private static func expression(_ type: FieldType, slot: Int) -> String {
        let value = "t.a\(slot)"
        switch type {
        case .address: return ReadableView.hexadecimal(value)
        case .name, .pointer:
            let number = type == .pointer ? ReadableView.hexadecimal(value) : value
            return "iif(t.named & \(1 << slot), \(ReadableView.name(value)), \(number))"
        case .migratetype: return ReadableView.word(Migratetype.words, value)
        case .choice(let words): return ReadableView.word(words, value)
        case .count, .bytes, .signed, .frame, .gfp, .protection, .mapFlags, .boolean: return value
        }
    }
}
