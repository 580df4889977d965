import ReplayModel

/// Every slab at one moment, with its free objects in order: what a real kernel's caches can be compared with.
public struct SlubPicture: Sendable, Equatable {
    /// Caches by id, then CPU slabs, CPU partial lists (newest first) and the node's list; last all full slabs by frame.
    public var slabs: [Entry] = []

    public struct Entry: Sendable, Equatable {
        public var cache: CacheID
        public var slab: SlabSnapshot
    }

    public init() {}
}

extension SlubAllocator {
    func picture(_ common: borrowing SlabCommon) -> SlubPicture {
        var picture = SlubPicture()
        for cache in common.living {
            for cpu in 0..<common.cpus {
                let cpu = cpuSlabs[cpuSlabs.index(cache, cpu)]
                if cpu.slab != .none { picture.slabs.append(.init(cache: cache, slab: snapshot(cpu.slab, held: cpu.freelist))) }
            }
            for cpu in 0..<common.cpus { add(from: cpuSlabs[cpuSlabs.index(cache, cpu)].partial, cache, to: &picture) }
            add(from: nodes[cache].partial.head, cache, to: &picture)
        }
        var full: [SlabIndex] = []
        for index in slabs.indices where slabs[index].place == .full { full.append(index) }
        full.sort { slabs[$0].frame < slabs[$1].frame }
        for index in full { picture.slabs.append(.init(cache: slabs[index].cache, slab: snapshot(index))) }
        return picture
    }

    private func add(from head: SlabIndex, _ cache: CacheID, to picture: inout SlubPicture) {
        var index = head
        while index != .none {
            picture.slabs.append(.init(cache: cache, slab: snapshot(index)))
            index = slabs[index].next
        }
    }

    private func snapshot(_ index: SlabIndex, held: ObjectNumber = .none) -> SlabSnapshot {
        let slab = slabs[index]
        return SlabSnapshot(
            frame: slab.frame, order: slab.order, objects: slab.objects, freelist: list(slab.freelist, in: slab), place: slab.place,
            cpu: slab.cpu, cpuFreelist: list(held, in: slab))
    }

    private func list(_ head: ObjectNumber, in slab: SlubSlab) -> [UInt16] { objects.list(head, slab.firstObject).map(\.rawValue) }
}
