import Virtual

extension Teller {
    func cache(_ row: StoredRow) throws -> String {
        let title = try name(row["name"])
        switch row.word("op") {
        case "create":
            return "Cache \(title) is made: objects of \(Describe.bytes(UInt64(bitPattern: row["object_size"] ?? 0))), "
                + "\(row["size"] ?? 0) bytes apart, \(row["objects_per_slab"] ?? 0) to a slab of "
                + "\(Describe.block(order: row["ord"] ?? 0))."
        case "merge": return "Cache \(title) is alike, and becomes an alias of \(try cacheName(row["merged_into"]))."
        case "destroy": return "Cache \(title) is destroyed."
        default: return "Cache \(title) is shrunk: its empty slabs go."
        }
    }

    func slab(_ row: StoredRow) throws -> String {
        let slab = "the slab of \(try cacheName(row["cache"])) at frame \(Describe.hex(row["pfn"]))"
        let fill = "\(row["in_use"] ?? 0) of \(row["objects"] ?? 0) objects in use"
        switch row.word("op") {
        case "new":
            return "A new slab of \(try cacheName(row["cache"])) is cut into \(row["objects"] ?? 0) objects in "
                + "\(Describe.frames(row["pfn"] ?? 0, order: row["ord"] ?? 0))."
        case "activate": return "\(slab.capitalizedFirst) becomes the slab of CPU \(row["cpu"] ?? 0) (\(fill))."
        case "deactivate": return "\(slab.capitalizedFirst) leaves CPU \(row["cpu"] ?? 0) (\(fill))."
        case "partial": return "\(slab.capitalizedFirst) joins the node's partial list (\(fill))."
        case "cpu_partial": return "\(slab.capitalizedFirst) joins the partial list of CPU \(row["cpu"] ?? 0) (\(fill))."
        case "full": return "\(slab.capitalizedFirst) is full and leaves the partial list."
        case "empty": return "\(slab.capitalizedFirst) has no object in use: it joins the node's list of free slabs."
        case "discard": return "\(slab.capitalizedFirst) is empty: its pages go back to the page allocator."
        default: return "\(slab.capitalizedFirst): \(row.word("op")) (\(fill))."
        }
    }

    func object(_ row: StoredRow) throws -> String {
        let place = Describe.hex(row["address"])
        let large = row["cache"] == nil
        let title = large ? "a block of pages of its own" : try cacheName(row["cache"])
        let requested = UInt64(bitPattern: row["requested"] ?? 0)
        let given = UInt64(bitPattern: row["given"] ?? 0)
        if row.word("op") == "resize" {
            return "The object at \(place) of \(title) stays where it is: \(Describe.bytes(requested)) of its \(Describe.bytes(given)) are "
                + "asked for now."
        }
        guard row.word("op") == "allocate" else {
            return "The object at \(place) goes back to \(large ? "the page allocator" : title)\(try by(row["caller"])), "
                + (large ? "pages and all." : "not to the page allocator.")
        }
        return "The object at \(place) is taken from \(title)\(try by(row["caller"])): \(Describe.bytes(requested)) asked for, "
            + "\(Describe.bytes(given)) given" + (row["fresh"] == 1 ? ", after a new slab had to be made" : "") + "."
            + recorded(row, "recorded", against: row["address"])
    }

    func area(_ row: StoredRow) throws -> String {
        let start = UInt64(bitPattern: row["start"] ?? 0)
        let size = UInt64(bitPattern: row["size"] ?? 0)
        let range = "0x\(start.hex())-0x\((start &+ size).hex())"
        switch row.word("op") {
        case "allocate":
            let what =
                row["physical"].map { "device registers at physical address \(Describe.hex($0)), no RAM" }
                ?? Describe.pages(UInt64(bitPattern: row["pages"] ?? 0))
            return "Area \(row["area"] ?? 0) (\(row.word("kind"))) is laid into the vmalloc range at \(range), guard page "
                + "included\(try by(row["caller"])): \(what)." + recorded(row, "recorded", against: row["start"])
        case "free": return "Area \(row["area"] ?? 0) at \(range) is unmapped; its addresses wait for the next purge."
        default: return "Area \(row["area"] ?? 0) at \(range) is purged: its addresses may be used again."
        }
    }
}
