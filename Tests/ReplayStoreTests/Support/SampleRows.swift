import TraceFormat

@testable import ReplayModel

/// Rows to fill a store with.
enum SampleRows {
    /// Appends one real row of every transition table, in the order of the tables. The log has a step begun.
    static func appendOneOfEach(to log: inout TransitionLog, name: NameID = NameID(1)) {
        appendEventAndPages(&log)
        appendSlab(&log, name)
        appendAddressSpace(&log, name)
        appendHeap(&log)
        appendProcesses(&log, name)
        appendBookkeeping(&log, name)
    }

    private static func appendEventAndPages(_ log: inout TransitionLog) {
        var mark = TraceEvent(.mark)
        mark.set(.text, NameID(1))
        log.append(EventRow(time: 100, eventClass: .trace, event: mark))
        log.append(
            PageRow(
                operation: .allocate, zone: ZoneIndex(0), frame: FrameNumber(8), order: 0, blockOrder: 3, migratetype: 1,
                owner: .slab, ownerID: 1, tag: 0, gfp: 2, recorded: 8))
        log.append(zoneFree([5, 4, 3, 2, 1, 0, 0, 0, 0, 0, 7]))
        log.append(PageblockRow(zone: ZoneIndex(0), frame: FrameNumber(512), oldType: 1, newType: 0))
    }

    private static func appendSlab(_ log: inout TransitionLog, _ name: NameID) {
        log.append(
            CacheRow(
                operation: .create, cache: CacheID(1), name: name, objectSize: 64, size: 64, align: 8, order: 0,
                objectsPerSlab: 64, minPartial: 5, cpuPartial: 30, flags: 0))
        log.append(
            SlabRow(
                operation: .new, cache: CacheID(1), frame: FrameNumber(8), order: 0, objects: 64, inUse: 0, cpu: 0))
        log.append(object(.allocate, 0xffff_8880_0000_8000, name: name))
        log.append(
            CacheStateRow(cache: CacheID(1), activeObjects: 1, objects: 64, activeSlabs: 1, slabs: 1, requested: 40))
        log.append(
            AreaRow(
                operation: .allocate, kind: .vmalloc, area: 1, start: VirtualAddress(rawValue: 0xf800_0000), size: 8192,
                pages: 1, caller: name, recorded: 0xf800_0000))
    }

    private static func appendAddressSpace(_ log: inout TransitionLog, _ name: NameID) {
        let page = VirtualPage(rawValue: 0x8048)
        log.append(
            VmaRow(
                operation: .add, process: ProcessID(7), start: page.address, end: VirtualAddress(rawValue: 0x804_9000),
                protection: 5, flags: 2, kind: .text, name: name, offset: 0))
        log.append(
            FaultRow(
                process: ProcessID(7), address: page.address, access: .write, cause: .notPresent, outcome: .anonymous,
                newFrame: FrameNumber(9), zone: ZoneIndex(0), protection: 3))
        log.append(MappingRow(operation: .map, process: ProcessID(0), page: page, count: 1, frame: 9, protection: 3))
        log.append(
            PageTableRow(
                operation: .allocate, process: ProcessID(7), level: 1, base: page.address, frame: FrameNumber(10)))
        log.append(
            AccessRow(process: ProcessID(7), address: page.address, length: 4, access: .read, kind: .linear, physical: 64))
    }

    private static func appendHeap(_ log: inout TransitionLog) {
        log.append(
            HeapRow(
                operation: .fromTop, process: ProcessID(7), arena: 0, chunk: VirtualAddress(rawValue: 0x1000), size: 32,
                requested: 20, recorded: 0x1010))
        log.append(
            HeapStateRow(
                process: ProcessID(7), arena: 135_168, inUse: 32, freeBytes: 0, top: 135_136, mmapped: 0,
                mmappedChunks: 0, requested: 20, programBreak: VirtualAddress(rawValue: 0x22000)))
        log.append(
            SystemCallRow(
                process: ProcessID(7), call: .brk, fromLibrary: true, address: VirtualAddress(rawValue: 0x22000), length: 0,
                result: 0x22000))
    }

