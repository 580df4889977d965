import Pages
import ReplayModel
import TraceFormat

/// A page for which no frame was to be had.
struct FaultFailure {
    var request: PageRequest
    var page: UInt64
}

/// One run of faults: a VMA and what the CPU does in it.
struct FaultContext {
    let slot: AddressSpaceSlot
    let position: Int
    var vma: Vma
    let access: AccessKind
    let isPopulate: Bool
    let cpu: UInt16
    /// The frame that a recording names for the next page taken.
    var recorded: FrameNumber?
    /// Pages that were given back lazily and are written to again.
    var takenBack: MappingRun
}

extension VirtualMemory {
    /// Lets the CPU access `pages`, which lie in one VMA that allows it. Nil, or the first page for which there is no frame.
    mutating func fault(
        _ slot: AddressSpaceSlot, _ position: Int, _ pages: ClosedRange<UInt64>, _ access: AccessKind, isPopulate: Bool,
        cpu: UInt16, recorded: FrameNumber? = nil, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> FaultFailure? {
        let space = processes[slot]
        let (root, vma) = (space.root, space.vmas[position])
        var context = FaultContext(
            slot: slot, position: position, vma: vma, access: access, isPopulate: isPopulate, cpu: cpu,
            recorded: recorded, takenBack: MappingRun(.takeBack, process: space.process, splitsAtFrames: true))
        defer { context.takenBack.flush(log: &log) }
        var need = PageTableEntry.present | PageTableEntry.accessed
        if access == .write { need |= PageTableEntry.writable | PageTableEntry.dirty }
        let mayBeHuge = mayBeHuge(vma)
        var page = pages.lowerBound
        while page <= pages.upperBound {
            let table: TableIndex
            do throws(OutOfMemory) {
                if mayBeHuge { _ = try mapHuge(root, page, &context, memory: &memory, log: &log) }
                if usesHuge && access == .write { writeHuge(root, page, &context, memory: &memory, log: &log) }
                table = try leafForFault(root, page << pageShift, &context, memory: &memory, log: &log)
            } catch {
                return fail(error.request, page, context, log: &log)
            }
            let first = tables.slot(page << pageShift, in: table)
            let room = UInt64(tables.rules.shapes[0].entryCount - tables.rules.index(page << pageShift, level: 1))
            let count = min(room, pages.upperBound - page + 1)
            for offset in 0..<Int(count) {
                let entry = tables[first + offset]
                if entry.has(need) { continue }
                let current = page + UInt64(offset)
                let request = handle(
                    entry, first + offset, current, &context, memory: &memory, log: &log)
                if let request { return fail(request, current, context, log: &log) }
            }
            page += count
        }
        return nil
    }

    private mutating func leafForFault(
        _ root: TableIndex, _ address: UInt64, _ context: inout FaultContext, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> TableIndex {
        if let table = tables.leaf(root, address).table { return table }
        processes.markDirty(context.slot.process)
        return try tables.makeLeaf(
            root, address, cpu: context.cpu, count: &processes[context.slot].counters.tables, memory: &memory,
            log: &log)
    }

    /// Serves one page (`handle_pte_fault`, mm/memory.c). Nil, or the request for which there was no frame.
    private mutating func handle(
        _ entry: PageTableEntry, _ slot: EntrySlot, _ page: UInt64, _ context: inout FaultContext,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> PageRequest? {
        let isWrite = context.access == .write
        if !entry.isPresent {
            if context.vma.isShared || !context.vma.isAnonymous && !isWrite {
                return mapObject(slot, page, &context, memory: &memory, log: &log)
            }
            if isWrite { return mapAnonymous(entry, slot, page, &context, memory: &memory, log: &log) }
            mapZeroPage(slot, page, context, log: &log)
            return nil
        }
        if !isWrite || entry.isWritable {
            if isWrite, entry.isLazilyFree {
                context.takenBack.add(page: page, frame: entry.number, protection: context.vma.protection, log: &log)
            }
            let kept = isWrite ? entry.without(PageTableEntry.lazy) : entry
            tables[slot] = kept.with(PageTableEntry.accessed | (isWrite ? PageTableEntry.dirty : 0))
            return nil
        }
        if context.vma.isShared || entry.isAnonymous && memory.mapCount(of: entry.frame) == 1 {
            let flags = PageTableEntry.writable | PageTableEntry.accessed | PageTableEntry.dirty
            tables[slot] = entry.without(PageTableEntry.lazy).with(flags)
            note(.reuse, .protection, page, entry.frame, entry.frame, nil, context, log: &log)
            return nil
        }
        return mapAnonymous(entry, slot, page, &context, memory: &memory, log: &log)
    }

    /// A read of untouched anonymous memory: the shared zero page, read-only (`do_anonymous_page`).
    private mutating func mapZeroPage(_ slot: EntrySlot, _ page: UInt64, _ context: FaultContext, log: inout TransitionLog) {
        guard let zeroFrame else { preconditionFailure("boot comes before faults") }
        let flags = PageTableEntry.present | PageTableEntry.user | PageTableEntry.accessed | PageTableEntry.zero
        tables[slot] = PageTableEntry(frame: UInt64(zeroFrame.rawValue), flags: flags)
        note(.zeroPage, .notPresent, page, nil, zeroFrame, nil, context, log: &log)
    }

    /// A write that needs a frame of its own: the first one, or a copy of the zero page, of a file's page or of a frame shared
    /// since fork (`do_anonymous_page`, `do_cow_fault`, `wp_page_copy`). Only a real copy needs no zeroed frame.
    private mutating func mapAnonymous(
        _ old: PageTableEntry, _ slot: EntrySlot, _ page: UInt64, _ context: inout FaultContext,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> PageRequest? {
        prepareAnonymous(&context)
        let pid = processes[context.slot].process
        let isCopy = old.isPresent && !old.isZeroPage || !old.isPresent && !context.vma.isAnonymous
        let request = PageRequest(
            order: 0, gfp: tables.rules.userPageFlags.union(isCopy ? .highUserMovable : [.highUserMovable, .zero]),
            owner: FrameOwner(.anonymous, id: UInt32(bitPattern: pid.rawValue), tag: page), cpu: context.cpu,
            recorded: context.recorded)
        guard let frame = memory.allocate(request, log: &log) else { return request }
        context.recorded = nil
        memory.addMapping(to: frame)
        let flags =
            PageTableEntry.present | PageTableEntry.writable | PageTableEntry.user | PageTableEntry.accessed
            | PageTableEntry.dirty
        tables[slot] = PageTableEntry(frame: UInt64(frame.rawValue), flags: flags)
        processes[context.slot].counters.anonymous += 1
        totals.anonymous += 1
        note(
            old.isPresent ? .copyOnWrite : .anonymous, old.isPresent ? .protection : .notPresent, page,
            old.isPresent ? old.frame : nil, frame, memory.zone(of: frame), context, log: &log)
        if old.isPresent && !old.isZeroPage { leave(old, page, context, memory: &memory, log: &log) }
        return nil
    }

    /// Leaves the frame that a copy was made of.
    private mutating func leave(
        _ old: PageTableEntry, _ page: UInt64, _ context: FaultContext, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        var counters = processes[context.slot].counters
        drop(old, page: page, of: context.vma, &counters, cpu: context.cpu, memory: &memory, log: &log)
        processes[context.slot].counters = counters
        if old.isFile { totals.file -= 1 } else { totals.anonymous -= 1 }
    }

    /// A page of a file or of shared memory: the frame that others map already, or a new one (`do_read_fault`,
    /// `do_shared_fault`). A read maps cached neighbours along.
    private mutating func mapObject(
        _ slot: EntrySlot, _ page: UInt64, _ context: inout FaultContext, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) -> PageRequest? {
        let (object, index) = (context.vma.object, context.vma.objectPage(page))
        let cached = cache[object, index]
        if cached == nil {
            let pid = UInt32(bitPattern: processes[context.slot].process.rawValue)
            let request = PageRequest(
                order: 0, gfp: .highUserMovable, owner: FrameOwner(.file, id: pid, tag: index), cpu: context.cpu,
                recorded: context.recorded)
            guard let frame = memory.allocate(request, log: &log) else { return request }
            cache[object, index] = frame
        }
        guard let frame = cache[object, index] else { preconditionFailure("the page was just cached") }
        memory.addMapping(to: frame)
        var flags = PageTableEntry.present | PageTableEntry.user | PageTableEntry.accessed | PageTableEntry.file
        if context.vma.isShared && context.vma.allows(.write) { flags |= PageTableEntry.writable }
        if context.access == .write { flags |= PageTableEntry.dirty }
        tables[slot] = PageTableEntry(frame: UInt64(frame.rawValue), flags: flags)
        processes[context.slot].counters.file += 1
        totals.file += 1
        note(
            .file, .notPresent, page, nil, frame, cached == nil ? memory.zone(of: frame) : nil, context, log: &log)
        if context.access != .write, limitRules.pagesAround > 1 { mapAround(slot, page, flags, context, memory: &memory, log: &log) }
        return nil
    }

    /// Maps the cached ones of the 16 pages around a read fault too, within the VMA and the page table (`do_fault_around`, mm/memory.c;
    /// `filemap_map_pages`, mm/filemap.c of Linux 6.1). They are no faults of their own.
    private mutating func mapAround(
        _ slot: EntrySlot, _ page: UInt64, _ flags: UInt64, _ context: FaultContext, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let vma = context.vma
        let index = tables.rules.index(page << pageShift, level: 1)
        let table = page - UInt64(index)
        let first = max(page & ~(limitRules.pagesAround - 1), vma.start >> pageShift, table)
        let end = min(first + limitRules.pagesAround, vma.end >> pageShift, table + UInt64(tables.rules.shapes[0].entryCount))
        let protection = flags & PageTableEntry.writable != 0 ? vma.protection : vma.protection & ~2
        var run = MappingRun(.map, process: processes[context.slot].process, splitsAtFrames: true)
        for neighbour in first..<end where neighbour != page {
            let place = slot + (Int(neighbour) - Int(page))
            guard tables[place] == .empty, let frame = cache[vma.object, vma.objectPage(neighbour)] else { continue }
            memory.addMapping(to: frame)
            tables[place] = PageTableEntry(frame: UInt64(frame.rawValue), flags: flags)
            processes[context.slot].counters.file += 1
            totals.file += 1
            run.add(page: neighbour, frame: UInt64(frame.rawValue), protection: protection, log: &log)
        }
        run.flush(log: &log)
    }

    /// The first write to a VMA decides with which neighbours it may share anonymous pages (`anon_vma_prepare`,
    /// `find_mergeable_anon_vma`, mm/mmap.c): a like neighbour's, else its own.
    mutating func prepareAnonymous(_ context: inout FaultContext) {
        guard context.vma.anonymous == 0 else { return }
        let position = context.position
        context.vma.anonymous = sharedHistory(processes[context.slot].vmas, position)
        if context.vma.anonymous == 0 {
            lastAnonymous += 1
            context.vma.anonymous = lastAnonymous
        }
        processes[context.slot].vmas[position].anonymous = context.vma.anonymous
    }

    private func sharedHistory(_ vmas: [Vma], _ position: Int) -> UInt32 {
        let vma = vmas[position]
        if position + 1 < vmas.count, Self.sharesHistory(vma, vmas[position + 1]), vmas[position + 1].anonymous > 0 {
            return vmas[position + 1].anonymous
        }
        if position > 0, Self.sharesHistory(vmas[position - 1], vma) { return vmas[position - 1].anonymous }
        return 0
    }

    private static func sharesHistory(_ lower: Vma, _ upper: Vma) -> Bool {
        lower.end == upper.start && lower.object == upper.object && lower.pageOffset + lower.pages == upper.pageOffset
            && lower.attributes == upper.attributes && !lower.attributes.contains(.inherited)
    }

    /// The row of a fault, and its count.
    @inline(__always) mutating func note(
        _ outcome: FaultOutcome, _ cause: FaultCause, _ page: UInt64, _ old: FrameNumber?, _ new: FrameNumber,
        _ zone: ZoneIndex?, _ context: FaultContext, log: inout TransitionLog
    ) {
        processes[context.slot.process].minorFaults += 1
        processes.markDirty(context.slot.process)
        let isReadOnly = outcome == .zeroPage || outcome == .hugeZeroPage || outcome == .file && !context.vma.isShared
        log.append(
            FaultRow(
                process: processes[context.slot].process, address: VirtualAddress(page << pageShift),
                access: context.access, cause: cause, outcome: context.isPopulate ? .populate : outcome, oldFrame: old,
                newFrame: new, zone: zone, protection: isReadOnly ? context.vma.protection & ~2 : context.vma.protection))
    }

    private func fail(
        _ request: PageRequest, _ page: UInt64, _ context: FaultContext, log: inout TransitionLog
    ) -> FaultFailure {
        log.append(
            FaultRow(
                process: processes[context.slot].process, address: VirtualAddress(page << pageShift),
                access: context.access, cause: .notPresent, outcome: .outOfMemory, oldFrame: nil, newFrame: nil, zone: nil,
                protection: 0))
        return FaultFailure(request: request, page: page)
    }
}
