import ReplayModel
import ReplayStore

extension Narrator {
    func vma(_ row: Placed<VmaRow>) throws -> String {
        let (start, end) = (row.start.rawValue, row.end.rawValue)
        let range = "\(start.hex(8))-\(end.hex(8)) \(Describe.protection(row.protection))"
        let file = try name(row.name)
        let change = row.operation == .add ? "gets" : "loses"
        return "\(try who(row.process, before: row.step).capitalizedFirst) \(change) the \(row.kind.title) area \(range)"
            + (file.isEmpty ? "" : " of \(file)") + ", \(Describe.bytes(end &- start))."
    }

    func mapping(_ row: Placed<MappingRow>) throws -> String {
        let pages = "\(Describe.pages(row.count)) from virtual page \(Describe.hex(row.page))"
        let owner = try who(row.process, before: row.step)
        let protection = Describe.protection(row.protection)
        switch row.operation {
        case .map:
            let frames = row.frame.map { " to frames from \(Describe.hex($0))" } ?? " to scattered frames"
            return "\(owner.capitalizedFirst) maps \(pages)\(frames), \(protection)."
        case .unmap: return "\(owner.capitalizedFirst) unmaps \(pages)."
        case .lazyFree: return "\(pages.capitalizedFirst) of \(owner) are the kernel's to take from here on (MADV_FREE)."
        case .takeBack: return "\(pages.capitalizedFirst) of \(owner) are written to before the kernel took them, and stay."
        case .protect: return "\(pages.capitalizedFirst) of \(owner) are \(protection) from here on."
        case .mapHuge:
            let frame = Describe.hex(row.frame)
            return "\(owner.capitalizedFirst) maps \(pages) by one entry of level 2, a huge page from \(frame), \(protection)."
        case .mapHugeZero: return "\(owner.capitalizedFirst) maps \(pages) to the huge zero page by one entry of level 2."
        case .splitHuge:
            return "The huge mapping of \(pages) of \(owner) is split into entries of pages; "
                + "its block stays one until nobody maps any of it."
        case .move: return "\(pages.capitalizedFirst) of \(owner) move to virtual page \(Describe.hex(row.frame))."
        }
    }

    func pageTable(_ row: Placed<PageTableRow>) throws -> String {
        let owner = try who(row.process, before: row.step)
        let table = "page table of level \(row.level) for addresses from \(Describe.hex(row.base))"
        switch row.operation {
        case .allocate: return "\(owner.capitalizedFirst) gets a \(table), in frame \(Describe.hex(row.frame))."
        case .free: return "\(owner.capitalizedFirst) gives back the \(table), frame \(Describe.hex(row.frame))."
        case .move: return "A \(table) is where \(owner) moved it to, in frame \(Describe.hex(row.frame))."
        }
    }

    func access(_ row: Placed<AccessRow>) throws -> String {
        let start =
            "\(try who(row.process, before: row.step).capitalizedFirst) \(verb(row.access)) "
            + "\(Describe.bytes(row.length)) at \(Describe.hex(row.address))"
        let physical = Describe.hex(row.physical)
        switch row.kind {
        case .linear: return "\(start), through the linear map that boot made: physical address \(physical)."
        case .vmalloc: return "\(start), through the kernel's page table: physical address \(physical)."
        case .ioremap: return "\(start): device registers at physical address \(physical)."
        case .unmapped:
            let address = row.address.rawValue
            guard address >= architecture.userEnd else { return "\(start): nothing is mapped there, it is no address of the kernel's." }
            return "\(start), \(try run.kernelPlace(address, architecture, at: Moment(step: row.step, time: 0)))."
        }
    }
}
