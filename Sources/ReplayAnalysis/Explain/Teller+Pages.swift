import Notation
import Pages
import ProcFiles
import ReplayModel

extension Teller {
    func page(_ row: StoredRow) throws -> String {
        let order = row["ord"] ?? 0
        let frames = "\(Describe.frames(row["pfn"] ?? 0, order: order)) of \(zone(row["zone"]))"
        let list = row.word("migratetype")
        switch row.word("op") {
        case "allocate":
            return "The page allocator hands out \(frames)\(try purpose(row)), \(source(row, order: order, list: list))"
                + (row["gfp"].map { "; GFP flags \(Describe.gfp($0))" } ?? "") + "."
                + recorded(row, "recorded_pfn", against: row["pfn"])
        case "free":
            guard let merged = row["block_order"] else {
                return "\(frames.capitalizedFirst) go to the processor's list of \(list) pages."
            }
            let fate = merged > order ? "and merge upward into \(Describe.block(order: merged))" : "and stand there alone"
            return "\(frames.capitalizedFirst) go back to the free list of \(list) blocks \(fate)."
        case "refill": return "A per-CPU list is refilled with \(frames), \(source(row, order: order, list: list))."
        case "drain": return "A per-CPU list gives \(frames) back to the \(list) free list."
        case "move": return "\(frames.capitalizedFirst), still free, move to the \(list) free list."
        case "own": return "\(frames.capitalizedFirst) now serve another purpose:\(try purpose(row))."
        case "repair": return "The recording began in mid-life: \(frames) must have been different; repaired\(try purpose(row))."
        default: return "\(frames.capitalizedFirst): \(row.word("op")), list \(list)\(try purpose(row))."
        }
    }

    private func source(_ row: StoredRow, order: Int64, list: String) -> String {
        guard let split = row["block_order"] else { return "from the processor's own list of \(list) pages" }
        let article = list.hasPrefix("u") || list.hasPrefix("i") ? "an" : "a"
        if split == order { return "which was \(article) \(list) block of that size" }
        let rest = 1 << split - 1 << order
        let left = "\(grouped(rest)) \(rest == 1 ? "frame of it stays" : "frames of it stay") free"
        return "split from \(article) \(list) block of order \(split): \(left)"
    }

    func purpose(_ row: StoredRow) throws -> String {
        try purpose(word: row.word("owner"), id: row["owner_id"] ?? 0, tag: row["tag"] ?? 0, before: row.step)
    }

    /// `for a slab of dentry`.
    func purpose(_ owner: FrameOwner, before step: UInt64) throws -> String {
        let text = try purpose(
            word: OwnerKind.words[Int(owner.kind.rawValue)], id: Int64(owner.id), tag: Int64(bitPattern: owner.tag), before: step)
        return String(text.drop { $0 == " " })
    }

    private func purpose(word: String, id: Int64, tag: Int64, before step: UInt64) throws -> String {
        switch word {
        case "free", "per_cpu": return " (free)"
        case "slab": return " for a slab of \(try cacheName(id))"
        case "page_table": return " for a page table of level \(tag) of \(try who(id, before: step))"
        case "vmalloc": return " for area \(id) of the vmalloc range"
        case "anonymous":
            return " for \(try who(id, before: step)), virtual page \(Describe.hex(tag))"
        case "file": return " for the page cache"
        case "kernel": return " for the kernel\(try by(id))"
        case "large_kmalloc": return " for a large kmalloc\(try by(id))"
        case "recorded": return " for a purpose that the recording does not tell"
        case "zero_page": return " as the shared zero page"
        default: return " (\(word))"
        }
    }

    func stepping(_ row: StoredRow) -> String {
        let order = row["ord"] ?? 0
        let frames = { (frame: Int64?) in frame.map { Describe.frames($0, order: order) } ?? "nothing" }
        let event = row.word("kind")
        if row["agrees"] == 1 { return "The recording tells of the same step: \(event), \(frames(row["pfn"])) of \(zone(row["zone"]))." }
        return
            "The recording differs: \(event) of \(frames(row["recorded_pfn"])), in the model \(frames(row["pfn"])) of \(zone(row["zone"]))."
    }

    func pageFallback(_ row: StoredRow) -> String {
        let order = row["ord"] ?? 0
        let fate = row["takeover"] == 1 ? "Its page block has the new type." : "Its page block keeps its type."
        return "No \(row.word("migratetype")) block of order \(order) or more is free in \(zone(row["zone"])): the "
            + "\(row.word("from_type")) block of order \(row["block_order"] ?? 0) at frame \(Describe.hex(row["pfn"])) is taken instead. \(fate)"
    }

    func pageblock(_ row: StoredRow) -> String {
        "The page block at frame \(Describe.hex(row["pfn"])) of \(zone(row["zone"])) turns from \(row.word("old_type")) to "
            + "\(row.word("new_type"))."
    }

    func allocationFailure(_ row: StoredRow) throws -> String {
        let order = row["ord"] ?? 0
        let free = UInt64(bitPattern: row["free"] ?? 0)
        let largest = row["largest_order"] ?? -1
        var text =
            "\(try who(row["pid"], before: row.step).capitalizedFirst) asks for \(Describe.block(order: order)) "
            + "(\(Describe.gfp(row["gfp"] ?? 0))), first from \(zone(row["zone"])), and no zone may give one: "
            + "\(Describe.pages(free)) free in the zones it may use, largest free block "
            + (largest < 0 ? "none. " : "of order \(largest). ")
        if let index = row["extfrag_index"] { text += "\(fragmentation(index)) " }
        switch row.word("reason") {
        case "reclaimed": text += "Reclaim finds pages, and the request is tried again."
        case "out_of_memory": text += "Memory is used up: the OOM killer is called."
        case "fragmentation": text += "Memory is free but in pieces too small: a failure of fragmentation."
        default: text += "The request may fail, and does."
        }
        return text
    }

    private func fragmentation(_ index: Int64) -> String {
        if index < 0 { return "Its extfrag_index is -1: a block of that size is free, so watermarks stand in the way." }
        let value = decimal(UInt64(index), over: 1000, digits: 3)
        return "Its extfrag_index is \(value): \(index >= 500 ? "nearer to fragmentation" : "nearer to lack of memory")."
    }

    /// Free lists of every zone as they stood before a step.
    func freeLists(before step: UInt64) throws -> [String] {
        try zoneNames.enumerated().compactMap { id, name in
            guard let row = try run.previous(.zoneFree, where: "zone", is: Int64(id), before: step) else { return nil }
            let blocks = (0...10).map { "\(row["o\($0)"] ?? 0)×\(1 << $0)" }.joined(separator: " ")
            return "\(name): \(blocks) = \(Describe.pages(UInt64(bitPattern: row["free"] ?? 0)))"
        }
    }
}
