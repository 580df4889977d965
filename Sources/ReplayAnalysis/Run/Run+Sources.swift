import ReplayStore

extension Run {
    /// The traces of the run, each with its digest, in order.
    func sources() throws -> [(String, String)] {
        try database.rows("SELECT id, name, digest FROM source ORDER BY id") { row in
            ("trace \(row.integer("id"))", "\(row.text("name")) (\(row.text("digest")))")
        }
    }

    /// What a trace was called; nil: there is none of that number.
    func sourceName(_ source: some FixedWidthInteger) throws -> String? {
        try database.value("SELECT name FROM source WHERE id = ?", [SQLValue(source)])?.text
    }
}
