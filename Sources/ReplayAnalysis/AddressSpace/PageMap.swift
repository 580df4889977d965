import ReplayModel

/// One page-table entry that is present.
struct PageEntry: Equatable, Sendable {
    enum Content: Int64, Sendable {
        case anonymous, zeroPage, file, unknown
        /// Anonymous, given back with MADV_FREE and not written to since.
        case lazilyFree
    }

    /// nil where the run does not tell the frame.
    var frame: UInt64?
    /// 1 read, 2 write, 4 execute.
    var protection: UInt8
    var content: Content
    /// Mapped with its neighbours by one entry of level 2.
    var isHuge = false
    /// Whether the fault that mapped it was a write; nil where no fault did.
    var isWritten: Bool?
}

/// The present entries of one address space by virtual page.
struct PageMap: Equatable, Sendable {
    private(set) var entries: [UInt64: PageEntry] = [:]

    subscript(page: UInt64) -> PageEntry? { entries[page] }

    /// Pages in order.
    var pages: [UInt64] { entries.keys.sorted() }

    mutating func set(_ page: UInt64, _ entry: PageEntry) { entries[page] = entry }

    /// A page fault's new entry.
    mutating func fault(_ row: FaultRow) {
        let page = row.address.page.rawValue
        let content: PageEntry.Content
        switch row.outcome {
        case .zeroPage: content = .zeroPage
        case .anonymous, .copyOnWrite: content = .anonymous
        case .file: content = .file
        case .reuse: content = entries[page].map { $0.content == .lazilyFree ? .anonymous : $0.content } ?? .anonymous
        case .populate: content = .unknown
        // Huge pages have rows of their own in `mapping`.
        case .segmentationFault, .outOfMemory, .hugePage, .hugeZeroPage: return
        }
        entries[page] = PageEntry(
            frame: (row.newFrame ?? row.oldFrame).map { UInt64($0.rawValue) } ?? entries[page]?.frame, protection: row.protection,
            content: content, isWritten: content == .file ? row.access == .write : nil)
    }

    /// A row of `mapping`.
    mutating func change(_ row: MappingRow) {
        let (page, count, frame, protection) = (row.page.rawValue, row.count, row.frame, row.protection)
        switch row.operation {
        case .map:
            for index in 0..<count {
                entries[page + index] = PageEntry(frame: frame.map { $0 + index }, protection: protection, content: .unknown)
            }
        case .mapHuge, .mapHugeZero:
            let content: PageEntry.Content = row.operation == .mapHuge ? .anonymous : .zeroPage
            for index in 0..<count {
                entries[page + index] = PageEntry(frame: frame.map { $0 + index }, protection: protection, content: content, isHuge: true)
            }
        case .splitHuge:
            for index in 0..<count {
                entries[page + index]?.isHuge = false
                if entries[page + index]?.content == .zeroPage { entries[page + index]?.frame = frame }
            }
        case .unmap: remove(page, count)
        case .lazyFree: for index in 0..<count { entries[page + index]?.content = .lazilyFree }
        case .takeBack: for index in 0..<count { entries[page + index]?.content = .anonymous }
        case .protect: for index in 0..<count { entries[page + index]?.protection = protection }
        case .move:
            guard let target = frame else { return }
            let moved = (0..<count).map { entries[page + $0] }
            remove(page, count)
            for (index, entry) in moved.enumerated() { entries[target + UInt64(index)] = entry }
        }
    }

    private mutating func remove(_ page: UInt64, _ count: UInt64) {
        if count > UInt64(entries.count) {
            entries = entries.filter { $0.key < page || $0.key >= page + count }
        } else {
            for index in 0..<count { entries[page + index] = nil }
        }
    }
}
