import ReplayModel
import TraceFormat

// What an address is part of, and what an access to it would lead to.
extension Run {
    /// Refuses what is no address of the machine.
    func checkAddress(_ address: UInt64, _ architecture: Architecture) throws {
        guard architecture.pointerSize == 4, address > UInt64(UInt32.max) else { return }
        throw AnalysisError("0x\(address.hex()) is no address of a 32-bit machine", expected: "at most 0xffffffff")
    }

    /// Whether the bits above those that select entries are copies of the highest of them, as the CPU demands on x86_64; on 64 bit ARM
    /// all are 0 or all 1, and tell user space from the kernel's.
    static func isCanonical(_ address: UInt64, _ architecture: Architecture) -> Bool {
        let bits = architecture.addressBits - (architecture.kind == .arm64 ? 0 : 1)
        let upper = Int64(bitPattern: address) >> Int64(bits)
        return upper == 0 || upper == -1
    }

    /// The area around an address of a process and what an access does there.
    func place(_ address: UInt64, of pid: Int64, _ architecture: Architecture, at moment: Moment) throws -> String {
        let areas = try addressSpaces.areas(of: pid, at: moment)
        let next = areas.firstIndex { $0.end > address }
        if let next, areas[next].start <= address {
            let area = areas[next]
            let line = "in the area " + area.map.line(pointerSize: architecture.pointerSize)
            if area.protection & 2 != 0 { return line }
            let isReadable = area.protection & 1 != 0
            return line + (isReadable ? "\nwhich may not be written: a write ends in SIGSEGV" : "\nwhich allows no access: SIGSEGV")
        }
        if let next, try growsDown(areas, next, to: address) {
            return "below the stack, which grows down to it: an access makes it part of the area \(areas[next].start.hex(8))-"
                + areas[next].end.hex(8)
        }
        return "in no area: an access ends in SIGSEGV"
    }

    /// Whether the area at `position` is a stack that an access at `address` below it extends (`expand_downwards`): within its limit and
    /// 256 pages away from what lies below.
    private func growsDown(_ areas: [AreaFacts], _ position: Int, to address: UInt64) throws -> Bool {
        let area = areas[position]
        guard area.kind == "stack" || area.flags.contains(.growsDown) else { return false }
        let limit = try machine.profileValue("stack_limit").flatMap { UInt64($0) } ?? .max
        let page = address & ~(pageSize - 1)
        let floor = position > 0 && areas[position - 1].protection != 0 ? areas[position - 1].end + 256 * pageSize : 0
        return area.end - page <= limit && page >= max(floor, 65536)
    }

    /// Where in the kernel's half an address lies that is not in the linear map.
    func kernelPlace(_ address: UInt64, _ architecture: Architecture, at moment: Moment) throws -> String {
        guard (architecture.vmallocStart..<architecture.vmallocEnd).contains(address) else {
            return "in none of the kernel's ranges that the model has: an access is a kernel fault (oops)"
        }
        let areas = try vmallocInfo(at: moment).areas
        guard let area = areas.first(where: { $0.start <= address && address < $0.start + $0.size }) else {
            return "in the vmalloc range, in no area: an access is a kernel fault (oops)"
        }
        let range = "0x\(area.start.hex())-0x\((area.start + area.size).hex())"
        guard let use = area.use else {
            return "in \(range) of the vmalloc range, freed and not purged yet: an access is a kernel fault (oops)"
        }
        let owner = "the \(use.rawValue) area \(range)" + (area.caller.map { " of \($0)" } ?? "")
        if address >= area.start + area.size - pageSize { return "in the guard page of \(owner): an access is a kernel fault (oops)" }
        return "in \(owner)"
    }
}
