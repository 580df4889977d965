import Pages
import ReplayModel
import TraceFormat

extension PageTables: KernelMapper {
    package mutating func mapKernel(
        _ page: VirtualPage, count: UInt64, protection: UInt8, frames: (UInt64) -> UInt64,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) {
        guard count > 0 else { return }
        try makeKernelTables(page, count: count, memory: &memory, log: &log)
        var flags = PageTableEntry.present | PageTableEntry.accessed | PageTableEntry.dirty
        if protection & 2 != 0 { flags |= PageTableEntry.writable }
        var run = MappingRun(.map, process: .kernel, splitsAtFrames: true)
        for offset in 0..<count {
            let address = (page.rawValue + offset) << pageShift
            guard let table = leaf(kernelRoot, address).table else { preconditionFailure("the tables were just made") }
            let slot = slot(address, in: table)
            precondition(self[slot] == .empty, "a kernel page is mapped once")
            let frame = frames(offset)
            self[slot] = PageTableEntry(frame: frame, flags: flags)
            run.add(page: page.rawValue + offset, frame: frame, protection: protection, log: &log)
        }
        run.flush(log: &log)
    }

    package mutating func unmapKernel(_ page: VirtualPage, count: UInt64, log: inout TransitionLog) {
        var run = MappingRun(.unmap, process: .kernel)
        var address = page.address.rawValue
        let end = address + count << pageShift
        while address < end {
            let (table, next) = leaf(kernelRoot, address)
            defer { address = next }
            guard let table else { continue }
            for current in stride(from: address, to: min(next, end), by: Int(pageSize)) {
                let slot = slot(current, in: table)
                let entry = self[slot]
                guard entry.isPresent else { continue }
                self[slot] = .empty
                run.add(page: current >> pageShift, frame: entry.number, protection: 0, log: &log)
            }
        }
        run.flush(log: &log)
    }

    package func kernelFrame(of page: VirtualPage) -> UInt64? {
        let entry = entry(kernelRoot, page.address.rawValue)
        return entry.isPresent ? entry.number : nil
    }

    /// Makes the tables over a range of kernel pages; when one cannot be had, those made by this call go back.
    private mutating func makeKernelTables(
        _ page: VirtualPage, count: UInt64, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) {
        let first = page.address.rawValue
        var made: [(table: TableIndex, slot: EntrySlot)] = []
        var address = first
        let last = first + (count - 1) << pageShift
        while true {
            do throws(OutOfMemory) {
                try makeKernelPath(address, made: &made, memory: &memory, log: &log)
            } catch {
                for step in made.reversed() {
                    self[step.slot] = .empty
                    release(step.table, cpu: 0, memory: &memory, log: &log)
                }
                throw error
            }
            let next = leaf(kernelRoot, address).next
            if next > last || next <= address { return }
            address = next
        }
    }

    private mutating func makeKernelPath(
        _ address: UInt64, made: inout [(table: TableIndex, slot: EntrySlot)], memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) {
        var table = kernelRoot
        for level in stride(from: rules.levels, to: 1, by: -1) {
            let slot = slot(address, in: table)
            if let below = child(at: slot) {
                table = below
                continue
            }
            table = try allocate(
                level: level - 1, covering: address, process: .kernel, cpu: 0, memory: &memory, log: &log)
            made.append((table, slot))
            link(table, at: slot)
        }
    }
}
