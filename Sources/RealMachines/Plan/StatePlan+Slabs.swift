import Notation
import Pages
import Slab
import TraceFormat

extension StatePlan {
    /// All frames of all slabs.
    static func frames(of state: InitialSlabState?) -> FrameRuns {
        let slabs = state?.caches.flatMap(\.slabs) ?? []
        return FrameRuns(slabs.map { UInt64($0.frame.rawValue)..<(UInt64($0.frame.rawValue) + (1 << UInt64($0.order))) })
    }

    /// SLUB's caches, where the state tells of them. Errors: the machine has another slab allocator; a slab's frame is free.
    mutating func addSlabs() throws(TraceError) {
        guard let slabs = state.slabCaches else { return }
        guard profile.slab.algorithm == .slub else {
            throw error("tells of SLUB's caches, and the machine has \(profile.slab.algorithm)", expected: "a machine with slab=slub")
        }
        let free = pages.free.map { block in
            UInt64(block.frame.rawValue)..<(UInt64(block.frame.rawValue) + (1 << UInt64(block.order)))
        }.sorted { $0.lowerBound < $1.lowerBound }
        for cache in slabs.caches {
            for slab in cache.slabs {
                let frames = UInt64(slab.frame.rawValue)..<(UInt64(slab.frame.rawValue) + (1 << UInt64(slab.order)))
                let next = free.partitioningIndex { $0.upperBound > frames.lowerBound }
                guard next < free.count, free[next].overlaps(frames) else { continue }
                throw error(
                    "frame \(slab.frame.rawValue.hexadecimal) is a slab of \(cache.name) and free",
                    expected: "slab caches and free pages of one moment")
            }
        }
        start.slabs = slabs
    }
}

extension Array {
    /// The index of the first element that `isInSecond` holds for; it holds for all after that.
    fileprivate func partitioningIndex(where isInSecond: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isInSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
