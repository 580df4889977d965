/// A row that is narrated, or a number of rows that are only counted.
enum NarratedRow {
    /// With its place among all, from 1.
    case row(Int, StoredRow)
    /// `areAlike`: all are of the kind of the one before.
    case more([StoredRow], areAlike: Bool)

    /// How many stand at the beginning and at the end of a long list, and of a run of alike ones.
    private static let ends = (first: 16, last: 8, alike: 3)

    /// Of many alike in a row the first are narrated and the others counted; a list that is long even so is narrated by its beginning and
    /// its end.
    static func choose(_ rows: [StoredRow]) -> [NarratedRow] {
        var entries: [(entry: NarratedRow, rows: ArraySlice<StoredRow>)] = []
        var index = 0
        while index < rows.count {
            let alike = rows[index...].prefix { $0.kind == rows[index].kind }
            let shown = alike.count > ends.alike + 2 ? ends.alike : alike.count
            for number in index..<(index + shown) { entries.append((.row(number + 1, rows[number]), rows[number...number])) }
            if shown < alike.count { entries.append((.more(Array(alike.dropFirst(shown)), areAlike: true), alike.dropFirst(shown))) }
            index += alike.count
        }
        guard entries.count > ends.first + ends.last + 4 else { return entries.map(\.entry) }
        let hidden = entries[ends.first..<(entries.count - ends.last)].flatMap(\.rows)
        return entries.prefix(ends.first).map(\.entry) + [.more(hidden, areAlike: false)]
            + entries.suffix(ends.last).map(\.entry)
    }

    /// `256 page allocate, 256 fault anonymous`, in order of first appearance.
    static func summary(_ rows: [StoredRow]) -> String {
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
        guard let column = table.operationColumn, let code = values[column], let word = table.schema.columns[column].title(of: code) else {
            return table.schema.name
        }
        return "\(table.schema.name) \(word)"
    }
}
