import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// mmap. Follows `do_mmap` and `mmap_region`, mm/mmap.c of Linux 6.1, in their order of checks.
    public mutating func mmap(
        _ process: ProcessID, _ request: MapRequest, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = space(of: process)
        let placed = place(slot, request)
        var result = SystemCallResult()
        switch placed {
        case .failure(let error): result = .failure(error)
        case .success(let start):
            result = .success(start)
            if let error = map(slot, request, at: start, cpu: cpu, memory: &memory, log: &log) { result = .failure(error) }
        }
        _ = record(result, .mmap, process, request.address, request.length, fromLibrary: fromLibrary, log: &log)
        guard result.error == nil, let size = Self.pageUp(request.length) else { return result }
        let isLocked = processes[slot].locksFuture || request.flags.contains(.locked)
        let isPopulated = request.flags.contains(.populate) && !request.flags.contains(.nonBlock)
        guard isLocked || isPopulated else { return result }
        return populated(result, process, result.value, result.value + size, cpu: cpu, memory: &memory, log: &log)
    }

    /// Where the mapping goes (`get_unmapped_area`), or why it cannot be.
    private mutating func place(_ slot: AddressSpaceSlot, _ request: MapRequest) -> Result<UInt64, SystemCallError> {
        let space = processes[slot]
        guard request.isFile || request.flags.contains(.anonymous) else { return .failure(.badFile) }
        guard request.length > 0 else { return .failure(.invalid) }
        guard let size = Self.pageUp(request.length), size > 0 else { return .failure(.noMemory) }
        guard request.flags.contains(.shared) != request.flags.contains(.private) else { return .failure(.invalid) }
        guard request.offset & (pageSize - 1) == 0 else { return .failure(.invalid) }
        guard space.vmas.count <= Int(settings.maxMapCount), size <= bounds.end else {
            refusal = size > bounds.end ? .noAddressSpace : .tooManyAreas
            return .failure(.noMemory)
        }
        let isLocked = request.flags.contains(.locked) || space.locksFuture
        if request.flags.contains(.locked), limits(slot).lockedMemory == 0, !processes[slot.process].isRoot {
            return .failure(.notPermitted)
        }
        guard !isLocked || mayLock(slot, size >> pageShift) else { return .failure(.tryAgain) }
        if request.isFixed { return placeFixed(space, request, size) }
        let hint = max(request.address & ~(pageSize - 1), request.address == 0 ? 0 : bounds.lowest)
        if hint > 0, size <= bounds.end, hint <= bounds.end - size, space.isFree(hint, size) { return .success(hint) }
        if let free = space.findFree(size, bounds) { return .success(free) }
        refusal = .noAddressSpace
        return .failure(.noMemory)
    }

    private func placeFixed(
        _ space: AddressSpace, _ request: MapRequest, _ size: UInt64
    ) -> Result<UInt64, SystemCallError> {
        guard request.address <= bounds.end - size else { return .failure(.noMemory) }
        guard request.address & (pageSize - 1) == 0 else { return .failure(.invalid) }
        guard request.address >= bounds.lowest else { return .failure(.notPermitted) }
        let isReplacing = request.flags.contains(.fixed) && !request.flags.contains(.fixedNoReplace)
        if !isReplacing && !space.positions(request.address, request.address + size).isEmpty { return .failure(.exists) }
        return .success(request.address)
    }

    /// Makes the mapping at `start`. With MAP_FIXED, what was there is gone even when a later check fails, as in Linux.
    private mutating func map(
        _ slot: AddressSpaceSlot, _ request: MapRequest, at start: UInt64, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallError? {
        guard let size = Self.pageUp(request.length) else { return .noMemory }
        var vma = describe(slot, request, start, size)
        let overlapped = processes[slot].positions(start, start + size)
        let space = processes[slot]
        let covered = space.slices(of: overlapped, inside: start, start + size).reduce(0) { $0 + $1.pages }
        let isData = vma.protection & 2 != 0 && !vma.isShared
        guard mayExpand(slot, by: vma.pages - covered, asData: isData) else { return .noMemory }
        guard maySplit(slot, overlapped, start, start + size) else { return .noMemory }
        unmap(slot, start, start + size, cpu: cpu, memory: &memory, log: &log)
        if isAccountable(vma, request) {
            guard charge(vma.pages, slot, memory: memory) else { return .noMemory }
            vma.attributes.insert(.accounted)
        }
        let position = processes[slot].position(after: start)
        replace(position..<position, with: [vma], joining: .both, in: slot, log: &log)
        return nil
    }

    /// Private writable memory counts, and shared memory of no file, unless it was told not to (`accountable_mapping`,
    /// `shmem_acct_size`).
    private func isAccountable(_ vma: Vma, _ request: MapRequest) -> Bool {
        if vma.attributes.contains(.noReserve) { return false }
        return vma.isShared ? !request.isFile : vma.protection & 2 != 0
    }

    private mutating func describe(_ slot: AddressSpaceSlot, _ request: MapRequest, _ start: UInt64, _ size: UInt64) -> Vma {
        var vma = Vma(
            start: start, end: start + size, pageOffset: start >> pageShift, protection: request.protection & 7,
            kind: request.isFile ? .file : request.flags.contains(.growsDown) ? .stack : .mmap)
        if request.flags.contains(.growsDown) { vma.attributes.insert(.growsDown) }
        if request.flags.contains(.locked) { vma.attributes.insert(.locked) }
        vma.attributes.formUnion(processes[slot].futureLock)
        if request.flags.contains(.noReserve) && settings.overcommitMemory != 2 { vma.attributes.insert(.noReserve) }
        if request.flags.contains(.shared) { vma.attributes.insert(.shared) }
        if request.isFile, let name = request.name {
            vma.name = name
            vma.object = FileCache.object(ofFile: name)
            vma.pageOffset = request.offset >> pageShift
        } else if request.flags.contains(.shared) {
            vma.object = cache.makeUnnamed()
            vma.pageOffset = 0
        }
        return vma
    }
}
