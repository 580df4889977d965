/// A raw record as text, for events that no event kind stands for: `NAME: FIELD=VALUE FIELD=VALUE`, without the fields that all events have.
enum RecordText {
    static func text(_ record: RecordBytes, _ format: EventFormat) -> String {
        var text = name(format) + ":"
        for field in format.fields where !field.name.hasPrefix("common_") {
            if let value = value(record, field) { text += " " + field.name + "=" + value }
        }
        return text
    }

    /// The addresses of a `kernel_stack` or `user_stack`, innermost first: `int size; unsigned long caller[8];`, of which a record has as
    /// many as `size` says. The words that fill an array are none.
    static func stack(_ record: RecordBytes, _ format: EventFormat) -> [UInt64] {
        guard let field = format.field("caller"), field.offset <= record.count else { return [] }
        let width = field.size % 8 == 0 && field.size > 0 ? min(max(field.size / 8, 4), 8) : 8
        let size = format.field("size").flatMap { $0.shape == .number && $0.end <= record.count ? record.number($0) : nil }
        let count = min(UInt64((record.count - field.offset) / (width == 4 ? 4 : 8)), size ?? .max)
        let addresses = (0..<Int(count)).map { record.number(field.offset + $0 * width, size: width == 4 ? 4 : 8, isSigned: true) }
        return Array(addresses.prefix { $0 != .max && $0 != 0 })
    }

    static func name(_ format: EventFormat) -> String {
        format.system.isEmpty || format.system == "ftrace" ? format.name : format.system + ":" + format.name
    }

    private static func value(_ record: RecordBytes, _ field: FormatField) -> String? {
        if case .number = field.shape {
            guard field.end <= record.count else { return nil }
            let number = record.number(field)
            if field.isAddress { return "0x" + String(number, radix: 16) }
            return field.isSigned ? "\(Int64(bitPattern: number))" : "\(number)"
        }
        return record.text(field).map(\.text)
    }
}
