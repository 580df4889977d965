import Heap
import ProcFiles

extension MallocInfo {
    /// The arenas of a map, in the order of glibc's ring: the main one, then the newest first.
    init(_ map: HeapMap, _ bins: HeapBins, mapped: Total) {
        let others = map.memory.heaps.keys.sorted(by: >)
        self.init(heaps: ([0] + others).map { Heap(map, bins, arena: $0) }, mapped: mapped)
    }
}

extension MallocInfo.Heap {
    fileprivate init(_ map: HeapMap, _ bins: HeapBins, arena: Int64) {
        self.init()
        var fastbins: [UInt64: MallocInfo.Size] = [:]
        var others: [Int: MallocInfo.Size] = [:]
        for (_, chunk) in map.sorted where chunk.arena == arena {
            let header = chunk.size | 1
            switch chunk.state {
            case .fastbin:
                fastbins[chunk.size, default: MallocInfo.Size()].add(chunk.size)
                fast += MallocInfo.Total(count: 1, bytes: chunk.size)
            case .unsorted:
                if unsorted == nil { unsorted = MallocInfo.Size() }
                unsorted?.add(header)
                rest += MallocInfo.Total(count: 1, bytes: header)
            case .smallbin, .largebin:
                others[bins.bin(chunk.size), default: MallocInfo.Size()].add(header)
                rest += MallocInfo.Total(count: 1, bytes: header)
            case .top: rest += MallocInfo.Total(count: 1, bytes: chunk.size)
            default: break
            }
        }
        sizes = fastbins.keys.sorted().map { size in
            var entry = fastbins[size]!
            entry.from = size - (bins.alignment - 1)
            return entry
        }
        sizes += others.keys.sorted().map { others[$0]! }
        let extent = map.memory.extent(arena)
        (system, systemMaximum) = (extent.current, extent.maximum)
        let own = map.memory.heaps[arena]
        subheaps = own?.count
        addresses = own?.reduce(0) { $0 + $1.size } ?? system
        unprotected = own?.reduce(0) { $0 + $1.unprotected } ?? system
    }
}
