import ReplayModel
import ReplayStore
import Virtual

extension Narrator {
    func cache(_ row: Placed<CacheRow>) throws -> String {
        let title = try name(row.name)
        switch row.operation {
        case .create:
            return "Cache \(title) is made: objects of \(Describe.bytes(UInt64(row.objectSize))), \(row.size) bytes apart, "
                + "\(row.objectsPerSlab) to a slab of \(Describe.block(order: row.order))."
        case .merge: return "Cache \(title) is alike, and becomes an alias of \(try cacheName(row.mergedInto))."
        case .destroy: return "Cache \(title) is destroyed."
        case .shrink: return "Cache \(title) is shrunk: its empty slabs go."
        }
    }

    func slab(_ row: Placed<SlabRow>) throws -> String {
        let cache = try cacheName(row.cache)
        let slab = "The slab of \(cache) at frame \(Describe.hex(row.frame))"
        let fill = "\(row.inUse) of \(row.objects) objects in use"
        switch row.operation {
        case .new:
            return "A new slab of \(cache) is cut into \(row.objects) objects in \(Describe.frames(row.frame, order: row.order))."
        case .activate: return "\(slab) becomes the slab of CPU \(row.cpu) (\(fill))."
        case .deactivate: return "\(slab) leaves CPU \(row.cpu) (\(fill))."
        case .partial: return "\(slab) joins the node's partial list (\(fill))."
        case .cpuPartial: return "\(slab) joins the partial list of CPU \(row.cpu) (\(fill))."
        case .full: return "\(slab) is full and leaves the partial list."
        case .empty: return "\(slab) has no object in use: it joins the node's list of free slabs."
        case .discard: return "\(slab) is empty: its pages go back to the page allocator."
        }
    }

    func object(_ row: Placed<ObjectRow>) throws -> String {
        let place = Describe.hex(row.address)
        let isLarge = row.cache == nil
        let title = isLarge ? "a block of pages of its own" : try cacheName(row.cache)
        let (requested, given) = (Describe.bytes(row.requested), Describe.bytes(row.given))
        switch row.operation {
        case .resize:
            return "The object at \(place) of \(title) stays where it is: \(requested) of its \(given) are asked for now."
        case .free:
            return "The object at \(place) goes back to \(isLarge ? "the page allocator" : title)\(try by(row.caller)), "
                + (isLarge ? "pages and all." : "not to the page allocator.")
        case .allocate:
            return "The object at \(place) is taken from \(title)\(try by(row.caller)): \(requested) asked for, \(given) given"
                + (row.fresh ? ", after a new slab had to be made" : "") + "." + recorded(row.recorded, against: row.address)
        }
    }

    func area(_ row: Placed<AreaRow>) throws -> String {
        let start = row.start.rawValue
        let range = "0x\(start.hex())-0x\((start &+ row.size).hex())"
        switch row.operation {
        case .allocate:
            let what =
                row.physical.map { "device registers at physical address \(Describe.hex($0)), no RAM" }
                ?? Describe.pages(UInt64(row.pages))
            return "Area \(row.area) (\(row.kind.title)) is laid into the vmalloc range at \(range), guard page "
                + "included\(try by(row.caller)): \(what)." + recorded(row.recorded, against: row.start)
        case .free: return "Area \(row.area) at \(range) is unmapped; its addresses wait for the next purge."
        case .purge: return "Area \(row.area) at \(range) is purged: its addresses may be used again."
        }
    }
}
