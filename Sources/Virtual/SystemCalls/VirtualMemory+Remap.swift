import Pages
import ReplayModel
import TraceFormat

/// The arguments of mremap.
public struct RemapRequest: Sendable {
    public static let mayMove: UInt32 = 1
    public static let fixed: UInt32 = 2
    public static let dontUnmap: UInt32 = 4

    public var address: UInt64
    public var oldLength: UInt64
    public var newLength: UInt64
    /// 1 MREMAP_MAYMOVE, 2 MREMAP_FIXED, 4 MREMAP_DONTUNMAP.
    public var flags: UInt32
    /// The place with MREMAP_FIXED.
    public var target: UInt64

    public init(address: UInt64, oldLength: UInt64, newLength: UInt64, flags: UInt32 = mayMove, target: UInt64 = 0) {
        self.address = address
        self.oldLength = oldLength
        self.newLength = newLength
        self.flags = flags
        self.target = target
    }

    var isFixed: Bool { flags & Self.fixed != 0 }
    var keepsSource: Bool { flags & Self.dontUnmap != 0 }
}

extension VirtualMemory {
    /// mremap (mm/mremap.c of Linux 6.1): shrinks, grows in place where the addresses after it are free, else moves the
    /// page-table entries. A move may need page tables: without them everything is undone and `OutOfMemory` thrown.
    public mutating func mremap(
        _ process: ProcessID, _ request: RemapRequest, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> SystemCallResult {
        let slot = space(of: process)
        var request = request
        let result: SystemCallResult
        if let error = check(&request) {
            result = .failure(error)
        } else {
            result = try remapAll(slot, request, cpu: cpu, memory: &memory, log: &log)
        }
        _ = record(result, .mremap, process, request.address, request.newLength, fromLibrary: fromLibrary, log: &log)
        guard result.error == nil, request.newLength > request.oldLength,
            let position = processes[slot].position(of: result.value), processes[slot].vmas[position].isLocked
        else { return result }
        let start = result.value + request.oldLength
        return populated(
            result, process, start, result.value + request.newLength, cpu: cpu, memory: &memory, log: &log)
    }

    /// Rounds the lengths and refuses what can never be.
    private func check(_ request: inout RemapRequest) -> SystemCallError? {
        let isFixed = request.isFixed
        guard request.flags & ~7 == 0, request.flags < 2 || request.flags & RemapRequest.mayMove != 0 else { return .invalid }
        guard request.address & (pageSize - 1) == 0 else { return .invalid }
        guard let old = Self.pageUp(request.oldLength), let new = Self.pageUp(request.newLength), old > 0, new > 0 else {
            return .invalid
        }
        request.oldLength = old
        request.newLength = new
        guard request.address <= bounds.end, old <= bounds.end - request.address else { return .badAddress }
        guard !request.keepsSource || old == new else { return .invalid }
        guard isFixed else { return nil }
        guard request.target & (pageSize - 1) == 0, new <= bounds.end, request.target <= bounds.end - new else {
            return .invalid
        }
        let overlaps = request.address + old > request.target && request.target + new > request.address
        return overlaps ? .invalid : nil
    }

    /// Since Linux 6.17 a move that keeps the length may take several VMAs, and holes between them, along (`remap_move`): one by one,
    /// each replacing what lies at its own new place.
    private mutating func remapAll(
        _ slot: AddressSpaceSlot, _ request: RemapRequest, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> SystemCallResult {
        let (start, end) = (request.address, request.address + request.oldLength)
        let space = processes[slot]
        let slices = space.slices(of: space.positions(start, end), inside: start, end)
        guard remapRules.movesSeveral, request.isFixed, request.oldLength == request.newLength,
            slices.first?.start == start
        else { return try remap(slot, request, cpu: cpu, memory: &memory, log: &log) }
        for slice in slices {
            var part = request
            part.address = slice.start
            part.target = request.target + (slice.start - start)
            part.oldLength = slice.end - slice.start
            part.newLength = part.oldLength
            let result = try remap(slot, part, cpu: cpu, memory: &memory, log: &log)
            if result.error != nil { return result }
        }
        return .success(request.target)
    }

    private mutating func remap(
        _ slot: AddressSpaceSlot, _ request: RemapRequest, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> SystemCallResult {
        var request = request
        let end = request.address + request.oldLength
        guard let first = processes[slot].position(of: request.address) else { return .failure(.badAddress) }
        let source = processes[slot].vmas[first]
        let isWhole = request.address + min(request.oldLength, request.newLength) <= source.end
        guard isWhole || !request.isFixed || !remapRules.checksSourceFirst else { return .failure(.badAddress) }
        if request.isFixed {
            makeRoom(slot, &request, cpu: cpu, memory: &memory, log: &log)
        } else if !request.keepsSource, request.newLength <= request.oldLength {
            unmap(slot, request.address + request.newLength, end, cpu: cpu, memory: &memory, log: &log)
            return .success(request.address)
        }
        guard let position = processes[slot].position(of: request.address) else { return .failure(.badAddress) }
        let vma = processes[slot].vmas[position]
        guard request.address + request.oldLength <= vma.end else { return .failure(.badAddress) }
        let grown = request.newLength > request.oldLength ? (request.newLength - request.oldLength) >> pageShift : 0
        guard !vma.isLocked || mayLock(slot, grown) else { return .failure(.tryAgain) }
        let isData = vma.protection & 2 != 0 && !vma.isShared
        let added = request.keepsSource ? request.oldLength >> pageShift : grown
        guard mayExpand(slot, by: added, asData: isData) else { return .failure(.noMemory) }
        if !request.isFixed, !request.keepsSource, end == vma.end, canGrow(slot, vma, by: grown << pageShift) {
            return grow(slot, position, by: grown, request, memory: memory, log: &log)
        }
        guard request.flags & RemapRequest.mayMove != 0 else { return .failure(.noMemory) }
        return try move(slot, vma, request, added, cpu: cpu, memory: &memory, log: &log)
    }

    /// MREMAP_FIXED replaces what is at the new place, and gives back what the new length leaves out, before it looks at what is to be
    /// moved (`mremap_to`): both are gone even when the call fails.
    private mutating func makeRoom(
        _ slot: AddressSpaceSlot, _ request: inout RemapRequest, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        unmap(slot, request.target, request.target + request.newLength, cpu: cpu, memory: &memory, log: &log)
        guard request.newLength < request.oldLength else { return }
        let end = request.address + request.oldLength
        unmap(slot, request.address + request.newLength, end, cpu: cpu, memory: &memory, log: &log)
        request.oldLength = request.newLength
    }

    private func canGrow(_ slot: AddressSpaceSlot, _ vma: Vma, by bytes: UInt64) -> Bool {
        vma.end + bytes <= bounds.end && processes[slot].isFree(vma.end, bytes)
    }

    private mutating func grow(
        _ slot: AddressSpaceSlot, _ position: Int, by pages: UInt64, _ request: RemapRequest,
        memory: borrowing some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        var vma = processes[slot].vmas[position]
        if vma.attributes.contains(.accounted), !charge(pages, slot, memory: memory) { return .failure(.noMemory) }
        vma.end += pages << pageShift
        replace(position..<(position + 1), with: [vma], joining: mergeRules.joinsAfterGrowth ? .above : [], in: slot, log: &log)
        return .success(request.address)
    }

    /// Moves a mapping (`move_vma`). The tables at the new place come first, so that nothing has moved when one is
    /// missing; only what MREMAP_FIXED replaces is gone by then, as in Linux.
    private mutating func move(
        _ slot: AddressSpaceSlot, _ vma: Vma, _ request: RemapRequest, _ added: UInt64, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> SystemCallResult {
        let space = processes[slot]
        guard space.vmas.count + 3 < Int(settings.maxMapCount) else { return .failure(.noMemory) }
        guard let target = request.isFixed ? request.target : space.findFree(request.newLength, bounds) else {
            return .failure(.noMemory)
        }
        let retained = request.oldLength
        let isAccounted = vma.attributes.contains(.accounted)
        guard !isAccounted || charge(added, slot, memory: memory) else { return .failure(.noMemory) }
        do throws(OutOfMemory) {
            try makeTables(slot, from: request.address, to: target, length: retained, cpu: cpu, memory: &memory, log: &log)
        } catch {
            if isAccounted { commit.uncharge(added) }
            throw error
        }
        var moved = vma.slice(request.address, request.address + request.oldLength)
        moved.start = target
        moved.end = target + request.newLength
        if vma.isAnonymous && vma.anonymous == 0 { moved.pageOffset = target >> pageShift }
        let position = processes[slot].position(after: target)
        replace(position..<position, with: [moved], joining: .both, in: slot, log: &log)
        moveEntries(slot, from: request.address, to: target, length: retained, log: &log)
        if request.keepsSource {
            leaveEmpty(slot, request, log: &log)
            return .success(target)
        }
        if isAccounted { commit.assume(retained >> pageShift) }
        unmap(slot, request.address, request.address + request.oldLength, cpu: cpu, memory: &memory, log: &log)
        return .success(target)
    }

    /// MREMAP_DONTUNMAP: the source stays as a VMA without pages, not locked; one that was moved whole begins a new history.
    /// It joins no neighbour (`dontunmap_complete` only clears the flags).
    private mutating func leaveEmpty(_ slot: AddressSpaceSlot, _ request: RemapRequest, log: inout TransitionLog) {
        guard let position = processes[slot].position(of: request.address) else { return }
        var vma = processes[slot].vmas[position]
        if vma.isLocked {
            vma.attributes.subtract([.locked, .lockOnFault])
            processes[slot].exchange(at: position, for: vma, log: &log)
            totals.locked -= vma.pages
            processes.markDirty(slot.process)
        }
        guard vma.start == request.address, vma.end == request.address + request.oldLength else { return }
        processes[slot].vmas[position].anonymous = 0
        processes[slot].vmas[position].attributes.remove(.inherited)
    }

    /// Makes the level-1 tables at `target` for those that exist over the source.
    private mutating func makeTables(
        _ slot: AddressSpaceSlot, from source: UInt64, to target: UInt64, length: UInt64, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) {
        let root = processes[slot].root
        var count = processes[slot].counters.tables
        let span = tables.rules.shapes[0].tableSpan
        var offset: UInt64 = 0
        do throws(OutOfMemory) {
            while offset < length {
                let (table, next) = tables.leaf(root, source + offset)
                let goal = target + offset
                if movesHuge(root, source + offset, goal, length - offset) {
                    _ = try tables.makeDirectory(root, goal, cpu: cpu, count: &count, memory: &memory, log: &log)
                    offset += tables.hugeSize
                } else if table != nil {
                    _ = try tables.makeLeaf(root, goal, cpu: cpu, count: &count, memory: &memory, log: &log)
                    offset += min(next - (source + offset), (goal & ~(span - 1)) + span - goal)
                } else {
                    offset = next > source ? next - source : length
                }
            }
        } catch {
            processes[slot].counters.tables = count
            let next = processes[slot].position(after: target)
            let floor = next > 0 ? processes[slot].vmas[next - 1].end : 0
            let above = next < processes[slot].vmas.count ? processes[slot].vmas[next].start - 1 : UInt64.max
            tables.freeTables(
                below: root, from: target, through: target + length - 1, floor: floor, ceiling: above, cpu: cpu,
                count: &processes[slot].counters.tables, memory: &memory, log: &log)
            throw error
        }
        processes[slot].counters.tables = count
    }

    /// Whether a huge mapping at `source` moves as a whole (`move_page_tables`, `move_huge_pmd`): both places are aligned, it lies wholly
    /// in what moves, and the entry at the new place is empty.
    private func movesHuge(_ root: TableIndex, _ source: UInt64, _ target: UInt64, _ length: UInt64) -> Bool {
        guard usesHuge, (source | target) & (tables.hugeSize - 1) == 0, length >= tables.hugeSize, tables.isHuge(root, source) else {
            return false
        }
        return tables.directorySlot(root, target).map { tables[$0] == .empty } ?? true
    }

    private mutating func moveEntries(
        _ slot: AddressSpaceSlot, from source: UInt64, to target: UInt64, length: UInt64, log: inout TransitionLog
    ) {
        let space = processes[slot]
        var run = MoveRun(process: space.process, distance: target &- source)
        var address = source
        while address < source + length {
            let (table, next) = tables.leaf(space.root, address)
            let stop = next > address ? min(next, source + length) : source + length
            let goal = address &+ run.distance
            if movesHuge(space.root, address, goal, source + length - address),
                let from = tables.directorySlot(space.root, address), let to = tables.directorySlot(space.root, goal)
            {
                tables.moveHuge(from: from, to: to, base: goal, log: &log)
                for page in stride(from: address, to: stop, by: Int(pageSize)) { run.add(page >> pageShift, log: &log) }
            } else if let table {
                if usesHuge { splitHuge(slot, at: address, log: &log) }
                for current in stride(from: address, to: stop, by: Int(pageSize)) {
                    let from = tables.slot(current, in: table)
                    guard tables[from] != .empty else { continue }
                    guard let place = tables.leaf(space.root, current &+ run.distance).table else {
                        preconditionFailure("the tables were just made")
                    }
                    tables[tables.slot(current &+ run.distance, in: place)] = tables[from]
                    tables[from] = .empty
                    run.add(current >> pageShift, log: &log)
                }
            }
            address = stop
        }
        run.flush(log: &log)
    }
}

/// Gathers moved pages into rows.
private struct MoveRun {
    let process: ProcessID
    /// New address minus old, modulo 2^64.
    let distance: UInt64
    private var page: UInt64 = 0
    private var count: UInt64 = 0

    init(process: ProcessID, distance: UInt64) {
        self.process = process
        self.distance = distance
    }

    mutating func add(_ next: UInt64, log: inout TransitionLog) {
        if count > 0 && next == page + count {
            count += 1
            return
        }
        flush(log: &log)
        page = next
        count = 1
    }

    mutating func flush(log: inout TransitionLog) {
        guard count > 0 else { return }
        let target = (page << pageShift &+ distance) >> pageShift
        log.append(
            MappingRow(operation: .move, process: process, page: VirtualPage(page), count: count, frame: target, protection: 0))
        count = 0
    }
}
