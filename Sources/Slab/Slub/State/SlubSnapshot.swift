import ReplayModel

/// Every slab at one moment, with its free objects in order: what a real kernel's caches can be compared with.
public struct SlubSnapshot: Sendable, Equatable {
    /// Caches by id, then CPU slabs, CPU partial lists (newest first) and the node's list; last all full slabs by frame.
    public var slabs: [Entry] = []

    public struct Entry: Sendable, Equatable {
        public var cache: CacheID
        public var slab: SlabSnapshot
    }

    public init() {}
}

extension SlubAllocator {
    func snapshot(_ common: borrowing SlabCommon) -> SlubSnapshot {
        var snapshot = SlubSnapshot()
        for cache in common.living {
            for cpu in 0..<common.cpus {
                let cpu = cpuSlabs[cpuSlabs.index(cache, cpu)]
                if cpu.slab != .none { snapshot.slabs.append(.init(cache: cache, slab: slabSnapshot(cpu.slab, held: cpu.freelist))) }
            }
            for cpu in 0..<common.cpus { add(from: cpuSlabs[cpuSlabs.index(cache, cpu)].partial, cache, to: &snapshot) }
            add(from: nodes[cache].partial.head, cache, to: &snapshot)
        }
        var full: [SlabIndex] = []
        for index in slabs.indices where slabs[index].place == .full { full.append(index) }
        full.sort { slabs[$0].frame < slabs[$1].frame }
        for index in full { snapshot.slabs.append(.init(cache: slabs[index].cache, slab: slabSnapshot(index))) }
        return snapshot
    }

    private func add(from head: SlabIndex, _ cache: CacheID, to snapshot: inout SlubSnapshot) {
        var index = head
        while index != .none {
            snapshot.slabs.append(.init(cache: cache, slab: slabSnapshot(index)))
            index = slabs[index].next
        }
    }

    private func slabSnapshot(_ index: SlabIndex, held: ObjectNumber = .none) -> SlabSnapshot {
        let slab = slabs[index]
        return SlabSnapshot(
            frame: slab.frame, order: slab.order, objects: slab.objects, freelist: list(slab.freelist, in: slab), place: slab.place,
            cpu: slab.cpu, cpuFreelist: list(held, in: slab))
    }

    private func list(_ head: ObjectNumber, in slab: SlubSlab) -> [UInt16] { objects.list(head, slab.firstObject).map(\.rawValue) }
}
