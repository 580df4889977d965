import Heap
import ReplayModel

/// What the arenas of a heap hold of memory (system_mem and max_system_mem of malloc_state, the heap_info of threads' heaps), followed
/// along the rows of `heap`.
///
/// A thread's heap ends where its top or its last fencepost ended, so its size is known from the rows; what the main arena holds is the
/// total that `heap_state` keeps, less the heaps of threads.
public struct HeapMemoryFacts: Equatable, Sendable {
    /// Bytes now and at most.
    public struct Extent: Equatable, Sendable {
        public var current: UInt64 = 0
        public var maximum: UInt64 = 0

        mutating func set(_ value: UInt64) {
            current = value
            maximum = max(maximum, value)
        }
    }

    /// A heap of a thread: its first address, its bytes, and how far it is readable and writable.
    public struct ThreadHeap: Equatable, Sendable {
        public var base: UInt64
        public var size: UInt64
        public var unprotected: UInt64
    }

    public internal(set) var main = Extent()
    /// Heaps by arena, the oldest first; and their sum over time.
    public internal(set) var heaps: [Int64: [ThreadHeap]] = [:]
    var sums: [Int64: Extent] = [:]
    /// Whether what a heap gives back is mapped anew (overcommit_memory 2), so that it is no longer readable and writable.
    public var remapsWhatShrinks = false
    private let heapMaximum: UInt64

    init(heapMaximum: UInt64) { self.heapMaximum = heapMaximum }

    /// What an arena holds.
    public func extent(_ arena: Int64) -> Extent { arena == 0 ? main : sums[arena] ?? Extent() }

    /// Takes a row of `heap`. `oldTop`: the arena's top before it.
    mutating func apply(
        _ operation: HeapOperation, arena: Int64, _ address: UInt64, size: UInt64, oldTop: (start: UInt64, size: UInt64)?
    ) {
        switch operation {
        case .growTop, .trimTop:
            if arena == 0 { moveMain(address, size, oldTop) } else { resizeHeap(arena, end: address + size) }
        case .newArena, .newHeap:
            let base = address & ~(heapMaximum - 1)
            let length = address + size - base
            heaps[arena, default: []].append(ThreadHeap(base: base, size: length, unprotected: length))
            sum(arena)
        case .freeHeap:
            heaps[arena]?.removeAll { $0.base == address }
            sum(arena)
        default: break
        }
    }

    private mutating func moveMain(_ address: UInt64, _ size: UInt64, _ oldTop: (start: UInt64, size: UInt64)?) {
        let isSameTop = oldTop?.start == address
        main.set(main.current &+ size &- (isSameTop ? oldTop?.size ?? 0 : 0))
    }

    private mutating func resizeHeap(_ arena: Int64, end: UInt64) {
        guard var heap = heaps[arena]?.popLast() else { return }
        heap.size = end - heap.base
        heap.unprotected = remapsWhatShrinks ? heap.size : max(heap.unprotected, heap.size)
        heaps[arena]?.append(heap)
        sum(arena)
    }

    private mutating func sum(_ arena: Int64) { sums[arena, default: Extent()].set(heaps[arena, default: []].reduce(0) { $0 + $1.size }) }

    /// At the end of a step: the bytes of all arenas as `heap_state` has them. What the main arena's new stretches lost to alignment and to
    /// memory that others took from sbrk is in no row but counts as held.
    mutating func takeTotal(_ total: UInt64) { main.set(total - sums.values.reduce(0) { $0 + $1.current }) }
}
