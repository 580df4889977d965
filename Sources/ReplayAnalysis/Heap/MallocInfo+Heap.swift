import Replay

/// What `malloc_info(0, stream)` of glibc 2.36 prints (malloc/malloc.c, __malloc_info): for each arena the free chunks by size, and what
/// it holds. Chunks in a thread's cache count as in use there.
///
/// Sizes of chunks in bins are those of their headers with the flag bits, as glibc prints them: 33 is a chunk of 32 bytes behind one in use.
public struct MallocInfo: Equatable, Sendable {
    /// Free chunks of a fastbin, a bin or the unsorted list.
    public struct Size: Equatable, Sendable {
        public var from: UInt64 = .max
        public var to: UInt64 = 0
        public var total: UInt64 = 0
        public var count: UInt64 = 0

        mutating func add(_ size: UInt64) {
            from = min(from, size)
            to = max(to, size)
            total += size
            count += 1
        }
    }

    /// One arena.
    public struct Heap: Equatable, Sendable {
        /// Fastbins and bins in order, without the empty ones.
        public var sizes: [Size] = []
        public var unsorted: Size?
        public var fast = Size()
        public var rest = Size()
        public var system = HeapMemoryFacts.Extent()
        /// Bytes of its address range, and those of them that are readable and writable.
        public var addresses: UInt64 = 0
        public var unprotected: UInt64 = 0
        /// How many heaps a thread's arena has; nil: the main arena.
        public var subheaps: Int?
    }

    public var heaps: [Heap]
    public var mappedChunks: UInt64
    public var mappedBytes: UInt64

    /// The arenas of a map, in the order of glibc's ring: the main one, then the newest first.
    public init(_ map: HeapMap, _ bins: HeapBins, mappedChunks: UInt64, mappedBytes: UInt64) {
        let others = map.memory.heaps.keys.sorted(by: >)
        heaps = ([0] + others).map { Heap(map, bins, arena: $0) }
        self.mappedChunks = mappedChunks
        self.mappedBytes = mappedBytes
    }
}

extension MallocInfo.Heap {
    fileprivate init(_ map: HeapMap, _ bins: HeapBins, arena: Int64) {
        var fastbins: [UInt64: MallocInfo.Size] = [:]
        var others: [Int: MallocInfo.Size] = [:]
        for (_, chunk) in map.sorted where chunk.arena == arena {
            let header = chunk.size | 1
            switch chunk.state {
            case .fastbin:
                fastbins[chunk.size, default: MallocInfo.Size()].add(chunk.size)
                fast.add(chunk.size)
            case .unsorted:
                if unsorted == nil { unsorted = MallocInfo.Size() }
                unsorted?.add(header)
                rest.add(header)
            case .smallbin, .largebin:
                others[bins.bin(chunk.size), default: MallocInfo.Size()].add(header)
                rest.add(header)
            case .top: rest.add(chunk.size)
            default: break
            }
        }
        sizes = fastbins.keys.sorted().map { size in
            var entry = fastbins[size]!
            entry.from = size - (bins.alignment - 1)
            return entry
        }
        sizes += others.keys.sorted().map { others[$0]! }
        system = map.memory.extent(arena)
        let own = map.memory.heaps[arena]
        subheaps = own?.count
        addresses = own?.reduce(0) { $0 + $1.size } ?? system.current
        unprotected = own?.reduce(0) { $0 + $1.unprotected } ?? system.current
    }
}
