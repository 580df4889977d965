import Notation
import ProcFiles
import ReplayStore

/// A figure of two runs: `end.NAME` or `peak.NAME`.
public struct Figure: Equatable, Sendable {
    public var name: String
    public var unit: String
    /// nil where a run does not have it.
    public var a: Int64?
    public var b: Int64?

    /// From a to b; nil unless both have it.
    public var change: Int64? {
        guard let a, let b else { return nil }
        return b &- a
    }

    /// `+5.2 %`; empty when nothing changed or the change is more than any machine's, `new` when it rises from 0.
    public var percent: String {
        guard let a, let change, change != 0, change.magnitude < 1 << 50 else { return "" }
        if a == 0 { return "new" }
        return (change > 0 ? "+" : "-") + decimal(change.magnitude * 100, over: a.magnitude, digits: 1) + " %"
    }
}

extension Run {
    /// The run's figures, ends first, in alphabetical order.
    fileprivate func figures() throws -> [(name: String, unit: String, value: Int64)] {
        let rows = try database.rows("SELECT name, unit, end_value, peak_value FROM metric ORDER BY name") { row in
            (row.text("name"), row.text("unit"), row.optionalInteger("end_value"), row.optionalInteger("peak_value"))
        }
        return rows.compactMap { row in row.2.map { ("end.\(row.0)", row.1, $0) } }
            + rows.compactMap { row in row.3.map { ("peak.\(row.0)", row.1, $0) } }
    }

    /// All figures of two runs side by side.
    static func figures(_ a: Run, _ b: Run) throws -> [Figure] {
        var figures = try a.figures().map { Figure(name: $0.name, unit: $0.unit, a: $0.value, b: nil) }
        for (name, unit, value) in try b.figures() {
            if let index = figures.firstIndex(where: { $0.name == name }) {
                figures[index].b = value
            } else {
                figures.append(Figure(name: name, unit: unit, a: nil, b: value))
            }
        }
        return figures
    }
}
