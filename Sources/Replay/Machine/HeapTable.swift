import Heap
import ReplayModel

/// A heap's place in the machine's `HeapTable`, until its process ends or begins another program.
struct HeapSlot: Hashable, Sendable { fileprivate let position: Int }

/// Each process's C library heap, made at the process's first call.
///
/// Invariants: `positions` has the place of each heap that there is, all other places are nil and in `free`;
/// `totals` = Σ `counted` = the sums over all heaps at the last step's end.
struct HeapTable: Sendable {
    private var heaps: [LibcHeap?] = []
    private var counted: [HeapFigures] = []
    private var positions: [Int32: HeapSlot] = [:]
    private var free: [HeapSlot] = []
    private var dirty: [HeapSlot] = []
    private(set) var totals = HeapFigures() { didSet { totalsChanged = true } }
    /// Whether the totals changed since this was last put back.
    var totalsChanged = false

    /// The place of a process's heap; made by `make` when there is none yet. It counts as changed in this step.
    mutating func slot(of process: ProcessID, make: () -> LibcHeap) -> HeapSlot {
        let slot = positions[process.rawValue] ?? insert(make(), for: process)
        markDirty(slot)
        return slot
    }

    /// The heap at a place. Precondition: it is still there.
    subscript(slot: HeapSlot) -> LibcHeap {
        _read { yield heaps[slot.position]! }
        _modify { yield &heaps[slot.position]! }
    }

    /// The child that `thread` forked begins with a copy of its parent's heap, as fork copies the memory that it stands in.
    mutating func fork(parent: ProcessID, child: ProcessID, thread: Int32) {
        guard let slot = positions[parent.rawValue] else { return }
        // Before there is a copy: the parent keeps the memory of its tables.
        self[slot].forgetTouchedPages()
        let heir = self[slot].forked(process: child, thread: thread)
        markDirty(insert(heir, for: child))
    }

    /// The process is gone, or runs another program.
    mutating func remove(_ process: ProcessID) {
        guard let slot = positions.removeValue(forKey: process.rawValue) else { return }
        totals.subtract(counted[slot.position])
        counted[slot.position] = HeapFigures()
        heaps[slot.position] = nil
        free.append(slot)
    }

    /// The place of a process's heap, if it has one.
    func slot(of process: ProcessID) -> HeapSlot? { positions[process.rawValue] }

    /// Every heap tells its figures at the step's end.
    mutating func markAllDirty() {
        for position in heaps.indices where heaps[position] != nil {
            self[HeapSlot(position: position)].markDirty()
            markDirty(HeapSlot(position: position))
        }
    }

    /// Writes a row for each heap that changed, in the order in which they first did, and brings the totals up to date.
    @inline(__always)
    mutating func endStep(log: inout TransitionLog) {
        if !dirty.isEmpty { writeHeaps(&log) }
    }

    private mutating func writeHeaps(_ log: inout TransitionLog) {
        for slot in dirty where heaps[slot.position] != nil {
            self[slot].endStep(log: &log)
            totals.subtract(counted[slot.position])
            counted[slot.position] = self[slot].figures
            totals.add(counted[slot.position])
        }
        dirty.removeAll(keepingCapacity: true)
    }

    func checkInvariants() {
        for heap in heaps { heap?.checkInvariants() }
    }

    mutating func markDirty(_ slot: HeapSlot) {
        if !dirty.contains(slot) { dirty.append(slot) }
    }

    private mutating func insert(_ heap: LibcHeap, for process: ProcessID) -> HeapSlot {
        let slot = free.popLast() ?? HeapSlot(position: heaps.count)
        if slot.position == heaps.count {
            heaps.append(nil)
            counted.append(HeapFigures())
        }
        heaps[slot.position] = heap
        positions[process.rawValue] = slot
        return slot
    }
}

extension HeapFigures {
    fileprivate mutating func add(_ other: HeapFigures) {
        arena += other.arena
        inUse += other.inUse
        free += other.free
        top += other.top
        mapped += other.mapped
        mappedChunks += other.mappedChunks
        requested += other.requested
    }

    fileprivate mutating func subtract(_ other: HeapFigures) {
        arena -= other.arena
        inUse -= other.inUse
        free -= other.free
        top -= other.top
        mapped -= other.mapped
        mappedChunks -= other.mappedChunks
        requested -= other.requested
    }
}
