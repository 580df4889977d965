import ReplayModel

/// Transitions, figures, and the blocks as they lie in memory.
extension Mallocng {
    mutating func row(
        _ operation: HeapOperation, at address: UInt64, _ size: UInt64, requested: UInt64? = nil, recorded: UInt64? = nil,
        log: inout TransitionLog
    ) {
        isDirty = true
        log.append(
            HeapRow(
                operation: operation, process: process, arena: 0, chunk: VirtualAddress(address), size: size, requested: requested,
                recorded: recorded))
    }

    /// The call failed: NULL.
    mutating func fail(_ bytes: UInt64, _ recorded: UInt64?, log: inout TransitionLog) -> UInt64 {
        row(.fail, at: 0, 0, requested: bytes, recorded: recorded, log: &log)
        return 0
    }

    mutating func endStep(log: inout TransitionLog) {
        guard isDirty else { return }
        isDirty = false
        log.append(
            HeapStateRow(
                process: process, arena: figures.arena, inUse: figures.inUse, freeBytes: figures.free, top: 0,
                mmapped: figures.mapped, mmappedChunks: figures.mappedChunks, requested: figures.requested,
                programBreak: VirtualAddress(figures.programBreak)))
    }

    /// malloc_usable_size: exactly what was asked for.
    func usableSize(_ address: UInt64) -> UInt64? { blocks[address]?.requested }

    mutating func becomeChild(process: ProcessID) {
        self.process = process
        isDirty = true
    }

    /// Visits the blocks in use by address. O(n log n).
    func forEachBlock(_ body: (HeapChunk) -> Void) {
        for (address, block) in blocks.sorted(by: { $0.key < $1.key }) {
            let isMapped = records[block.group].sizeClass == Self.mappedClass
            body(
                HeapChunk(
                    arena: 0, address: address - 2 * word, size: stride(block.group), state: isMapped ? .mapped : .inUse,
                    requested: block.requested))
        }
    }

    /// Precondition failures where these do not hold:
    /// - no slot is free twice, and none beyond a group's last;
    /// - slots in use by blocks and nested groups, available and freed ones are all slots of a group;
    /// - rings hold groups of their class, linked both ways;
    /// - usage, inUse, free, mapped and requested are the sums over groups and blocks.
    func checkInvariants() {
        var taken = [UInt32](repeating: 0, count: records.count)
        var (requested, inUse, mapped, free) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        for (_, block) in blocks {
            precondition(taken[block.group.position] >> UInt32(block.slot) & 1 == 0, "two blocks in a slot")
            taken[block.group.position] |= 1 << UInt32(block.slot)
            requested += block.requested
            let isMapped = records[block.group].sizeClass == Self.mappedClass
            if isMapped { mapped += records[block.group].pages * pageSize } else { inUse += stride(block.group) }
        }
        for record in records where record.memory != 0 && record.pages == 0 {
            taken[record.parent.position] |= 1 << UInt32(record.parentSlot)
        }
        var slots = [UInt64](repeating: 0, count: 48)
        for (number, record) in records.enumerated() where record.memory != 0 && record.sizeClass < 48 {
            let group = GroupIndex(position: number)
            precondition(record.available & record.freed == 0, "a slot is free twice")
            precondition((record.available | record.freed | taken[number]) == record.all, "a slot is lost")
            precondition((record.available | record.freed) & taken[number] == 0, "a slot in use is free")
            if let next = record.next { precondition(records[next].previous == group && records[next].sizeClass == record.sizeClass) }
            slots[record.sizeClass] += UInt64(record.last) + 1
            free += UInt64((record.available | record.freed).nonzeroBitCount) * stride(group)
        }
        precondition(slots == usage, "slots by class")
        precondition(figures.requested == requested && figures.inUse == inUse && figures.mapped == mapped, "sums of blocks")
        precondition(figures.free == free, "free slots")
    }
}
