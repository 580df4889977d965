import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// fork (`dup_mm`, kernel/fork.c; `copy_page_range`, mm/memory.c of Linux 6.1). The child gets the parent's VMAs, and the
    /// entries of those with anonymous pages; both lose the write permission on them and share each frame until one writes.
    /// Pages of files and untouched memory are not copied: the child faults for itself.
    ///
    /// `noMemory` when overcommit refuses. Without a frame for a page table the child is undone and `OutOfMemory` thrown.
    public mutating func fork(
        _ parent: ProcessID, child: ProcessID, comm: NameID? = nil, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> SystemCallResult {
        guard let source = processes.liveSlot(of: parent) else {
            log.count(.processForkOfUnknown)
            return .failure(.tryAgain)
        }
        guard processes.liveSlot(of: child).map({ processes[$0].process != child }) ?? true else {
            log.count(.processForkToLivePid)
            return .failure(.exists)
        }
        guard let original = processes.space(of: source) else {
            enter(child, of: source, comm: comm, log: &log)
            return .success(UInt64(child.rawValue))
        }
        let space = processes[original]
        guard let pages = chargeCopy(of: original, memory: memory) else { return .failure(.noMemory) }
        var copy = AddressSpace(process: child, root: .none, guardGap: limitRules.guardGap)
        do throws(OutOfMemory) {
            try copyTables(of: space, to: &copy, cpu: cpu, memory: &memory, log: &log)
        } catch {
            commit.uncharge(pages)
            throw error
        }
        protect(space, log: &log)
        copy.startBreak = space.startBreak
        copy.programBreak = space.programBreak
        let slot = processes.give(copy, to: enter(child, of: source, comm: comm, log: &log))
        totals.anonymous += copy.counters.anonymous
        totals.file += copy.counters.file
        replace(0..<0, with: space.vmas.map { inherit($0) }, in: slot, log: &log)
        return .success(UInt64(child.rawValue))
    }

    /// Charges the child's memory VMA by VMA (`dup_mmap`: it is the parent's size that counts): how much in all, or nil when
    /// overcommit refuses one.
    private mutating func chargeCopy(of source: AddressSpaceSlot, memory: borrowing some PageSource & ~Copyable) -> UInt64? {
        var pages: UInt64 = 0
        for vma in processes[source].vmas where vma.attributes.contains(.accounted) && !vma.isShared {
            guard charge(vma.pages, source, memory: memory) else {
                commit.uncharge(pages)
                return nil
            }
            pages += vma.pages
        }
        return pages
    }

    /// Enters the child into the process table.
    @discardableResult
    private mutating func enter(
        _ child: ProcessID, of parent: ProcessSlot, comm: NameID?, log: inout TransitionLog
    ) -> ProcessSlot {
        let source = processes[parent]
        var process = Process(process: child, parent: source.process, uid: source.uid, comm: comm ?? source.comm)
        process.startTime = clock
        process.limits = source.limits
        process.oomScoreAdj = source.oomScoreAdj
        process.oomScoreAdjMinimum = source.oomScoreAdjMinimum
        process.oomAdj = source.oomAdj
        let slot = processes.insert(process)
        note(.fork, slot, parent: source.process, log: &log)
        return slot
    }

    /// The child's copy of a VMA: not locked; with a history of its own that it shares with the parent's.
    private mutating func inherit(_ vma: Vma) -> Vma {
        var copy = vma
        copy.attributes.subtract([.locked, .lockOnFault])
        if vma.isShared { copy.attributes.remove(.accounted) }
        if vma.anonymous > 0 {
            lastAnonymous += 1
            copy.anonymous = lastAnonymous
            copy.attributes.insert(.inherited)
        }
        return copy
    }

    /// First half: the child's tables and entries, read-only. The parent is untouched, so that this can be undone.
    private mutating func copyTables(
        of space: AddressSpace, to copy: inout AddressSpace, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) {
        copy.root = try tables.makeRoot(
            process: copy.process, cpu: cpu, count: &copy.counters.tables, memory: &memory, log: &log)
        var run = MappingRun(.map, process: copy.process, splitsAtFrames: true)
        for vma in space.vmas where vma.anonymous > 0 {
            do throws(OutOfMemory) {
                try copyEntries(of: vma, space, &copy, &run, cpu: cpu, memory: &memory, log: &log)
            } catch {
                run.flush(log: &log)
                forget(space, &copy, cpu: cpu, memory: &memory, log: &log)
                throw error
            }
        }
        run.flush(log: &log)
    }

    private mutating func copyEntries(
        of vma: Vma, _ space: AddressSpace, _ copy: inout AddressSpace, _ run: inout MappingRun, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) {
        var address = vma.start
        while address < vma.end {
            let (table, next) = tables.leaf(space.root, address)
            let stop = next > address ? min(next, vma.end) : vma.end
            defer { address = stop }
            guard let table else { continue }
            let target = try tables.makeLeaf(
                copy.root, address, cpu: cpu, count: &copy.counters.tables, memory: &memory, log: &log)
            let (from, to) = (tables.slot(address, in: table), tables.slot(address, in: target))
            let isHuge = usesHuge && copyHuge(space.root, address, vma, copy, log: &log)
            for offset in 0..<Int((stop - address) >> pageShift) {
                let entry = tables[from + offset]
                guard entry.isPresent else { continue }
                let shared = vma.isShared ? entry : entry.without(PageTableEntry.writable)
                tables[to + offset] = shared.without(PageTableEntry.accessed)
                if !isHuge {
                    run.add(
                        page: (address >> pageShift) + UInt64(offset), frame: entry.number,
                        protection: vma.isShared ? vma.protection : vma.protection & ~2, log: &log)
                }
                if entry.isZeroPage { continue }
                memory.addMapping(to: entry.frame)
                if entry.isFile { copy.counters.file += 1 } else { copy.counters.anonymous += 1 }
            }
        }
    }

    /// The child maps by one entry what the parent does (`copy_huge_pmd`); its entries of level 1 are copied all the same. False where
    /// the parent does not.
    private mutating func copyHuge(
        _ root: TableIndex, _ address: UInt64, _ vma: Vma, _ copy: AddressSpace, log: inout TransitionLog
    ) -> Bool {
        guard let from = tables.directorySlot(root, address), let to = tables.directorySlot(copy.root, address) else { return false }
        let entry = tables[from]
        guard entry.isHuge, let table = tables.child(at: from) else { return false }
        tables[to] = tables[to].with(entry.rawValue & (PageTableEntry.huge | PageTableEntry.zero))
        let head = tables[tables.records[table.position].first].frame
        if !entry.isZeroPage { huge.addWhole(head) }
        noteHuge(
            entry.isZeroPage ? .mapHugeZero : .mapHuge, copy.process, address, tables.shownFrame(of: entry, over: table),
            vma.protection & ~2, log: &log)
        return true
    }

    /// Undoes `copyTables`. The parent maps every frame, so none is freed.
    private mutating func forget(
        _ space: AddressSpace, _ copy: inout AddressSpace, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        var run = MappingRun(.unmap, process: copy.process)
        for vma in space.vmas where vma.anonymous > 0 {
            var address = vma.start
            while address < vma.end {
                let (table, next) = tables.leaf(copy.root, address)
                let stop = next > address ? min(next, vma.end) : vma.end
                defer { address = stop }
                guard let table else { continue }
                if usesHuge, let entry = tables.directorySlot(copy.root, address), tables[entry].isHuge {
                    let head = tables[tables.records[table.position].first]
                    if !head.isZeroPage { huge.dropWhole(head.frame) }
                    tables.splitHuge(at: entry)
                }
                for current in stride(from: address, to: stop, by: Int(pageSize)) {
                    let slot = tables.slot(current, in: table)
                    let entry = tables[slot]
                    guard entry.isPresent else { continue }
                    tables[slot] = .empty
                    run.add(page: current >> pageShift, frame: entry.number, protection: 0, log: &log)
                    drop(entry, page: current >> pageShift, of: vma, &copy.counters, cpu: cpu, memory: &memory, log: &log)
                }
            }
        }
        run.flush(log: &log)
        tables.releaseRoot(copy.root, cpu: cpu, count: &copy.counters.tables, memory: &memory, log: &log)
    }

    /// Second half: the parent's entries lose the write permission.
    private mutating func protect(_ space: AddressSpace, log: inout TransitionLog) {
        var run = MappingRun(.protect, process: space.process)
        for vma in space.vmas where vma.anonymous > 0 && !vma.isShared {
            tables.removeWritePermission(
                space.root, vma.start, vma.end, run: &run, protection: vma.protection & ~2, log: &log)
        }
        run.flush(log: &log)
    }
}
