import ReplayModel
import ReplayStore
import Virtual

// Marks, settings, odd input, and what is stored whole now and then.
extension Narrator {
    func mark(_ row: Placed<MarkRow>) throws -> String { "Mark \"\(try name(row.text))\"." }

    func setting(_ row: Placed<SettingRow>) throws -> String {
        let whose = row.process.map { " of process \($0.rawValue)" } ?? ""
        let old = row.oldValue.map { " from \($0)" } ?? ""
        return "Setting \(try name(row.key))\(whose) changes\(old) to \(row.newValue)."
    }

    func anomaly(_ row: Placed<AnomalyRow>) throws -> String {
        var text = "Odd input: \(try name(row.kind))"
        if let value = row.value { text += ", \(Describe.hex(value))" }
        let note = try name(row.text)
        return text + (note.isEmpty ? "" : ", \"\(note)\"") + "."
    }

    func checkpoint(_ row: Placed<CheckpointRow>) -> String {
        "Checkpoint: \(grouped(row.rows)) rows so far, digest \(Describe.hex(row.digest))."
    }

    func keyframe(_ row: Placed<KeyframeRow>) -> String { "Stored whole: \(row.subject.title), \(grouped(row.rows)) rows." }

    func pageCheckpoint(_ row: Placed<PageCheckpointRow>) -> String {
        "\(zone(row.zone).capitalizedFirst): \(grouped(row.count)) (\(row.part.title))."
    }

    func vmaCheckpoint(_ row: Placed<VmaCheckpointRow>) -> String {
        "Process \(row.process.rawValue) has memory from \(Describe.hex(row.start)) to \(Describe.hex(row.end))."
    }

    func pageTableCheckpoint(_ row: Placed<PageTableCheckpointRow>) -> String {
        "Process \(row.process.rawValue) has a page table of level \(row.level) for addresses from \(Describe.hex(row.base))."
    }

    func areaCheckpoint(_ row: Placed<AreaCheckpointRow>) -> String {
        "There is an area of \(Describe.bytes(row.size)) at \(Describe.hex(row.start))."
    }
}
