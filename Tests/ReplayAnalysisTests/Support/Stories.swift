import TraceFormat

@testable import ReplayAnalysis
@testable import ReplayModel

/// A small run with something of everything.
///
/// Step 1: process 100 begins, with a VMA. Step 2: free lists, a cache, vmalloc and ioremap areas. Step 3: page tables and three
/// faults. Step 4: the child 101 shares a frame. Step 5: 101 exits, an area is freed.
func everything(_ maker: RunMaker) throws -> Run {
    let names = (lazy: maker.name("lazy"), dentry: maker.name("dentry"), driver: maker.name("my_driver+0x10/0x20"))
    return try maker.run(
        "everything.sqlite",
        { log in
            log.append(ProcessRow(operation: .start, process: ProcessID(100), parent: ProcessID(1), uid: 1000, comm: names.lazy))
            log.append(vma(.add, 0x804_8000, 0x804_9000, .text, prot: 5, name: maker.name("/bin/lazy")))
            log.append(vma(.add, 0xb7c0_0000, 0xb7c0_4000))
            log.append(processState(100, vss: 5, data: 4))
        },
        { log in
            log.append(zoneFree(0, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 3]))
            log.append(zoneFree(1, [2, 3, 6, 6, 2, 2, 2, 3, 1, 2, 204], perCPU: 60))
            log.append(zoneFree(2, [2, 3, 2, 2, 3, 1, 2, 1, 1, 2, 33]))
            cacheRows(names.dentry, &log)
            areaRows(names.driver, &log)
            log.append(
                MemoryStateRow(
                    free: 250_000, anonymous: 18, file: 1277, slabReclaimable: 1489, slabUnreclaimable: 777, pageTables: 22,
                    vmallocUsed: 69, kernel: 0, recorded: 0, committed: 1433, locked: 5))
        },
        { log in
            tableRows(&log)
            log.append(fault(0xb7c0_0004, .anonymous, frame: 0x3_8001, zone: 2))
            log.append(fault(0xb7c0_1000, .anonymous, frame: 0x3_8002, zone: 2))
            log.append(fault(0xb7c0_3ffc, .zeroPage, frame: 0x1_2345, protection: 1))
            log.append(processState(100, vss: 5, rss: 2, tables: 1, data: 4))
        },
        { log in
            log.append(
                ProcessRow(operation: .fork, process: ProcessID(101), parent: ProcessID(100), uid: 1000, comm: names.lazy))
            log.append(vma(.add, 0xb7c0_0000, 0xb7c0_4000, pid: 101))
            log.append(
                MappingRow(operation: .protect, process: ProcessID(100), page: VirtualPage(0xb7c00), count: 2, protection: 1))
            log.append(
                MappingRow(
                    operation: .map, process: ProcessID(101), page: VirtualPage(0xb7c00), count: 2, frame: 0x3_8001, protection: 1))
            log.append(fault(0xb7c0_1000, .copyOnWrite, old: 0x3_8002, frame: 0x3_8003, zone: 2))
            log.append(processState(101, vss: 4, rss: 2, tables: 1, adj: 500))
        },
        { log in
            log.append(
                MappingRow(operation: .unmap, process: ProcessID(101), page: VirtualPage(0xb7c00), count: 2, protection: 0))
            log.append(
                ProcessRow(operation: .exit, process: ProcessID(101), parent: ProcessID(100), uid: 1000, comm: names.lazy, value: 0))
            log.append(processState(101, alive: false))
            log.append(
                AreaRow(
                    operation: .free, kind: .vmalloc, area: 1, start: VirtualAddress(0xf880_0000), size: 0x3000, pages: 2))
        })
}

private func cacheRows(_ name: NameID, _ log: inout TransitionLog) {
    log.append(
        CacheRow(
            operation: .create, cache: CacheID(1), name: name, objectSize: 144, size: 144, align: 8, order: 0, objectsPerSlab: 28,
            minPartial: 5, cpuPartial: 30, flags: 0))
    log.append(CacheStateRow(cache: CacheID(1), activeObjects: 40, objects: 56, activeSlabs: 2, slabs: 2, requested: 5760, partialFree: 6))
}

private func areaRows(_ caller: NameID, _ log: inout TransitionLog) {
    log.append(
        AreaRow(
            operation: .allocate, kind: .vmalloc, area: 1, start: VirtualAddress(0xf880_0000), size: 0x3000, pages: 2,
            caller: caller))
    log.append(
        AreaRow(
            operation: .allocate, kind: .ioremap, area: 2, start: VirtualAddress(0xf880_4000), size: 0x2000, pages: 0,
            physical: 0xfebf_0000, caller: caller))
    log.append(
        MappingRow(operation: .map, process: .kernel, page: VirtualPage(0xf8800), count: 2, frame: nil, protection: 3))
    log.append(
        MappingRow(operation: .map, process: .kernel, page: VirtualPage(0xf8804), count: 1, frame: 0xfebf0, protection: 3))
    log.append(
        PageTableRow(operation: .allocate, process: .kernel, level: 1, base: VirtualAddress(0xf880_0000), frame: FrameNumber(77)))
}

private func tableRows(_ log: inout TransitionLog) {
    log.append(
        PageTableRow(
            operation: .allocate, process: ProcessID(100), level: 2, base: VirtualAddress(0), frame: FrameNumber(0x500)))
    log.append(
        PageTableRow(
            operation: .allocate, process: ProcessID(100), level: 1, base: VirtualAddress(0xb7c0_0000), frame: FrameNumber(0x501)))
}
