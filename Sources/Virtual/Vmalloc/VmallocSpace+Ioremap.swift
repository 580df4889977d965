import Pages
import ReplayModel
import TraceFormat

// ioremap. Source: arch/x86/mm/ioremap.c (__ioremap_caller), mm/ioremap.c, __get_vm_area_node of mm/vmalloc.c.
extension VmallocSpace {
    /// Maps `size` bytes of device registers; the address returned keeps the offset in the page. Refused for no bytes, for a range that
    /// wraps, for physical addresses that the machine has not, for RAM; also where page tables of small pages would take more than 1/64 of
    /// RAM: there the kernel maps large pages, which the model does not have.
    package mutating func ioremap(
        physical: UInt64, size: UInt64, caller: NameID? = nil, recorded: UInt64? = nil,
        tables: inout some KernelMapper & ~Copyable, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> AreaOutcome {
        if let refusal = ioremapRefusal(physical, size) { return .refused(refusal) }
        let last = physical + (size - 1)
        if rules.ioremapKnowsISA, Self.isaRange.contains(physical), Self.isaRange.contains(last) {
            return .linear(VirtualAddress(physical &+ linearDistance))
        }
        let offset = physical % pageSize
        let first = physical - offset
        let pages = last / pageSize - first / pageSize + 1
        guard pages / 512 <= rules.totalPages / 64 else { return .refused(.tooLarge) }
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

    /// The ISA range of x86 (ISA_START_ADDRESS, ISA_END_ADDRESS, arch/x86/include/asm/io.h).
    private static let isaRange: Range<UInt64> = 0xa_0000..<0x10_0000

    /// Why the kernel gives NULL, in the order of its checks.
    private func ioremapRefusal(_ physical: UInt64, _ size: UInt64) -> CallFailure? {
        guard size > 0 else { return .nothingAsked }
        let end = UInt64(1) << rules.physicalBits
        guard physical < end else { return .beyondPhysical }
        let (last, overflows) = physical.addingReportingOverflow(size - 1)
        guard !overflows, last < end else { return .wraps }
        return isRefusedRAM(physical, last) ? .isRAM : nil
    }

    /// The power of two that holds `bytes` (before 4.9: the one above it), from a page up to IOREMAP_MAX_ORDER.
    func ioremapAlign(_ bytes: UInt64) -> UInt64 {
        let size = rules.ioremapAlignsToDouble ? bytes : bytes - min(bytes, 1)
        let order = UInt64(64 - size.leadingZeroBitCount)
        return 1 << min(max(order, pageShift), rules.ioremapMaxOrder)
    }

    /// Whether any page from `first` to `last` is RAM that may not be mapped.
    private func isRefusedRAM(_ first: UInt64, _ last: UInt64) -> Bool {
        let from = first & ~(pageSize - 1)
        let to = last | (pageSize - 1)
        switch rules.ioremapRefuses {
        case .none: return false
        case .managed: return Self.overlaps(managedRAM, from, to)
        case .managedButLastPage: return to - from >= pageSize && Self.overlaps(managedRAM, from, to - pageSize)
        case .all: return Self.overlaps(allRAM, from, to)
        }
    }

    private static func overlaps(_ ranges: [PhysicalRange], _ from: UInt64, _ to: UInt64) -> Bool {
        ranges.contains { range in
            let start = (range.start + pageSize - 1) & ~(pageSize - 1)
            let end = range.end & ~(pageSize - 1)
            return start <= to && end > from && start < end
        }
    }
}
