import ReplayModel

/// The b-tree of one transition table, built from the left as rows come: an open page for each level, its right edge.
///
/// When a page is full, its last cell goes up as the key between it and the next page, and the page is written. So no page is
/// ever empty, and a written page never changes. The tree's root has a page of its own from the beginning, which SQLite gave it
/// with the table; it is written at the end.
///
/// Invariants: keys ascend over all rows; every page of `interior` has a cell; each cell's child is written.
final class TableTree {
    private let name: String
    private let root: UInt32
    private let encoder: RowEncoder
    private let leaf: OpenPage
    /// Open interior pages, the one above the leaves first.
    private var interior: [OpenPage] = []
    private var last = (step: Int64.min, seq: Int64.min)

    /// A tree without rows, whose root is page `root`.
    init(_ schema: TableSchema, root: UInt32, pageSize: Int) {
        name = schema.name
        self.root = root
        encoder = RowEncoder(schema)
        precondition(
            encoder.longestRecord <= PageFormat.longestLocalRecord(pageSize: pageSize), "\(schema.name): a row fits into a page")
        leaf = OpenPage(pageSize: pageSize, isLeaf: true, reach: encoder.reach)
    }

    /// Appends rows. Preconditions: `words` are whole rows of this table; (step, seq) ascends.
    func append(_ words: Range<Int>, of buffer: borrowing RowBuffer, to file: PageFile) throws(StoreError) {
        precondition(buffer.width == encoder.width && words.count % encoder.width == 0, "whole rows of this table")
        let disguised = buffer.disguised
        try buffer.values.withUnsafeBufferPointer { (values: UnsafeBufferPointer<Int64>) throws(StoreError) in
            guard let base = values.baseAddress else { return }
            var start = words.lowerBound
            for word in disguised where words.contains(word) && word >= start {
                let row = word / encoder.width * encoder.width
                try append(base + start, count: (row - start) / encoder.width, to: file)
                try append(base + row, disguised: disguised, at: row, to: file)
                start = row + encoder.width
            }
            try append(base + start, count: (words.upperBound - start) / encoder.width, to: file)
        }
    }

    private func append(_ rows: UnsafePointer<Int64>, count: Int, to file: PageFile) throws(StoreError) {
        let (encoder, leaf) = (encoder, leaf)
        var row = rows
        for _ in 0..<count {
            follow(row)
            let length = encoder.encode(row, to: leaf.cells + leaf.used)
            if leaf.hasRoom(for: length) { leaf.add(length) } else { try closeLeaf(next: length, file) }
            row += encoder.width
        }
    }

    /// Appends a row that has values with the bits of NULL.
    private func append(_ row: UnsafePointer<Int64>, disguised: [Int], at start: Int, to file: PageFile) throws(StoreError) {
        let columns = disguised.filter { $0 >= start && $0 < start + encoder.width }.map { $0 - start }
        follow(row)
        let length = encoder.encode(row, values: columns, to: leaf.cells + leaf.used)
        if leaf.hasRoom(for: length) { leaf.add(length) } else { try closeLeaf(next: length, file) }
    }

    @inline(__always)
    private func follow(_ row: UnsafePointer<Int64>) {
        let (step, seq) = (row[0], row[1])
        precondition(step > last.step || (step == last.step && seq > last.seq), "(step, seq) ascends")
        last = (step, seq)
    }

    /// Writes the leaf; the row of `length` bytes after its cells begins the next one.
    private func closeLeaf(next length: Int, _ file: PageFile) throws(StoreError) {
        let start = leaf.lastStart
        let page = try file.append { leaf.write(first: leaf.count - 1, to: $0) }
        try push(page, key: leaf.cells + start, leaf.used - start, level: 0, file)
        leaf.restart(with: length)
    }

    /// Adds a cell to the interior page of `level`: a page, and the key after it. A full page is written first.
    private func push(
        _ child: UInt32, key: UnsafeRawPointer, _ keyLength: Int, level: Int, _ file: PageFile
    ) throws(StoreError) {
        if level == interior.count {
            interior.append(OpenPage(pageSize: leaf.pageSize, isLeaf: false, reach: encoder.reach + 4))
        }
        let page = interior[level]
        let cell = page.cells + page.used
        PageFormat.store(child, to: cell)
        (cell + 4).copyMemory(from: key, byteCount: keyLength)
        guard !page.hasRoom(for: 4 + keyLength) else { return page.add(4 + keyLength) }
        let start = page.lastStart
        let number = try file.append { page.write(first: page.count - 1, rightChild: Self.child(of: page), to: $0) }
        try push(number, key: page.cells + start + 4, page.used - start - 4, level: level + 1, file)
        page.restart(with: 4 + keyLength)
    }

    /// The child of an interior page's last cell.
    private static func child(of page: OpenPage) -> UInt32 {
        UInt32(bigEndian: (page.cells + page.lastStart).loadUnaligned(as: UInt32.self))
    }

    /// Writes the right edge and the root; nothing, when no row came: SQLite's own root of an empty table stands.
    func finish(_ file: PageFile) throws(StoreError) {
        guard leaf.count > 0 else { return }
        guard let top = interior.last else {
            return try file.replace(root) { leaf.write(first: leaf.count, to: $0) }
        }
        var child = try file.append { leaf.write(first: leaf.count, to: $0) }
        for page in interior.dropLast() {
            let below = child
            child = try file.append { page.write(first: page.count, rightChild: below, to: $0) }
        }
        try file.replace(root) { top.write(first: top.count, rightChild: child, to: $0) }
    }
}
