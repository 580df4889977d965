import Glibc
import ReplayStore

/// Whether the page writer's cost per row and its memory stay flat as the file grows, beyond the page of the lock byte at 1 GiB.
struct StoreScale: Benchmark {
    static let name = "store-scale"
    static let about = "the rows of a recording, again and again, into ever larger files"

    var trace = "traces/real/perf-build.txt.zst"
    var folder = "/dev/shm"
    /// How often the recording's rows are written, for each line of the table.
    var copies = [6, 60, 240]

    func run(into table: inout ResultTable) throws {
        let rows = try Recording(trace, folder: folder, copies: 1)
        for copies in copies { try write(rows, copies, &table) }
    }

    private func write(_ rows: Recording, _ copies: Int, _ table: inout ResultTable) throws {
        let path = "\(folder)/replay-store-scale.sqlite"
        defer { remove(path) }
        let start = ContinuousClock.now
        let writer = try PageTransitionWriter(path: path)
        let length = ((rows.batches.last?.step ?? 0) / 4096 + 1) * 4096
        for copy in 0..<copies {
            for batch in rows.batches {
                var moved = batch.moved(by: UInt64(copy) * length)
                try writer.take(&moved)
            }
        }
        try writer.finish(rows.summary)
        let seconds = seconds(since: start)
        let count = Double(rows.count * copies)
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        let run = try Database(path: path, mode: .readOnly)
        let size = try run.integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
        let check = try run.value("PRAGMA quick_check")
        precondition(check == "ok", "the file is sound")
        table.note(
            "\(padded("\(rows.count * copies) rows")) \(decimals(seconds * 1e9 / count)) ns a row, "
                + "\(decimals(Double(size) / count)) bytes a row, \(size >> 20) MiB, peak memory \(usage.ru_maxrss >> 10) MiB; sound")
    }
}
