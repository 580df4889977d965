@testable import Pages
@testable import ReplayModel
@testable import Slab

/// One cache of SLUB as of 6.1, written down a second time with plain arrays: an auditor of the real one.
struct NaiveSlub {
    final class NaiveSlab {
        let base: UInt64
        var free: [UInt64] = []
        var live: Set<UInt64> = []
        init(_ base: UInt64) { self.base = base }
    }

    let size: UInt64
    let perSlab: Int
    let minPartial: Int
    let cpuPartialSlabs: Int
    /// By CPU: its slab, that slab's free objects that only it takes, and its partial slabs, newest first.
    var own: [NaiveSlab?]
    var lists: [[UInt64]]
    var partials: [[NaiveSlab]]
    var node: [NaiveSlab] = []
    var all: [NaiveSlab] = []

    init(size: UInt64, perSlab: Int, minPartial: Int, cpuPartialSlabs: Int, cpus: Int) {
        self.size = size
        self.perSlab = perSlab
        self.minPartial = minPartial
        self.cpuPartialSlabs = cpuPartialSlabs
        own = Array(repeating: nil, count: cpus)
        lists = Array(repeating: [], count: cpus)
        partials = Array(repeating: [], count: cpus)
    }

    /// `newSlab` gives the address of fresh pages.
    mutating func allocate(_ cpu: Int, newSlab: () -> UInt64) -> UInt64 {
        if lists[cpu].isEmpty { refill(cpu, newSlab) }
        let object = lists[cpu].removeFirst()
        own[cpu]!.live.insert(object)
        return object
    }

    private mutating func refill(_ cpu: Int, _ newSlab: () -> UInt64) {
        if own[cpu]?.free.isEmpty ?? true {
            if !partials[cpu].isEmpty {
                own[cpu] = partials[cpu].removeFirst()
            } else if !node.isEmpty {
                own[cpu] = node.removeFirst()
                let more = min(node.count, cpuPartialSlabs / 2 + 1)
                partials[cpu] = node.prefix(more).reversed()
                node.removeFirst(more)
            } else {
                let slab = NaiveSlab(newSlab())
                slab.free = (0..<UInt64(perSlab)).map { slab.base + $0 * size }
                all.append(slab)
                own[cpu] = slab
            }
        }
        lists[cpu] = own[cpu]!.free
        own[cpu]!.free = []
    }

    /// Returns the slabs given back, in order.
    mutating func free(_ object: UInt64, _ cpu: Int) -> [UInt64] {
        let slab = all.first { $0.live.contains(object) }!
        slab.live.remove(object)
        if own[cpu] === slab {
            lists[cpu].insert(object, at: 0)
            return []
        }
        slab.free.insert(object, at: 0)
        if own.contains(where: { $0 === slab }) || partials.contains(where: { $0.contains { $0 === slab } }) { return [] }
        if let index = node.firstIndex(where: { $0 === slab }) {
            guard slab.live.isEmpty, node.count >= minPartial else { return [] }
            node.remove(at: index)
            return discard([slab])
        }
        let old = partials[cpu]
        guard old.count >= cpuPartialSlabs else {
            partials[cpu].insert(slab, at: 0)
            return []
        }
        partials[cpu] = [slab]
        return unfreeze(old)
    }

    private mutating func unfreeze(_ slabs: [NaiveSlab]) -> [UInt64] {
        var gone: [NaiveSlab] = []
        for slab in slabs {
            if slab.live.isEmpty && node.count >= minPartial { gone.insert(slab, at: 0) } else { node.append(slab) }
        }
        return discard(gone)
    }

    mutating func shrink() -> [UInt64] {
        var gone: [UInt64] = []
        for cpu in own.indices {
            if let slab = own[cpu] { gone += putAway(slab, cpu) }
            let old = partials[cpu]
            partials[cpu] = []
            gone += unfreeze(old)
        }
        let empty = node.filter { $0.live.isEmpty }
        let rest = node.filter { !$0.live.isEmpty && perSlab - $0.live.count > 32 }
        var sorted: [NaiveSlab] = []
        for free in 1...32 {
            sorted += node.filter { !$0.live.isEmpty && perSlab - $0.live.count == free }.reversed()
        }
        node = sorted + rest
        return gone + discard(empty)
    }

    private mutating func putAway(_ slab: NaiveSlab, _ cpu: Int) -> [UInt64] {
        let hadRemoteFrees = !slab.free.isEmpty
        slab.free = lists[cpu] + slab.free
        lists[cpu] = []
        own[cpu] = nil
        if slab.live.isEmpty && node.count >= minPartial { return discard([slab]) }
        if !slab.free.isEmpty { node.insert(slab, at: hadRemoteFrees ? node.count : 0) }
        return []
    }

    private mutating func discard(_ slabs: [NaiveSlab]) -> [UInt64] {
        all.removeAll { slab in slabs.contains { $0 === slab } }
        return slabs.map(\.base)
    }
}