    private static func appendProcesses(_ log: inout TransitionLog, _ name: NameID) {
        log.append(ProcessRow(operation: .start, process: ProcessID(7), parent: ProcessID(1), uid: 0, comm: name))
        log.append(
            ProcessStateRow(
                process: ProcessID(7), virtualPages: 100, residentPages: 10, anonymousPages: 9, filePages: 1,
                pageTablePages: 2, lockedPages: 0, dataPages: 50, stackPages: 33, textPages: 1, minorFaults: 10,
                oomScoreAdj: 0, oomAdj: 0, alive: true))
        log.append(
            MemoryStateRow(
                free: 1000, anonymous: 9, file: 1, slabReclaimable: 0, slabUnreclaimable: 1, pageTables: 2, vmallocUsed: 1,
                kernel: 0, recorded: 0, committed: 50, locked: 0))
        log.append(
            AllocationFailureRow(
                reason: .outOfMemory, order: 0, gfp: 0xcc0, zone: ZoneIndex(0), process: ProcessID(7), free: 20,
                largestOrder: -1))
        log.append(
            OomRow(
                trigger: .oomKiller, invoker: ProcessID(7), order: 0, gfp: 0xcc0, totalPages: 1000, victim: ProcessID(7),
                points: 12, candidates: 1))
        log.append(
            OomCandidateRow(
                process: ProcessID(7), eligibility: .eligible, points: 12, virtualPages: 100, residentPages: 10,
                pageTablePages: 2, swapPages: 0, oomScoreAdj: 0, adjustment: 0, rootBonus: 0, score: 8))
        log.append(
            OomZoneRow(
                zone: ZoneIndex(0), free: 20, min: 16, low: 20, high: 24, reservedHighAtomic: 0, anonymous: 9, file: 1, locked: 0,
                lockedAnonymous: 0, perCPU: 0, localPerCPU: 0, blocks: InlineArray(repeating: 1), types: InlineArray(repeating: 2)))
    }

    private static func appendBookkeeping(_ log: inout TransitionLog, _ name: NameID) {
        log.append(SettingRow(key: name, newValue: 1))
        log.append(MarkRow(text: name))
        log.append(AnomalyRow(kind: name, source: 0, line: 3))
        log.append(CheckpointRow(rows: 1, digest: .max))
        log.append(
            SteppingRow(
                kind: .pagePcpuDrain, zone: ZoneIndex(0), order: 0, frame: FrameNumber(8), recorded: FrameNumber(9), agrees: false))
        log.append(
            PageFallbackRow(
                zone: ZoneIndex(0), frame: FrameNumber(512), order: 0, blockOrder: 9, migratetype: 0, fallbackMigratetype: 1,
                changedOwnership: true))
        log.append(
            PageCheckpointRow(
                part: .list, zone: ZoneIndex(0), count: 3, frame: FrameNumber(640), migratetype: 1, order: 2, stride: -4, cpu: 1))
        log.append(KeyframeRow(subject: .area, rows: 1))
        log.append(
            VmaCheckpointRow(
                VmaRow(
                    operation: .add, process: ProcessID(7), start: VirtualAddress(4096), end: VirtualAddress(8192), protection: 3, flags: 2,
                    kind: .mmap, name: name, offset: 0, attributes: 16)))
        log.append(PageTableCheckpointRow(process: ProcessID(7), level: 1, base: VirtualAddress(4096), frame: FrameNumber(9)))
        log.append(
            AreaCheckpointRow(
                isFreed: true, kind: .vmalloc, area: 3, start: VirtualAddress(4096), size: 8192, pages: 1, caller: name))
        log.append(FailedCallRow(process: ProcessID(7), call: .mlock, error: 12, reason: .lockLimit, value: 4096))
        log.append(
            ZoneLimitRow(
                zone: ZoneIndex(0), min: 5, low: 6, high: 7, protection: InlineArray(repeating: 8), perCPUHigh: 9, perCPUBatch: 1))
        log.append(NumaStateRow(zone: ZoneIndex(0), hit: 5, miss: 1, foreign: 2, interleave: 3, local: 4, other: 2))
    }

    static func object(_ operation: ObjectOperation, _ address: UInt64, cpu: UInt16 = 0, name: NameID? = nil) -> ObjectRow {
        ObjectRow(
            operation: operation, cache: CacheID(1), address: VirtualAddress(rawValue: address), requested: 40, given: 64,
            frame: FrameNumber(8), cpu: cpu, caller: name, fresh: true, recorded: address)
    }

    /// A row of zone 0 with the given free blocks per order.
    static func zoneFree(_ blocks: [UInt32]) -> ZoneFreeRow {
        let free = blocks.enumerated().reduce(UInt64(0)) { $0 + UInt64($1.element) << UInt64($1.offset) }
        return ZoneFreeRow(zone: ZoneIndex(0), blocks: InlineArray { blocks[$0] }, free: free, perCPU: 0)
    }
}

/// A row of any table with any integers.
struct RawRow: TransitionRow {
    /// The table that rows go to, for the current task: a row's table is a matter of its type otherwise.
    @TaskLocal static var current = TransitionTable.event

    static var table: TransitionTable { current }
    static var schema: TableSchema { current.schema }

    var values: [Int64]

    func encode(into row: inout RowWriter) {
        for value in values { row.put(value) }
    }
}
