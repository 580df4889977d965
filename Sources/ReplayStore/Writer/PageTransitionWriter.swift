import Platform
import ReplayModel

/// Writes a run into a SQLite file whose transition tables are written page by page in SQLite's file format.
///
/// SQLite makes the file with all tables, empty. Then the pages of the transition tables are appended, those of all tables as
/// they fill, and each table's root is put where SQLite has it. At the end SQLite opens the file again and writes the small
/// tables, the indices and the views. Nothing of the file is read or written twice but the roots.
///
/// The temporary name, the marks of a finished run and the windows are as in `SQLiteTransitionWriter`, and the rows that SQL
/// sees are equal. Here too the same rows give the same bytes: a page's number depends on which pages filled before it.
///
/// Invariant: `file` is nil ⇔ the run is finished or discarded.
public final class PageTransitionWriter: BatchWriter {
    /// Where the finished run will be.
    public let path: String
    private var file: PageFile?
    /// The file's name until it is finished, and the lock on it.
    private var unfinished: UnfinishedFile?
    /// The trees by table.
    private var trees: [TableTree] = []
    private var windows = StepWindows()
    private var digest = RollingDigest()
    public private(set) var indexNanoseconds: UInt64 = 0

    /// Begins a run that will stand at `path`, where a file of that name is replaced at the end, and a left-over unfinished
    /// run at once. Errors: the folder does not exist or cannot be written.
    public convenience init(path: String) throws(StoreError) {
        try self.init(path: path, pageSize: RunFile.pageSize)
    }

    /// For tests: `firstPage` is the number of the first page to append, with a hole before it.
    init(path: String, pageSize: Int, firstPage: UInt32? = nil) throws(StoreError) {
        self.path = path
        let unfinished = try FileSystem.begin(run: path)
        let roots = try Self.createFile(unfinished.path, pageSize: pageSize)
        file = try PageFile(path: unfinished.path, pageSize: pageSize, firstPage: firstPage)
        self.unfinished = consume unfinished
        trees = TransitionTable.allCases.map { table in
            TableTree(table.schema, root: roots[Int(table.rawValue)], pageSize: pageSize)
        }
    }

    deinit { discard() }

    /// Has SQLite make the file, and returns the root pages by table.
    private static func createFile(_ path: String, pageSize: Int) throws(StoreError) -> [UInt32] {
        let database = try Database(path: path, mode: .update)
        try database.beginWriting(pageSize: pageSize)
        try database.createTables()
        try database.execute("COMMIT")
        let statement = try database.prepare("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?")
        var roots: [UInt32] = []
        for table in TransitionTable.allCases {
            try statement.bind(table.schema.name, at: 0)
            guard try statement.step() else { preconditionFailure("the table \(table) has been made") }
            roots.append(UInt32(statement.integer(0)))
            statement.reset()
        }
        return roots
    }

    public func take(_ batch: inout TransitionBatch) throws(StoreError) {
        guard let file else { preconditionFailure("the run is finished") }
        digest.seal(&batch)
        let trees = trees
        try windows.take(batch) { (table, rows, words) throws(StoreError) in try trees[table].append(words, of: rows, to: file) }
    }

    public func finish(_ summary: RunSummary) throws(StoreError) {
        guard let file else { preconditionFailure("the run is finished") }
        do {
            let trees = trees
            try windows.finish { (table, rows, words) throws(StoreError) in try trees[table].append(words, of: rows, to: file) }
            for tree in trees { try tree.finish(file) }
            try file.finish()
            try complete(summary)
        } catch {
            discard()
            throw error
        }
        trees = []
        self.file = nil
        defer { unfinished = nil }
        try FileSystem.publish(&unfinished!, as: path)
    }

    private func complete(_ summary: RunSummary) throws(StoreError) {
        let database = try Database(path: path + RunFile.partialSuffix, mode: .update)
        try database.beginWriting()
        indexNanoseconds = try database.completeRun(summary, digest)
    }

    public func discard() {
        guard file != nil else { return }
        trees = []
        file = nil
        unfinished = nil
    }
}
