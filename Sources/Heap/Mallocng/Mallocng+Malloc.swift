import ReplayModel

/// malloc, calloc, memalign.
extension Mallocng {
    mutating func malloc(
        _ bytes: UInt64, recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        guard let address = allocate(bytes, kernel: &kernel, log: &log) else { return fail(bytes, recorded, log: &log) }
        return handOut(address, recorded, kernel: &kernel, log: &log)
    }

    /// A block in its slot, not reported yet. nil: failed.
    mutating func allocate(_ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) -> UInt64? {
        guard bytes < largestRequest else { return nil }
        guard let (group, slot) = findSlot(bytes, kernel: &kernel, log: &log) else { return nil }
        let address = place(group, slot, bytes, counter: mmapCounter)
        blocks[address] = MuslBlock(group: group, slot: slot, requested: bytes)
        if records[group].sizeClass < 48 {
            figures.free &-= stride(group)
            figures.inUse &+= stride(group)
        }
        figures.requested &+= bytes
        touchRecord(group, kernel: &kernel, log: &log)
        return address
    }

    /// size_overflows: PTRDIFF_MAX without a page.
    var largestRequest: UInt64 { (word == 8 ? UInt64.max : UInt64(UInt32.max)) / 2 - 4096 }

    private mutating func findSlot(
        _ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> (group: GroupIndex, slot: UInt64)? {
        if bytes >= Self.mmapThreshold { return mapBlock(bytes, kernel: &kernel, log: &log).map { ($0, 0) } }
        let sizeClass = chosenClass(Self.sizeClass(bytes))
        if let group = active[sizeClass], records[group].available != 0 {
            let mask = records[group].available
            records[group].available = mask & (mask - 1)
            return (group, UInt64(mask.trailingZeroBitCount))
        }
        guard let slot = takeSlot(sizeClass, bytes, kernel: &kernel, log: &log), let group = active[sizeClass] else { return nil }
        return (group, slot)
    }

    /// A class that has no group yet lets the next larger one serve, as long as that has few blocks.
    private func chosenClass(_ sizeClass: Int) -> Int {
        let coarse = sizeClass | 1
        guard active[sizeClass] == nil, sizeClass >= 4, sizeClass < 32, sizeClass != 6, sizeClass != coarse, usage[sizeClass] == 0
        else { return sizeClass }
        let isFull = active[coarse].map { records[$0].available | records[$0].freed == 0 } ?? true
        return usage[coarse] + (isFull ? 3 : 0) <= 12 ? coarse : sizeClass
    }

    /// A block with a mapping of its own. Returns its group.
    private mutating func mapBlock(
        _ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> GroupIndex? {
        let length = pageUp(bytes + Self.inBand + Self.unit)
        guard let start = kernel.mmap(HeapMapping(length: length), log: &log) else { return nil }
        bounces.step()
        guard let group = takeRecord(kernel: &kernel, log: &log) else {
            kernel.munmap(start, length: length, log: &log)
            return nil
        }
        mmapCounter &+= 1
        records[group].memory = start
        records[group].sizeClass = Self.mappedClass
        records[group].pages = length / pageSize
        records[group].mapping = mmapCounter
        figures.mapped &+= length
        figures.mappedChunks += 1
        kernel.touch(start, length: word, log: &log)
        return group
    }

    /// Where in its slot a block goes: from use to use further, as far as there is room (enframe).
    mutating func place(_ group: GroupIndex, _ slot: UInt64, _ bytes: UInt64, counter: UInt32) -> UInt64 {
        let (start, mapping) = (start(group, slot), records[group].mapping)
        let slack = (stride(group) - Self.inBand - bytes) / Self.unit
        let header = headers.at(start, in: mapping)
        var offset = (header.mark != 0 ? UInt64(header.offset) + 1 : UInt64(counter)) & 255
        if offset > slack {
            var mask = slack
            mask |= mask >> 1
            mask |= mask >> 2
            mask |= mask >> 4
            offset &= mask
            if offset > slack { offset -= slack + 1 }
        }
        if offset > 0 { headers.set(start, in: mapping, SlotHeader(mark: 7 << 5, offset: UInt16(offset))) }
        let address = start + offset * Self.unit
        setHeader(address, group, slot, bytes)
        return address
    }

    /// Writes a block's header and, behind it, how much of the slot it leaves (set_size).
    func spare(_ address: UInt64, _ group: GroupIndex, _ slot: UInt64, _ bytes: UInt64) -> UInt64 { end(group, slot) - address - bytes }

    mutating func setHeader(_ address: UInt64, _ group: GroupIndex, _ slot: UInt64, _ bytes: UInt64) {
        let units = (address - records[group].memory - Self.unit) / Self.unit
        headers.set(
            address, in: records[group].mapping,
            SlotHeader(mark: UInt8(slot), offset: UInt16(truncatingIfNeeded: records[group].sizeClass < 48 || units <= 0xFFFF ? units : 0)))
        setSize(address, group, slot, bytes)
    }

    mutating func setSize(_ address: UInt64, _ group: GroupIndex, _ slot: UInt64, _ bytes: UInt64) {
        let (spare, mapping) = (spare(address, group, slot, bytes), records[group].mapping)
        if spare > 0 { headers.clearByte(end(group, slot) - spare, in: mapping) }
        var header = headers.at(address, in: mapping)
        header.mark = UInt8(slot) | UInt8(min(spare, 5)) << 5
        headers.set(address, in: mapping, header)
    }

    mutating func calloc(
        _ count: UInt64, _ size: UInt64, recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows, bytes < largestRequest, let address = allocate(bytes, kernel: &kernel, log: &log), let block = blocks[address]
        else { return fail(overflows ? .max : bytes, recorded, log: &log) }
        _ = handOut(address, recorded, kernel: &kernel, log: &log)
        let record = records[block.group]
        let isFresh = record.sizeClass >= 48 || stride(block.group) < Self.unit * Self.classes[record.sizeClass]
        if !isFresh && bytes > 0 {
            headers.clear(address, length: bytes, in: record.mapping)
            clear(address, bytes, kernel: &kernel, log: &log)
        }
        return address
    }

    /// Whole pages are only read: those that hold anything else than zeros are resident already.
    private func clear(
        _ address: UInt64, _ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) {
        guard bytes >= pageSize else { return kernel.touch(address, length: bytes, log: &log) }
        kernel.load(address, length: bytes, log: &log)
        let end = address + bytes
        kernel.touch(address, length: pageUp(address + 1) - address, log: &log)
        if end & (pageSize - 1) != 0 { kernel.touch(end & ~(pageSize - 1), length: end & (pageSize - 1), log: &log) }
    }

    mutating func memalign(
        _ alignment: UInt64, _ bytes: UInt64, recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> UInt64 {
        let align = max(alignment, Self.unit)
        guard alignment & (alignment &- 1) == 0, align < (1 << 31) * Self.unit, bytes <= largestRequest &- align,
            let plain = allocate(bytes + align - Self.unit, kernel: &kernel, log: &log), let block = blocks.removeValue(forKey: plain)
        else { return fail(bytes, recorded, log: &log) }
        let address = (plain + align - 1) & ~(align - 1)
        let (group, slot) = (block.group, block.slot)
        if address == plain {
            setSize(address, group, slot, bytes)
        } else {
            setHeader(address, group, slot, bytes)
            let units = (address - start(group, slot)) / Self.unit
            headers.set(
                start(group, slot), in: records[group].mapping, SlotHeader(mark: 7 << 5, offset: UInt16(truncatingIfNeeded: units)))
            kernel.touch(start(group, slot) - Self.inBand, length: Self.inBand, log: &log)
        }
        blocks[address] = MuslBlock(group: group, slot: slot, requested: bytes)
        figures.requested = figures.requested &- block.requested &+ bytes
        return handOut(address, recorded, kernel: &kernel, log: &log)
    }

    /// Writes the row of a block that is in use now, and of the library's writes around it.
    func touchEdges(_ address: UInt64, _ block: MuslBlock, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) {
        kernel.touch(address - Self.inBand, length: Self.inBand, log: &log)
        let spare = spare(address, block.group, block.slot, block.requested)
        if spare > 0 { kernel.touch(end(block.group, block.slot) - min(spare, 5), length: 1, log: &log) }
    }

    mutating func handOut(
        _ address: UInt64, _ recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        let block = blocks[address]!
        touchEdges(address, block, kernel: &kernel, log: &log)
        let isMapped = records[block.group].sizeClass == Self.mappedClass
        row(
            isMapped ? .fromMmap : .fromGroup, at: address - 2 * word, stride(block.group), requested: block.requested,
            recorded: recorded, log: &log)
        return address
    }
}
