import CInserts
import Glibc
import Replay
import ReplayStore
import TraceFormat

/// Rows of a real recording into a file: the page writer beside SQLite's inserts in C and beside our own way through SQLite.
///
/// All write the same rows into the same tables in a folder in memory, so that no disk is measured. The page writer's time has
/// all in it that a run's file has more than these rows (small tables, indices, views); an empty run's time is shown beside.
struct StoreBenchmark {
    /// The recording, from the project's folder.
    var trace = "traces/real/perf-build.txt.zst"
    var folder = "/dev/shm"
    var rounds = 5
    /// How often the recording's rows are written, one time after the other, so that there are millions.
    var copies = 20
    /// How many times as fast as the C program the page writer must be.
    static let threshold = 10.0

    func run() throws {
        let rows = try Recording(trace, folder: folder, copies: copies)
        var times = [[UInt64]](repeating: [], count: 5)
        for _ in 0..<rounds {
            times[0].append(try time { try write(rows, PageTransitionWriter(path: path)) })
            times[1].append(try time { try write(rows, SQLiteTransitionWriter(path: path)) })
            times[2].append(try time { try rows.insertInC(path) })
            times[3].append(try time { try PageTransitionWriter(path: path).finish(rows.summary) })
            times[4].append(try time { try Recording.empty.insertInC(path, ddl: rows.ddl) })
        }
        let medians = times.map { Double($0.sorted()[$0.count / 2]) / 1e9 }
        report(rows, medians)
        try checkEqualRows(rows)
    }

    private func report(_ rows: Recording, _ seconds: [Double]) {
        let count = Double(rows.count)
        print("store: \(rows.count) rows (\(copies) times those of \(trace)), medians of \(rounds) interleaved rounds")
        let lines: [(String, Double, Double)] = [
            ("pages, written directly", seconds[0], seconds[3]), ("SQLite, 16 rows a statement", seconds[1], seconds[3]),
            ("SQLite, one prepared INSERT in C", seconds[2], seconds[4]),
        ]
        for (name, whole, empty) in lines {
            let rate = decimals(count / (whole - empty) / 1e6)
            print("  \(padded(name)) \(decimals(whole * 1e3)) ms, of an empty file \(decimals(empty * 1e3)) ms: \(rate) million rows/s")
        }
        let ratio = (seconds[2] - seconds[4]) / (seconds[0] - seconds[3])
        let whole = seconds[2] / seconds[0]
        let verdict = ratio >= Self.threshold ? "holds" : "MISSED"
        print("  ratio to C: \(decimals(ratio)) (whole files: \(decimals(whole))); at least \(Self.threshold): \(verdict)")
    }

    private var path: String { "\(folder)/replay-store-benchmark.sqlite" }

    private func time(_ body: () throws -> Void) throws -> UInt64 {
        remove(path)
        let start = ContinuousClock.now
        try body()
        let parts = (ContinuousClock.now - start).components
        return UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
    }

    private func write(_ rows: Recording, _ writer: some BatchWriter) throws {
        for batch in rows.batches { try writer.take(batch) }
        try writer.finish(rows.summary)
    }

    /// The figures mean nothing unless the files hold the same rows.
    private func checkEqualRows(_ rows: Recording) throws {
        remove(path)
        try rows.insertInC(path)
        let other = path + ".direct"
        try write(rows, PageTransitionWriter(path: other))
        let one = try Database(path: path, mode: .readOnly)
        let two = try Database(path: other, mode: .readOnly)
        for table in TransitionTable.allCases {
            let columns = ["step", "seq"] + table.schema.columns.map { "\"\($0.name)\"" }
            let sums = columns.map { "sum(\($0) & 0xffffffff), sum(\($0) >> 32), count(\($0))" }.joined(separator: ", ")
            let sql = "SELECT \(sums) FROM \"\(table.schema.name)\""
            let (expected, found) = (try one.rows(sql), try two.rows(sql))
            precondition(expected == found, "\(table): other rows")
        }
        let check = try two.value("PRAGMA integrity_check")
        precondition(check == "ok", "the file is sound")
        let size = try two.integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
        print("  bytes a row: \(decimals(Double(size) / Double(rows.count))), SQLite's own file has the same rows; integrity_check ok")
        remove(path)
        remove(other)
    }
}
