import Notation
import Pages
import ProcFiles
import ReplayModel
import ReplayStore
import TraceFormat

extension Narrator {
    func page(_ row: Placed<PageRow>) throws -> String {
        let frames = "\(Describe.frames(row.frame, order: row.order)) of \(zone(row.zone))"
        let list = Describe.migratetype(row.migratetype)
        switch row.operation {
        case .allocate:
            return "The page allocator hands out \(frames)\(try purpose(row)), \(source(row.row))"
                + (row.gfp.map { "; GFP flags \(Describe.gfp($0))" } ?? "") + "." + recorded(row.recorded, against: row.frame)
        case .free:
            guard let merged = row.blockOrder else {
                return "\(frames.capitalizedFirst) go to the processor's list of \(list) pages."
            }
            let fate = merged > row.order ? "and merge upward into \(Describe.block(order: merged))" : "and stand there alone"
            return "\(frames.capitalizedFirst) go back to the free list of \(list) blocks \(fate)."
        case .refill: return "A per-CPU list is refilled with \(frames), \(source(row.row))."
        case .drain: return "A per-CPU list gives \(frames) back to the \(list) free list."
        case .move: return "\(frames.capitalizedFirst), still free, move to the \(list) free list."
        case .own: return "\(frames.capitalizedFirst) now serve another purpose:\(try purpose(row))."
        case .repair: return "The recording began in mid-life: \(frames) must have been different; repaired\(try purpose(row))."
        }
    }

    private func source(_ row: PageRow) -> String {
        let list = Describe.migratetype(row.migratetype)
        guard let split = row.blockOrder else { return "from the processor's own list of \(list) pages" }
        let article = list.hasPrefix("u") || list.hasPrefix("i") ? "an" : "a"
        if split == row.order { return "which was \(article) \(list) block of that size" }
        let rest = 1 << split - 1 << row.order
        let left = "\(grouped(rest)) \(rest == 1 ? "frame of it stays" : "frames of it stay") free"
        return "split from \(article) \(list) block of order \(split): \(left)"
    }

    func purpose(_ row: Placed<PageRow>) throws -> String {
        try purpose(row.owner, id: row.ownerID, tag: row.tag, before: row.step)
    }

    /// `for a slab of dentry`.
    func purpose(_ owner: FrameOwner, before step: UInt64) throws -> String {
        String(try purpose(owner.kind, id: owner.id, tag: owner.tag, before: step).drop { $0 == " " })
    }

    private func purpose(_ owner: OwnerKind, id: UInt32, tag: UInt64, before step: UInt64) throws -> String {
        let process = ProcessID(Int32(truncatingIfNeeded: id))
        switch owner {
        case .free, .perCPU: return " (free)"
        case .slab: return " for a slab of \(try cacheName(CacheID(id)))"
        case .pageTable: return " for a page table of level \(tag) of \(try who(process, before: step))"
        case .vmalloc: return " for area \(id) of the vmalloc range"
        case .anonymous: return " for \(try who(process, before: step)), virtual page \(Describe.hex(tag))"
        case .file: return " for the page cache"
        case .kernel: return " for the kernel\(try by(NameID(id)))"
        case .largeKmalloc: return " for a large kmalloc\(try by(NameID(id)))"
        case .recorded: return " for a purpose that the recording does not tell"
        case .zeroPage: return " as the shared zero page"
        case .reserved: return " (\(owner.title))"
        }
    }

    func stepping(_ row: Placed<SteppingRow>) -> String {
        let frames = { (frame: FrameNumber?) in frame.map { Describe.frames($0, order: row.order) } ?? "nothing" }
        let event = row.kind.title
        if row.agrees { return "The recording tells of the same step: \(event), \(frames(row.frame)) of \(zone(row.zone))." }
        return "The recording differs: \(event) of \(frames(row.recorded)), in the model \(frames(row.frame)) of \(zone(row.zone))."
    }

    func pageFallback(_ row: Placed<PageFallbackRow>) -> String {
        let fate = row.changedOwnership ? "Its page block has the new type." : "Its page block keeps its type."
        return "No \(Describe.migratetype(row.migratetype)) block of order \(row.order) or more is free in \(zone(row.zone)): the "
            + "\(Describe.migratetype(row.fallbackMigratetype)) block of order \(row.blockOrder) at frame \(Describe.hex(row.frame)) is "
            + "taken instead. \(fate)"
    }

    func pageblock(_ row: Placed<PageblockRow>) -> String {
        "The page block at frame \(Describe.hex(row.frame)) of \(zone(row.zone)) turns from \(Describe.migratetype(row.oldType)) to "
            + "\(Describe.migratetype(row.newType))."
    }

    func allocationFailure(_ row: Placed<AllocationFailureRow>) throws -> String {
        var text =
            "\(try who(row.process, before: row.step).capitalizedFirst) asks for \(Describe.block(order: row.order)) "
            + "(\(Describe.gfp(row.gfp))), first from \(zone(row.zone)), and no zone may give one: "
            + "\(Describe.pages(row.free)) free in the zones it may use, largest free block "
            + (row.largestOrder < 0 ? "none. " : "of order \(row.largestOrder). ")
        if let index = row.extfragIndex { text += "\(fragmentation(index)) " }
        switch row.reason {
        case .reclaimed: text += "Reclaim finds pages, and the request is tried again."
        case .outOfMemory: text += "Memory is used up: the OOM killer is called."
        case .fragmentation: text += "Memory is free but in pieces too small: a failure of fragmentation."
        case .failed: text += "The request may fail, and does."
        case .recorded: text += "The recording tells that it failed on the real machine. The model did not try; the figures are its own."
        }
        return text
    }

    func zoneLimit(_ row: Placed<ZoneLimitRow>) -> String {
        "\(zone(row.zone).capitalizedFirst) has watermarks of \(grouped(row.min)), \(grouped(row.low)) and \(grouped(row.high)) pages from here on."
    }

    func numaState(_ row: Placed<NumaStateRow>) -> String {
        "\(zone(row.zone).capitalizedFirst) counts \(grouped(row.hit)) hits, \(grouped(row.miss)) misses, \(grouped(row.foreign)) foreign, "
            + "\(grouped(row.local)) local and \(grouped(row.other)) other pages."
    }

    private func fragmentation(_ index: Int64) -> String {
        if index < 0 { return "Its extfrag_index is -1: a block of that size is free, so watermarks or its migrate type stand in the way." }
        let value = decimal(UInt64(index), over: 1000, digits: 3)
        return "Its extfrag_index is \(value): \(index >= 500 ? "nearer to fragmentation" : "nearer to lack of memory")."
    }

    /// Free lists of every zone as they stood before a step.
    func freeLists(before step: UInt64) throws -> [String] {
        try zoneNames.enumerated().compactMap { id, name in
            guard let row = try run.previous(ZoneFreeRow.self, where: .zone, is: Int64(id), before: step) else { return nil }
            let blocks = row.blocks.elements.enumerated().map { "\($1)×\(1 << $0)" }.joined(separator: " ")
            return "\(name): \(blocks) = \(Describe.pages(row.free))"
        }
    }
}
