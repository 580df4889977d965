import Pages
import ReplayModel
import TraceFormat

// ioremap. Source: arch/x86/mm/ioremap.c (__ioremap_caller), mm/ioremap.c, __get_vm_area_node of mm/vmalloc.c.
extension VmallocSpace {
    /// Maps `size` bytes of device registers; the address returned keeps the offset in the page. Refused for RAM that the
    /// page allocator manages, for no bytes, and for a range that wraps; also where page tables of small pages would take more
    /// than 1/64 of RAM: there the kernel maps large pages, which the model does not have.
    package mutating func ioremap(
        physical: UInt64, size: UInt64, caller: NameID? = nil, recorded: UInt64? = nil,
        tables: inout some KernelMapper & ~Copyable, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> AreaOutcome {
        let (last, wraps) = physical.addingReportingOverflow(size &- 1)
        guard size > 0, !wraps, last <= UInt64.max - 2 * pageSize, !isManagedRAM(physical, last) else { return .refused }
        let offset = physical % pageSize
        let first = physical - offset
        let pages = last / pageSize - first / pageSize + 1
        guard pages / 512 <= rules.totalPages / 64 else { return .refused }
        let bytes = (pages + 1) * pageSize
        let align = ioremapAlign(pages * pageSize)
        guard let start = placeOrPurge(size: bytes, align: align, from: start, to: end, log: &log) else { return .noAddressSpace }
        try tables.mapKernel(
            VirtualPage(start >> pageShift), count: pages, protection: Self.readWrite, frames: { first / pageSize + $0 },
            memory: &memory, log: &log)
        enter(
            Area(id: nextID, start: start, size: bytes, kind: .ioremap, pages: 0, physical: first, caller: caller),
            recorded: recorded, log: &log)
        return .mapped(VirtualAddress(start + offset))
    }

    /// The power of two that holds `bytes`, from a page up to IOREMAP_MAX_ORDER.
    func ioremapAlign(_ bytes: UInt64) -> UInt64 {
        let order = bytes <= 1 ? 0 : UInt64(64 - (bytes - 1).leadingZeroBitCount)
        return 1 << min(max(order, pageShift), rules.ioremapMaxOrder)
    }

    /// Whether any page from `first` to `last` belongs to the page allocator.
    private func isManagedRAM(_ first: UInt64, _ last: UInt64) -> Bool {
        let from = first & ~(pageSize - 1)
        let to = last | (pageSize - 1)
        return managedRAM.contains { range in
            let managedStart = (range.start + pageSize - 1) & ~(pageSize - 1)
            let managedEnd = range.end & ~(pageSize - 1)
            return managedStart <= to && managedEnd > from && managedStart < managedEnd
        }
    }
}
