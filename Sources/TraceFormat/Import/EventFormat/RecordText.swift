/// A raw record as text, for events that no event kind stands for: `NAME: FIELD=VALUE FIELD=VALUE`, without the fields that all events have.
enum RecordText {
    static func text(_ record: RecordBytes, _ format: EventFormat) -> String {
        var text = name(format) + ":"
        for field in format.fields where !field.name.hasPrefix("common_") {
            if let value = value(record, field) { text += " " + field.name + "=" + value }
        }
        return text
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
