/// A row that is told, or a number of rows that are only counted.
enum ToldRow {
    /// With its place among all, from 1.
    case row(Int, StoredRow)
    /// `summary` nil: all are like the one before.
    case more(Int, summary: String?)

    /// How many stand at the beginning and at the end of a long list, and of a run of alike ones.
    private static let told = (first: 16, last: 8, alike: 3)

    /// Of many alike in a row the first are told and the others counted; a list that is long even so is told by its beginning and
    /// its end.
    static func choose(_ rows: [StoredRow]) -> [ToldRow] {
        var entries: [(entry: ToldRow, rows: ArraySlice<StoredRow>)] = []
        var index = 0
        while index < rows.count {
            let alike = rows[index...].prefix { $0.kind == rows[index].kind }
            let shown = alike.count > told.alike + 2 ? told.alike : alike.count
            for number in index..<(index + shown) { entries.append((.row(number + 1, rows[number]), rows[number...number])) }
            if shown < alike.count { entries.append((.more(alike.count - shown, summary: nil), alike.dropFirst(shown))) }
            index += alike.count
        }
        guard entries.count > told.first + told.last + 4 else { return entries.map(\.entry) }
        let hidden = entries[told.first..<(entries.count - told.last)].flatMap(\.rows)
        return entries.prefix(told.first).map(\.entry) + [.more(hidden.count, summary: summary(hidden))]
            + entries.suffix(told.last).map(\.entry)
    }

    /// `256 page allocate, 256 fault anonymous`, in order of first appearance.
    private static func summary(_ rows: [StoredRow]) -> String {
        var counts: [(what: String, count: Int)] = []
        for row in rows {
            let what = row.kind
            if let index = counts.firstIndex(where: { $0.what == what }) {
                counts[index].count += 1
            } else {
                counts.append((what, 1))
            }
        }
        return counts.map { "\(grouped($0.count)) \($0.what)" }.joined(separator: ", ")
    }
}

extension StoredRow {
    /// `page allocate`, `fault anonymous`: table and what happened.
    var kind: String {
        guard let deed = table.deed, let code = values[deed], let word = table.schema.columns[deed].title(of: code) else {
            return table.schema.name
        }
        return "\(table.schema.name) \(word)"
    }
}
