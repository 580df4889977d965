import Pages
import ReplayModel
import TraceFormat

// vmalloc, vmap and their undoing. Source: __vmalloc_node_range, __vmalloc_area_node, vmap, __vunmap.
extension VmallocSpace {
    /// Protection bits of kernel data: read and write.
    static let readWrite: UInt8 = 3

    /// Takes single page frames for `size` bytes, from HighMem first unless the flags ask for DMA, and maps them one behind
    /// the other. On OutOfMemory nothing has changed, but that a purge may have come before.
    package mutating func vmalloc(
        size: UInt64, gfp: GfpFlags, align: UInt64 = pageSize, cpu: UInt16, caller: NameID? = nil, recorded: UInt64? = nil,
        tables: inout some KernelMapper & ~Copyable, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> AreaOutcome {
        guard size > 0 else { return .refused(.nothingAsked) }
        guard size <= rules.totalPages * pageSize else { return .refused(.tooLarge) }
        guard align.nonzeroBitCount == 1 else { return .refused(.invalid) }
        let pages = (size + pageSize - 1) / pageSize
        let bytes = (pages + 1) * pageSize
        guard let start = placeOrPurge(size: bytes, align: align, from: start, to: end, log: &log) else { return .noAddressSpace }
        let frames = try takeFrames(pages, gfp: gfp, cpu: cpu, memory: &memory, log: &log)
        do throws(OutOfMemory) {
            try tables.mapKernel(
                VirtualPage(start >> pageShift), count: pages, protection: Self.readWrite,
                frames: { UInt64(frames[Int($0)].rawValue) }, memory: &memory, log: &log)
        } catch {
            giveBack(frames, cpu: cpu, memory: &memory, log: &log)
            throw error
        }
        enter(
            Area(id: nextID, start: start, size: bytes, kind: .vmalloc, pages: UInt32(pages), physical: nil, caller: caller),
            recorded: recorded, log: &log)
        mappedPages += pages
        return .mapped(VirtualAddress(start))
    }

    private func takeFrames(
        _ count: UInt64, gfp: GfpFlags, cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> [FrameNumber] {
        var flags = gfp.union(.noWarn)
        if rules.addsHighMem, flags.isDisjoint(with: [.dma, .dma32]) { flags.insert(.highmem) }
        let request = PageRequest(order: 0, gfp: flags, owner: FrameOwner(.vmalloc, id: nextID), cpu: cpu)
        var frames: [FrameNumber] = []
        frames.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let frame = memory.allocate(request, log: &log) else {
                giveBack(frames, cpu: cpu, memory: &memory, log: &log)
                throw OutOfMemory(request: request)
            }
            frames.append(frame)
        }
        return frames
    }

    /// Gives frames back in reverse, so that free lists are as before.
    private func giveBack(
        _ frames: [FrameNumber], cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        for frame in frames.reversed() { memory.free(frame, order: 0, cpu: cpu, log: &log) }
    }

    /// Maps `count` frames from `first` on a second time. The frames stay their owner's.
    package mutating func vmap(
        first: FrameNumber, count: UInt64, caller: NameID? = nil, recorded: UInt64? = nil,
        tables: inout some KernelMapper & ~Copyable, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> AreaOutcome {
        guard count > 0, count <= rules.totalPages else { return .refused(count > 0 ? .tooLarge : .nothingAsked) }
        let bytes = (count + 1) * pageSize
        guard let start = placeOrPurge(size: bytes, align: 1, from: start, to: end, log: &log) else { return .noAddressSpace }
        try tables.mapKernel(
            VirtualPage(start >> pageShift), count: count, protection: Self.readWrite, frames: { UInt64(first.rawValue) + $0 },
            memory: &memory, log: &log)
        enter(
            Area(id: nextID, start: start, size: bytes, kind: .vmap, pages: UInt32(count), physical: nil, caller: caller),
            recorded: recorded, log: &log)
        return .mapped(VirtualAddress(start))
    }

    /// vfree, vunmap and iounmap: unmaps the area, frees the frames of a vmalloc, and leaves the addresses to the next
    /// purge, which happens at once when too much waits for it. `kind`, where given, is what the area has to be.
    @discardableResult
    package mutating func free(
        _ address: VirtualAddress, as kind: AreaKind? = nil, cpu: UInt16, tables: inout some KernelMapper & ~Copyable,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> AreaFreeOutcome {
        if address.rawValue == 0 { return .nothing }
        let start = address.rawValue & ~(pageSize - 1)
        guard let area = area(holding: VirtualAddress(start)), area.start == start else { return .unknownArea }
        if let kind, kind != area.kind { return .wrongKind(area.kind) }
        let frames = framesOwned(by: area, tables: tables)
        if area.isModelled {
            tables.unmapKernel(VirtualPage(start >> pageShift), count: area.size / pageSize - 1, log: &log)
        }
        _ = release(start: start, log: &log)
        for frame in frames { memory.free(frame, order: 0, cpu: cpu, log: &log) }
        mappedPages -= UInt64(frames.count)
        if purgeIsDue() && !defersPurge { purge(log: &log) }
        return .freed
    }

    /// The frames of a vmalloc area, by address; none for other areas, which own none.
    private func framesOwned(by area: Area, tables: borrowing some KernelMapper & ~Copyable) -> [FrameNumber] {
        guard area.isModelled && area.kind == .vmalloc else { return [] }
        return (0..<UInt64(area.pages)).map { page in
            guard let frame = tables.kernelFrame(of: VirtualPage(area.start >> pageShift + page)) else {
                preconditionFailure("a page of a vmalloc area is not mapped")
            }
            return FrameNumber(UInt32(frame))
        }
    }
}
