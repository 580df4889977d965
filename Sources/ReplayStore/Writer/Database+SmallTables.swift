import ReplayModel
import TraceFormat

extension Database {
    /// Fills every small table but `schema_doc`. `digest`: of all transition rows.
    func writeSmallTables(_ summary: RunSummary, _ digest: RollingDigest) throws(StoreError) {
        var digests = digest.tableDigests
        let described: [(SmallTable, [[SQLValue]])] =
            [
                (.profileSetting, summary.profile.map { [.text($0.key), $0.value] }),
                (.zone, summary.zoneRows),
                (.name, summary.nameRows),
                (.counter, summary.counterRows),
                (.metric, summary.metricRows),
            ] + summary.moments.tables
        for (table, rows) in described {
            try fill(table, rows)
            digests.append(try self.digest(of: table))
        }
        digests.append(TableDigest(totalOf: digests))
        try fill(.digest, digests.map { [.text($0.name), SQLValue($0.rows), .text($0.hexadecimal)] })
        try fill(.run, Self.runRows(summary, rows: digest.totalRows, total: digests.last!))
        try fill(.source, summary.sourceRows)
        try fill(.code, CodeBook.codeRows)
        try fill(.eventKind, CodeBook.eventKindRows)
        try fill(.eventField, CodeBook.eventFieldRows)
    }

    private static func runRows(_ summary: RunSummary, rows: Int, total: TableDigest) -> [[SQLValue]] {
        let own: [RunSummary.Entry] = [
            ("schema_version", SQLValue(RunFile.schemaVersion)),
            ("rows", SQLValue(rows)),
            ("digest", .text(total.hexadecimal)),
            ("pointer_size", SQLValue(summary.pointerSize)),
        ]
        return (summary.identity + own).map { [.text($0.key), $0.value] }
    }
}

extension RunSummary {
    var zoneRows: [[SQLValue]] {
        zones.enumerated().map { index, zone in
            [
                SQLValue(index), .text(zone.name), SQLValue(zone.startFrame), SQLValue(zone.spanned), SQLValue(zone.present),
                SQLValue(zone.managed), SQLValue(zone.min), SQLValue(zone.low), SQLValue(zone.high),
                .text(zone.protection.map(String.init).joined(separator: " ")),
            ]
        }
    }

    var nameRows: [[SQLValue]] { names.texts.enumerated().map { [SQLValue($0.offset), .text($0.element)] } }

    var counterRows: [[SQLValue]] {
        counters.map { [.text($0.name), SQLValue($0.count), .text($0.oddity.severity.title), .text($0.oddity.doc)] }
    }

    var metricRows: [[SQLValue]] {
        metrics.map { metric in
            [.text(metric.name), .text(metric.unit), SQLValue(metric.end), SQLValue(metric.peak), SQLValue(metric.peakStep)]
        }
    }

    var sourceRows: [[SQLValue]] {
        sources.enumerated().map { [SQLValue($0.offset), .text($0.element.name), .text($0.element.digest)] }
    }
}

extension Database {
    /// Inserts the rows of a small table.
    func fill(_ table: SmallTable, _ rows: [[SQLValue]]) throws(StoreError) {
        let statement = try prepare(DataDefinition.insert(into: table.name, columns: table.columns.count))
        for row in rows {
            precondition(row.count == table.columns.count, "\(table.name): a row of another width")
            for (index, value) in row.enumerated() { try statement.bind(value, at: index) }
            _ = try statement.step()
        }
    }
}
