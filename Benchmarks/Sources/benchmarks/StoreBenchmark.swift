import CInserts
import Glibc
import ReplayModel
import ReplayStore
import TraceFormat

/// Rows of a real recording into a file: the page writer beside SQLite's inserts in C and beside our own way through SQLite.
///
/// All write the same rows into the same tables in a folder in memory, so that no disk is measured. The page writer's time has
/// all in it that a run's file has more than these rows (small tables, indices, views); an empty run's time is shown beside.
struct StoreBenchmark: Benchmark {
    static let name = "store"
    static let about = "rows of a recording into a file: our pages, SQLite's inserts from Swift and from C"

    /// The recording, from the project's folder.
    var trace = "traces/real/perf-build.txt.zst"
    var folder = "/dev/shm"
    var rounds = 5
    /// How often the recording's rows are written, one time after the other, so that there are millions.
    var copies = 20

    func run(into table: inout ResultTable) throws {
        let rows = try Recording(trace, folder: folder, copies: copies)
        let times = try interleaved(
            rounds: rounds,
            [
                { try time { try write(rows, PageTransitionWriter(path: path)) } },
                { try time { try write(rows, SQLiteTransitionWriter(path: path)) } },
                { try time { try rows.insertInC(path) } },
                { try time { try PageTransitionWriter(path: path).finish(rows.summary) } },
                { try time { try Recording.empty.insertInC(path, ddl: rows.ddl) } },
            ])
        let count = Double(rows.count) / 1e6
        let reference = ("prepared INSERT in C", count / (times[2] - times[4]))
        for (name, time) in zip(["direct", "sqlite"], times) {
            table.add(
                Figure(benchmark: Self.name, name: name, value: count / (time - times[3]), unit: "million rows/s", reference: reference))
        }
        table.note("\(rows.count) rows; an empty run's file takes \(decimals(times[3] * 1e3)) ms, which is not in the figures")
        table.note("\(decimals(try bytesARow(rows))) bytes a row; all files hold the same rows; integrity_check ok")
    }

    private var path: String { "\(folder)/replay-store-benchmark.sqlite" }

    private func time(_ body: () throws -> Void) throws -> Double {
        remove(path)
        let start = ContinuousClock.now
        try body()
        return seconds(since: start)
    }

    private func write(_ rows: Recording, _ writer: some BatchWriter) throws {
        for batch in rows.batches {
            var batch = batch
            try writer.take(&batch)
        }
        try writer.finish(rows.summary)
    }

    /// The page writer's file divided by its rows. The figures mean nothing unless the files hold the same rows.
    private func bytesARow(_ rows: Recording) throws -> Double {
        remove(path)
        try rows.insertInC(path)
        let other = path + ".direct"
        try write(rows, PageTransitionWriter(path: other))
        let one = try Database(path: path, mode: .readOnly)
        let two = try Database(path: other, mode: .readOnly)
        // Checkpoints' values are the writer's own.
        for table in TransitionTable.allCases where table != .checkpoint {
            let columns = ["step", "seq"] + table.schema.columns.map { "\"\($0.name)\"" }
            let sums = columns.map { "sum(\($0) & 0xffffffff), sum(\($0) >> 32), count(\($0))" }.joined(separator: ", ")
            let sql = "SELECT \(sums) FROM \"\(table.schema.name)\""
            let (expected, found) = (try one.rows(sql), try two.rows(sql))
            precondition(expected == found, "\(table): other rows")
        }
        let check = try two.value("PRAGMA integrity_check")
        precondition(check == "ok", "the file is sound")
        let size = try two.integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
        remove(path)
        remove(other)
        return Double(size) / Double(rows.count)
    }
}
