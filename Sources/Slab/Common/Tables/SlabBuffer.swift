import ReplayModel

/// A growable array of plain values with one owner. An element costs one comparison and one load or store: no reference is
/// counted, and no write asks whether the storage is shared, which an Array does.
///
/// Invariants: 0 ≤ count ≤ capacity; `base` is the memory of `memory`; elements are plain bits.
struct SlabBuffer<Element: Sendable>: ~Copyable, @unchecked Sendable {
    fileprivate var base: UnsafeMutablePointer<Element>
    private var memory: Memory
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 16) {
        precondition(_isPOD(Element.self), "elements are plain values")
        memory = Memory(bytes: capacity * MemoryLayout<Element>.stride, alignment: MemoryLayout<Element>.alignment)
        base = memory.start.bindMemory(to: Element.self, capacity: capacity)
        self.capacity = capacity
    }

    init(repeating element: Element, count: Int) {
        self.init(capacity: max(count, 1))
        append(contentsOf: repeatElement(element, count: count))
    }

    var isEmpty: Bool { count == 0 }
    var indices: Range<Int> { 0..<count }

    /// An element. Precondition: the index is below `count`. O(1).
    @inline(__always)
    subscript(index: Int) -> Element {
        get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
            return base[index]
        }
        nonmutating _modify {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
            yield &base[index]
        }
    }

    /// The element of a cache, where there is one for each.
    @inline(__always)
    subscript(cache: CacheID) -> Element {
        get { self[Int(cache.rawValue) - 1] }
        nonmutating _modify { yield &self[Int(cache.rawValue) - 1] }
    }

    /// Amortised O(1).
    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(to: 2 * capacity) }
        (base + count).initialize(to: element)
        count += 1
    }

    /// Amortised O(1) an element.
    mutating func append(contentsOf elements: Repeated<Element>) {
        if count + elements.count > capacity { grow(to: max(count + elements.count, 2 * capacity)) }
        (base + count).initialize(repeating: elements.repeatedValue, count: elements.count)
        count += elements.count
    }

    /// Empties the buffer and keeps its memory.
    mutating func removeAll() { count = 0 }

    /// A copy of the elements. O(n).
    var elements: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }

    private mutating func grow(to newCapacity: Int) {
        let larger = Memory(bytes: newCapacity * MemoryLayout<Element>.stride, alignment: MemoryLayout<Element>.alignment)
        let start = larger.start.bindMemory(to: Element.self, capacity: newCapacity)
        start.initialize(from: base, count: count)
        (base, memory, capacity) = (start, larger, newCapacity)
    }
}

extension SlabBuffer where Element: Comparable {
    /// Sorts the elements. O(n log n).
    func sort() {
        if count < 2 { return }
        var all = UnsafeMutableBufferPointer(start: base, count: count)
        all.sort()
    }
}

/// Memory that goes when its owner does. (A `deinit` of the struct would do, but Swift 6.3.1 calls it with wrong fields when
/// another module destroys a value that holds such a struct.)
private final class Memory: @unchecked Sendable {
    let start: UnsafeMutableRawPointer

    init(bytes: Int, alignment: Int) { start = .allocate(byteCount: max(bytes, 1), alignment: alignment) }

    deinit { start.deallocate() }
}
