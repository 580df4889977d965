import ReplayModel
import ReplayStore
import TraceFormat

extension Narrator {
    /// The event as it stands in the trace, and where it came from.
    func event(_ row: Placed<EventRow>) throws -> String {
        let text = try eventLine(row)
        switch row.eventClass {
        case .model: return text + " (the model's own event)."
        case .resumed: return text + " (the rest of an event that had to wait)."
        case .trace: return text + "."
        }
    }

    /// `kmalloc size=100 ptr=a`.
    func eventLine(_ row: Placed<EventRow>) throws -> String {
        var words = [row.kind.name]
        for (slot, spec) in row.kind.schema.fields.enumerated() {
            guard let value = row.arguments[slot] else { continue }
            let text = row.named & (1 << slot) != 0 ? try run.name(value.word) : number(value.word, spec.type)
            words.append("\(spec.field.name)=\(text)")
        }
        return words.joined(separator: " ")
    }

    private func number(_ value: Int64, _ type: FieldType) -> String {
        switch type {
        case .address, .pointer, .frame: Describe.hex(value)
        case .gfp: Describe.gfp(value)
        case .protection: Describe.protection(UInt8(truncatingIfNeeded: value))
        case .mapFlags: Describe.hex(value)
        case .choice(let words): words.indices.contains(Int(value)) ? words[Int(value)] : String(value)
        case .count, .bytes: String(UInt64(bitPattern: value))
        case .signed, .name, .migratetype, .boolean: String(value)
        }
    }

    /// `at 5 µs, line 12 of a.trace, task 100 (lazy) on CPU 0`.
    func origin(_ row: Placed<EventRow>) throws -> String {
        var parts = ["at \(Describe.time(row.time))"]
        if let line = row.line, line > 0, row.eventClass != .model {
            let file = try run.sourceName(row.source ?? 0)
            parts.append("line \(line)" + (file.map { " of \($0)" } ?? ""))
        }
        if let task = row.task { parts.append(try who(ProcessID(task), before: row.step)) }
        if let cpu = row.cpu { parts.append("CPU \(cpu)") }
        return parts.joined(separator: ", ")
    }
}
