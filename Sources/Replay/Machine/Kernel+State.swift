// The machine's totals.
extension Kernel {
    /// What /proc/meminfo would be made of now.
    var memoryState: MemoryStateRow {
        MemoryStateRow(
            free: memory.freePages + memory.perCPUPages, anonymous: isRecorded ? memory.pages(of: .anonymous) : virtual.anonymousPages,
            file: memory.pages(of: .file),
            slabReclaimable: slab.reclaimablePages, slabUnreclaimable: memory.pages(of: .slab) - slab.reclaimablePages,
            pageTables: isRecorded ? memory.pages(of: .pageTable) : virtual.pageTablePages, vmallocUsed: vmalloc.mappedPages,
            kernel: memory.pages(of: .kernel) + memory.pages(of: .largeKmalloc) + memory.pages(of: .vmalloc),
            recorded: memory.pages(of: .recorded), committed: virtual.committedPages, locked: virtual.lockedPages,
            hugePages: virtual.hugePages)
    }

    /// Free pages in blocks of order 0, 1 and 2: what fragmentation leaves of no use to larger requests.
    var smallFreePages: UInt64 {
        memory.zoneIndices.reduce(0) { sum, zone in
            sum + (0..<3).reduce(0) { $0 + UInt64(memory.freeCount(zone, order: UInt8($1))) << UInt64($1) }
        }
    }
}
