import ReplayModel
import TraceFormat

extension Teller {
    /// The event as it stands in the trace, and where it came from.
    func event(_ row: StoredRow) throws -> String {
        var text = try eventLine(row)
        switch row.word("class") {
        case "model": text += " (the model's own event)"
        case "resumed": text += " (the rest of an event that had to wait)"
        default: break
        }
        return text + "."
    }

    /// `kmalloc size=100 ptr=a`.
    func eventLine(_ row: StoredRow) throws -> String {
        guard let code = row["kind"], let kind = EventKind(rawValue: UInt8(truncatingIfNeeded: code)) else { return "an event" }
        let named = row["named"] ?? 0
        var words = [kind.name]
        for (slot, spec) in kind.schema.fields.enumerated() {
            guard let value = row["a\(slot)"] else { continue }
            let text = named & (1 << slot) != 0 ? try name(value) : number(value, spec.type)
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
    func origin(_ row: StoredRow) throws -> String {
        var parts = ["at \(Describe.time(UInt64(bitPattern: row["time"] ?? 0)))"]
        if let line = row["line"], line > 0, row.word("class") != "model" {
            let file = try run.database.value("SELECT name FROM source WHERE id = ?", [.integer(row["source"] ?? 0)])?.text
            parts.append("line \(line)" + (file.map { " of \($0)" } ?? ""))
        }
        if let task = row["task"] { parts.append(try who(task, before: row.step)) }
        if let cpu = row["cpu"] { parts.append("CPU \(cpu)") }
        return parts.joined(separator: ", ")
    }

    func setting(_ row: StoredRow) throws -> String {
        let whose = row["pid"].map { " of process \($0)" } ?? ""
        let old = row["old_value"].map { " from \($0)" } ?? ""
        return "Setting \(try name(row["key"]))\(whose) changes\(old) to \(row["new_value"] ?? 0)."
    }

    func anomaly(_ row: StoredRow) throws -> String {
        var text = "Odd input: \(try name(row["kind"]))"
        if let value = row["value"] { text += ", \(Describe.hex(value))" }
        let note = try name(row["text"])
        return text + (note.isEmpty ? "" : ", \"\(note)\"") + "."
    }
}
