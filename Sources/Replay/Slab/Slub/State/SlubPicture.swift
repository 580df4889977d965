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
    /// All lists as they are now. O(slabs and their free objects).
    public func picture() -> SlubPicture {
        var picture = SlubPicture()
        for index in caches.indices where caches[index].isAlive && !caches[index].isAlias {
            let id = caches[index].id
            for cpu in 0..<UInt16(cpus) {
                let place = slots[slot(UInt32(index), cpu)]
                if place.slab != SlubCache.none { picture.slabs.append(.init(cache: id, slab: snapshot(place.slab, held: place.freelist))) }
            }
            for cpu in 0..<UInt16(cpus) { add(from: slots[slot(UInt32(index), cpu)].partial, id, to: &picture) }
            add(from: caches[index].partialHead, id, to: &picture)
        }
        let full = slabs.indices.filter { slabs[$0].place == .full }.sorted { slabs[$0].frame.rawValue < slabs[$1].frame.rawValue }
        for index in full {
            picture.slabs.append(
                .init(cache: caches[Int(slabs[index].cache)].id, slab: snapshot(UInt32(index), held: Slab.noObject)))
        }
        return picture
    }

    private func add(from head: UInt32, _ id: CacheID, to picture: inout SlubPicture) {
        var at = head
        while at != SlubCache.none {
            picture.slabs.append(.init(cache: id, slab: snapshot(at, held: Slab.noObject)))
            at = slabs[Int(at)].next
        }
    }

    private func snapshot(_ index: UInt32, held: UInt16) -> SlabSnapshot {
        let slab = slabs[Int(index)]
        return SlabSnapshot(
            frame: slab.frame, order: slab.order, objects: slab.objects, freelist: list(slab.freelist, in: slab), place: slab.place,
            cpu: slab.cpu, cpuFreelist: list(held, in: slab))
    }

    private func list(_ head: UInt16, in slab: Slab) -> [UInt16] {
        var list: [UInt16] = []
        var at = head
        while at != Slab.noObject {
            list.append(at)
            at = objects[slab.firstObject + UInt32(at)].next
        }
        return list
    }
}
