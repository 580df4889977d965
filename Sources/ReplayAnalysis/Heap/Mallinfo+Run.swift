import ReplayStore

extension Run {
    /// The C library's figures of a process after a moment, by the names of mallinfo2 (malloc/malloc.h of glibc 2.36) and, below,
    /// those that it does not have. Bytes unless said otherwise.
    ///
    /// `uordblks` and `fordblks` differ from glibc's where there are chunks in a tcache: glibc counts them as in use.
    public func mallinfo(_ pid: Int64, at moment: Moment) throws -> String {
        let process = try process(pid, at: moment)
        let columns = ["arena", "in_use", "free", "top", "mmapped", "mmapped_chunks", "requested", "brk"]
        let row = try heapFigures(process, columns, at: moment)
        let rows = [
            ["arena", "\(row[0])", "got by brk or as heaps"], ["hblks", "\(row[5])", "mmapped chunks (a count)"],
            ["hblkhd", "\(row[4])", "mmapped"], ["uordblks", "\(row[1])", "in use"],
            ["fordblks", "\(row[2] + row[3])", "free, top chunks and tcache included"], ["keepcost", "\(row[3])", "top chunks"],
            ["requested", "\(row[6])", "asked for by live allocations"],
            ["overhead", "\(row[0] + row[4] - row[6])", "held but not asked for"],
            ["brk", "0x\(UInt64(bitPattern: row[7]).hex())", "program break"],
        ]
        return table(rows, right: [1])
    }

    /// Columns of the process's newest row of `heap_state`. Errors: its program has called no malloc yet.
    func heapFigures(_ process: ProcessFacts, _ columns: [String], at moment: Moment) throws -> [Int64] {
        let list = columns.joined(separator: ", ")
        let rows = try database.rows(
            "SELECT \(list) FROM heap_state WHERE pid = ? AND step <= ? AND step >= ? ORDER BY step DESC, seq DESC LIMIT 1",
            [.integer(process.pid), SQLValue(moment.step), SQLValue(max(process.born, process.imageStep))]
        ) { row in columns.indices.map { row.integer($0) } }
        guard let row = rows.first else {
            throw AnalysisError(
                "process \(process.pid) (\(process.comm)) has called no malloc up to step \(moment.step)",
                expected: "a process with a heap, or a later step")
        }
        return row
    }
}
