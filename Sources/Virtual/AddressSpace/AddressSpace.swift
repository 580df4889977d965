import ReplayModel
import TraceFormat

/// A process's address space: its VMAs by address, its break and its figures (mm_struct).
///
/// Kernel mechanism: mm/mmap.c of Linux 6.1. VMAs are a sorted array: a look-up is a binary search, a change moves the ones
/// above it; both stay well below a microsecond up to some thousand VMAs.
///
/// Invariants:
/// - VMAs are sorted by address and do not overlap;
/// - `counters.total` = Σ pages, and so for data, stack, executable and locked;
/// - `startBreak` ≤ `programBreak`; the heap VMA ends at `programBreak` rounded up.
package struct AddressSpace: Sendable {
    let process: ProcessID
    package var vmas: [Vma] = []
    var startBreak: UInt64 = 0
    var programBreak: UInt64 = 0
    package var root: TableIndex
    var counters = MemoryCounters()
    /// mlockall(MCL_FUTURE): how new mappings are locked.
    var futureLock: VmaAttributes = []
    /// New mappings are locked; unless on fault only, they are populated too.
    var locksFuture: Bool { futureLock.contains(.locked) }
    /// Bytes that a stack keeps free below it (stack_guard_gap).
    let guardGap: UInt64

    init(process: ProcessID, root: TableIndex, guardGap: UInt64) {
        self.process = process
        self.root = root
        self.guardGap = guardGap
    }

    /// Position of the first VMA that ends after `address`. Binary search.
    func position(after address: UInt64) -> Int {
        var low = 0
        var high = vmas.count
        while low < high {
            let middle = (low + high) / 2
            if vmas[middle].end > address { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Position of the VMA that holds `address`.
    func position(of address: UInt64) -> Int? {
        let position = position(after: address)
        return position < vmas.count && vmas[position].start <= address ? position : nil
    }

    /// Positions of the VMAs that overlap [start, end).
    func positions(_ start: UInt64, _ end: UInt64) -> Range<Int> {
        let lower = position(after: start)
        var upper = lower
        while upper < vmas.count && vmas[upper].start < end { upper += 1 }
        return lower..<upper
    }

    /// Replaces the VMAs at `range` by `pieces`, sorted and inside the hole that they leave. Where `sides` says so, the first and
    /// the last piece join their neighbours outside (`rules`). Every VMA that changes is a removal and an addition in the log.
    mutating func replace(
        _ range: Range<Int>, with pieces: [Vma], joining sides: JoinSides = [], _ rules: MergeRules, log: inout TransitionLog
    ) {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        var result = pieces
        let joinsBelow =
            sides.contains(.below) && lower > 0
            && pieces.first.map { vmas[lower - 1].continues(into: $0) && rules.agree($0, vmas[lower - 1]) } ?? false
        let joinsAbove =
            sides.contains(.above) && upper < vmas.count
            && pieces.last.map { $0.continues(into: vmas[upper]) && rules.agree($0, vmas[upper]) } ?? false
        if joinsBelow {
            lower -= 1
            result[0] = vmas[lower].merged(with: result[0])
        }
        // Both neighbours may fit the piece and yet not each other: then the one below has it.
        if joinsAbove, let last = result.last, !joinsBelow || pieces.count > 1 || last.mayShare(with: vmas[upper]) {
            result[result.count - 1] = last.merged(with: vmas[upper])
            upper += 1
        }
        if result.elementsEqual(vmas[lower..<upper]) { return }
        for position in lower..<upper {
            counters.count(vmas[position], entering: false)
            append(.remove, vmas[position], log: &log)
        }
        vmas.replaceSubrange(lower..<upper, with: result)
        for vma in result {
            counters.count(vma, entering: true)
            append(.add, vma, log: &log)
        }
    }

    /// Puts a VMA of the same place for one, without joining it to its neighbours.
    mutating func exchange(at position: Int, for vma: Vma, log: inout TransitionLog) {
        precondition(vma.start == vmas[position].start && vma.end == vmas[position].end, "the place stays")
        counters.count(vmas[position], entering: false)
        append(.remove, vmas[position], log: &log)
        vmas[position] = vma
        counters.count(vma, entering: true)
        append(.add, vma, log: &log)
    }

    private func append(_ operation: VmaOperation, _ vma: Vma, log: inout TransitionLog) { log.append(row(operation, vma)) }

    /// A VMA as the store has it.
    func row(_ operation: VmaOperation, _ vma: Vma) -> VmaRow {
        VmaRow(
            operation: operation, process: process, start: VirtualAddress(vma.start), end: VirtualAddress(vma.end),
            protection: vma.protection, flags: vma.mapFlags.rawValue, kind: vma.kind, name: vma.name,
            offset: vma.isAnonymous ? 0 : vma.pageOffset << pageShift, attributes: vma.attributes.subtracting(.inherited).rawValue)
    }

    /// The pieces that are left of the VMAs at `range` outside [start, end).
    func remains(of range: Range<Int>, outside start: UInt64, _ end: UInt64) -> [Vma] {
        var pieces: [Vma] = []
        guard let first = range.first, let last = range.last else { return pieces }
        if vmas[first].start < start { pieces.append(vmas[first].slice(vmas[first].start, start)) }
        if vmas[last].end > end { pieces.append(vmas[last].slice(end, vmas[last].end)) }
        return pieces
    }

    /// The VMAs at `range`, cut to [start, end).
    func slices(of range: Range<Int>, inside start: UInt64, _ end: UInt64) -> [Vma] {
        range.map { vmas[$0].slice(max(start, vmas[$0].start), min(end, vmas[$0].end)) }
    }
}
