import ReplayModel
import ReplayStore

extension Narrator {
    /// What a row says that tells nothing new.
    static let unchanged = ": as before."

    /// How a state row differs from the one before of the same subject.
    func state(_ row: StoredRow) throws -> String {
        let before = try run.previous(row)
        let silent = [row.table.subject].compactMap { $0 } + row.table.peaks
        var changes: [String] = []
        for (index, column) in row.table.schema.columns.enumerated() where !silent.contains(index) {
            let old = before?.values[index]
            let new = row.values[index]
            guard old != new, !(before == nil && new == 0) else { continue }
            let unit = column.type == .address ? { Describe.hex($0) } : { (value: Int64?) in value.map { grouped($0) } ?? "nothing" }
            changes.append(before == nil ? "\(column.name) \(unit(new))" : "\(column.name) \(unit(old)) → \(unit(new))")
        }
        let what = try title(row)
        return changes.isEmpty ? what + Self.unchanged : "\(what): \(changes.joined(separator: ", "))."
    }

    private func title(_ row: StoredRow) throws -> String {
        switch row.table {
        case .zoneFree: zone(try row.typed(as: ZoneFreeRow.self).zone).capitalizedFirst
        case .cacheState: "Cache \(try cacheName(row.typed(as: CacheStateRow.self).cache))"
        case .heapState: "Heap of \(try who(row.typed(as: HeapStateRow.self).process, before: row.step))"
        case .processState: try who(row.typed(as: ProcessStateRow.self).process, before: row.step).capitalizedFirst
        default: "The machine"
        }
    }
}

extension TransitionTable {
    /// The column that says whose state a row is; nil where the table is no state table, or has one subject.
    var subject: Int? {
        switch self {
        case .zoneFree: ZoneFreeRow.Column.zone.rawValue
        case .cacheState: CacheStateRow.Column.cache.rawValue
        case .heapState: HeapStateRow.Column.process.rawValue
        case .processState: ProcessStateRow.Column.process.rawValue
        default: nil
        }
    }

    /// Columns that only keyframes tell.
    fileprivate var peaks: [Int] {
        self == .processState ? [ProcessStateRow.Column.peakVirtualPages, .peakResidentPages].map(\.rawValue) : []
    }

    /// Whether a row carries the whole state of its subject.
    var isState: Bool { subject != nil || self == .memoryState }

    /// The column that says what happened; nil: the table is enough.
    var operationColumn: Int? {
        switch self {
        case .page: PageRow.Column.operation.rawValue
        case .cache: CacheRow.Column.operation.rawValue
        case .slab: SlabRow.Column.operation.rawValue
        case .object: ObjectRow.Column.operation.rawValue
        case .area: AreaRow.Column.operation.rawValue
        case .vma: VmaRow.Column.operation.rawValue
        case .fault: FaultRow.Column.outcome.rawValue
        case .mapping: MappingRow.Column.operation.rawValue
        case .pageTable: PageTableRow.Column.operation.rawValue
        case .heap: HeapRow.Column.operation.rawValue
        case .process: ProcessRow.Column.operation.rawValue
        default: nil
        }
    }
}
