import ReplayModel

/// Where one CPU's part of one cache stands in a `PerCPUTable`.
struct PerCPUIndex: Hashable, Sendable { var rawValue: Int }

/// What each cache has for each CPU: a row for every cache, in it a column for every CPU and, where an algorithm wants them, more.
///
/// Invariant: as many rows as there are caches.
struct PerCPUTable<Element: Sendable>: ~Copyable, Sendable {
    let columns: UInt16
    private var elements = SlabBuffer<Element>()

    init(columns: UInt16) { self.columns = columns }

    @inline(__always)
    subscript(index: PerCPUIndex) -> Element {
        get { elements[index.rawValue] }
        nonmutating _modify { yield &elements[index.rawValue] }
    }

    @inline(__always)
    func index(_ cache: CacheID, _ cpu: UInt16) -> PerCPUIndex {
        PerCPUIndex(rawValue: (Int(cache.rawValue) - 1) * Int(columns) + Int(cpu))
    }

    /// The cache and the column of every element, with its index.
    var indices: LazyMapSequence<Range<Int>, (cache: CacheID, column: UInt16, index: PerCPUIndex)> {
        elements.indices.lazy.map { [columns] in
            (CacheID(UInt32($0 / Int(columns)) + 1), UInt16($0 % Int(columns)), PerCPUIndex(rawValue: $0))
        }
    }

    /// The row of a new cache.
    mutating func addRow(_ element: Element) {
        elements.append(contentsOf: repeatElement(element, count: Int(columns)))
    }
}
