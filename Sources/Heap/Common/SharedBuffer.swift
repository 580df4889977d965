/// A growable array of plain values for the heap's tables. An element costs one comparison and one load or store, without the
/// check for shared storage that an Array makes at every write.
///
/// Its owner sees to it that no two copies are written to: after a copy, and before the first write to either, one of
/// them calls `unshare()`.
///
/// Invariant: 0 <= count <= capacity; `base` is the memory of `memory`.
struct SharedBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    private var base: UnsafeMutablePointer<Element>
    private var memory: BufferMemory
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 16) {
        self.capacity = capacity
        (base, memory) = Self.allocate(capacity)
    }

    @inline(__always) subscript(index: Int) -> Element {
        get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            return base[index]
        }
        nonmutating _modify {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            yield &base[index]
        }
    }

    /// Appends an element so many times. Amortised constant time per element.
    mutating func append(_ element: Element, repeated: Int = 1) {
        if count + repeated > capacity { move(to: max(count + repeated, 2 * capacity)) }
        (base + count).initialize(repeating: element, count: repeated)
        count += repeated
    }

    /// Takes memory of its own. O(n).
    mutating func unshare() { move(to: capacity) }

    private mutating func move(to newCapacity: Int) {
        let (newBase, newMemory) = Self.allocate(newCapacity)
        newBase.initialize(from: base, count: count)
        (base, memory, capacity) = (newBase, newMemory, newCapacity)
    }

    private static func allocate(_ capacity: Int) -> (UnsafeMutablePointer<Element>, BufferMemory) {
        let memory = BufferMemory(bytes: capacity * MemoryLayout<Element>.stride, alignment: MemoryLayout<Element>.alignment)
        return (memory.start.bindMemory(to: Element.self, capacity: capacity), memory)
    }
}

/// Memory that goes when its last user does.
private final class BufferMemory: @unchecked Sendable {
    let start: UnsafeMutableRawPointer

    init(bytes: Int, alignment: Int) { start = .allocate(byteCount: max(bytes, 1), alignment: alignment) }

    deinit { start.deallocate() }
}

/// Says whether a value that holds SharedBuffers has been copied.
final class CopyMark: Sendable {}
