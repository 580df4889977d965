import ReplayModel

/// free, realloc.
extension Mallocng {
    mutating func free(
        _ address: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> FreeOutcome {
        if address == 0 { return .null }
        guard let block = blocks.removeValue(forKey: address) else {
            return address & (Self.unit - 1) == 0 ? .unknownBlock : .misaligned
        }
        let isMapped = records[block.group].sizeClass == Self.mappedClass
        headers.set(address, in: records[block.group].mapping, SlotHeader(mark: 255, offset: 0))
        kernel.touch(address - Self.inBand, length: Self.inBand, log: &log)
        touchRecord(block.group, kernel: &kernel, log: &log)
        figures.requested &-= block.requested
        if !isMapped {
            figures.inUse &-= stride(block.group)
            figures.free &+= stride(block.group)
        }
        row(isMapped ? .toMmap : .toGroup, at: address - 2 * word, stride(block.group), log: &log)
        freeSlot(block.group, block.slot, kernel: &kernel, log: &log)
        return .freed
    }

    /// A slot is free; the last one may be the end of its group (nontrivial_free).
    private mutating func freeSlot(
        _ group: GroupIndex, _ slot: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) {
        let bit = UInt32(1) << UInt32(slot)
        let mask = records[group].freed | records[group].available
        if mask | bit == records[group].all && mayGo(group) {
            if records[group].next != nil { leaveRing(group) }
            return removeGroup(group, kernel: &kernel, log: &log)
        }
        if mask == 0 && active[records[group].sizeClass] != group { enqueue(group) }
        records[group].freed |= bit
    }

    private mutating func leaveRing(_ group: GroupIndex) {
        let sizeClass = records[group].sizeClass
        let wasFirst = active[sizeClass] == group
        dequeue(group)
        if wasFirst, let first = active[sizeClass] { activate(first) }
    }

    /// Whether an empty group is given back (okay_to_free).
    private func mayGo(_ group: GroupIndex) -> Bool {
        let record = records[group]
        if record.sizeClass >= 48 || stride(group) < Self.unit * Self.classes[record.sizeClass] { return true }
        if record.pages == 0 || record.next != group { return true }
        if !bounces.isBouncing(record.sizeClass) { return true }
        let count = UInt64(record.last) + 1
        return 9 * count <= usage[record.sizeClass] && count < 20
    }

    /// Gives a group back: its mapping to the kernel, or its slot to the group around it (free_group).
    private mutating func removeGroup(
        _ group: GroupIndex, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) {
        let record = records[group]
        let slots = UInt64(record.last) + 1
        if record.sizeClass < 48 {
            usage[record.sizeClass] -= slots
            figures.free &-= slots * stride(group)
        }
        freeRecord(group)
        guard record.pages > 0 else {
            row(.freeGroup, at: record.memory, Self.unit + slots * Self.unit * Self.classes[record.sizeClass], log: &log)
            figures.free &+= stride(record.parent)
            return freeSlot(record.parent, record.parentSlot, kernel: &kernel, log: &log)
        }
        bounces.step()
        bounces.noteUnmapped(record.sizeClass)
        let length = record.pages * pageSize
        if record.sizeClass == Self.mappedClass {
            figures.mapped &-= length
            figures.mappedChunks -= 1
        } else {
            addHeld(0 &- length)
            row(.freeGroup, at: record.memory, length, log: &log)
        }
        kernel.munmap(record.memory, length: length, log: &log)
    }

    mutating func realloc(
        _ old: UInt64, _ bytes: UInt64, recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> ReallocOutcome {
        if old == 0 {
            return ReallocOutcome(address: malloc(bytes, recorded: recorded, kernel: &kernel, log: &log), old: .null)
        }
        guard let block = blocks[old] else {
            return ReallocOutcome(address: 0, old: old & (Self.unit - 1) == 0 ? .unknownBlock : .misaligned)
        }
        guard bytes < largestRequest else { return ReallocOutcome(address: fail(bytes, recorded, log: &log), old: .freed) }
        let sizeClass = records[block.group].sizeClass
        if bytes <= end(block.group, block.slot) - old, bytes < Self.mmapThreshold, Self.sizeClass(bytes) + 1 >= sizeClass {
            return ReallocOutcome(address: keep(old, block, bytes, recorded, kernel: &kernel, log: &log), old: .freed)
        }
        if sizeClass >= 48, bytes >= Self.mmapThreshold, let moved = remap(old, block, bytes, kernel: &kernel, log: &log) {
            return ReallocOutcome(address: keep(moved, blocks[moved]!, bytes, recorded, kernel: &kernel, log: &log), old: .freed)
        }
        guard let new = allocate(bytes, kernel: &kernel, log: &log) else {
            return ReallocOutcome(address: fail(bytes, recorded, log: &log), old: .freed)
        }
        if min(bytes, block.requested) > 0 {
            headers.copy(
                from: old, in: records[block.group].mapping, to: new, in: records[blocks[new]!.group].mapping,
                length: min(bytes, block.requested))
            kernel.load(old, length: min(bytes, block.requested), log: &log)
            kernel.touch(new, length: min(bytes, block.requested), log: &log)
        }
        _ = free(old, kernel: &kernel, log: &log)
        return ReallocOutcome(address: handOut(new, recorded, kernel: &kernel, log: &log), old: .freed)
    }

    /// The block stays where it is with another size.
    private mutating func keep(
        _ address: UInt64, _ block: MuslBlock, _ bytes: UInt64, _ recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> UInt64 {
        setSize(address, block.group, block.slot, bytes)
        blocks[address]!.requested = bytes
        figures.requested = figures.requested &- block.requested &+ bytes
        touchEdges(address, blocks[address]!, kernel: &kernel, log: &log)
        row(.resize, at: address - 2 * word, stride(block.group), requested: bytes, recorded: recorded, log: &log)
        return address
    }

    /// Resizes a block's mapping. Returns where the block is then. nil: refused.
    private mutating func remap(
        _ old: UInt64, _ block: MuslBlock, _ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64? {
        let record = records[block.group]
        let base = old - start(block.group, block.slot)
        let length = pageUp(bytes + base + Self.unit + Self.inBand)
        guard length != record.pages * pageSize else { return old }
        guard
            let start = kernel.mremap(record.memory, oldLength: record.pages * pageSize, newLength: length, log: &log)
        else { return nil }
        records[block.group].memory = start
        records[block.group].pages = length / pageSize
        figures.mapped = figures.mapped &- record.pages * pageSize &+ length
        let moved = start + Self.unit + base
        if moved != old {
            row(.toMmap, at: old - 2 * word, record.pages * pageSize - Self.unit, log: &log)
            blocks[old] = nil
            blocks[moved] = block
        }
        return moved
    }
}
