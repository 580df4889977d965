import Heap
import ReplayModel

/// Each process's C library heap, made at the process's first call.
///
/// Invariants: `positions` names the place of each heap that there is, all other places are nil and in `free`;
/// `totals` = Σ `counted` = the sums over all heaps at the last step's end.
struct HeapTable: Sendable {
    private var heaps: [LibcHeap?] = []
    private var counted: [HeapFigures] = []
    private var positions: [Int32: Int] = [:]
    private var free: [Int] = []
    private var dirty: [Int] = []
    private(set) var totals = HeapFigures() { didSet { totalsChanged = true } }
    /// Whether the totals changed since this was last put back.
    var totalsChanged = false

    /// The place of a process's heap; made by `make` when there is none yet. It counts as changed in this step.
    mutating func position(of process: ProcessID, make: () -> LibcHeap) -> Int {
        let position = positions[process.rawValue] ?? insert(make(), for: process)
        markDirty(position)
        return position
    }

    /// The heap at a place. Precondition: there is one.
    subscript(position: Int) -> LibcHeap {
        get { heaps[position]! }
        _modify { yield &heaps[position]! }
    }

    /// The child that `thread` forked begins with a copy of its parent's heap, as fork copies the memory that it stands in.
    mutating func fork(parent: ProcessID, child: ProcessID, thread: Int32) {
        guard let position = positions[parent.rawValue], heaps[position] != nil else { return }
        // Before there is a copy: the parent keeps the memory of its tables.
        heaps[position]!.forgetTouchedPages()
        let heir = heaps[position]!.forked(process: child, thread: thread)
        markDirty(insert(heir, for: child))
    }

    /// The process is gone, or runs another program.
    mutating func remove(_ process: ProcessID) {
        guard let position = positions.removeValue(forKey: process.rawValue) else { return }
        totals.subtract(counted[position])
        counted[position] = HeapFigures()
        heaps[position] = nil
        free.append(position)
    }

    /// The place of a process's heap, if it has one.
    func position(of process: ProcessID) -> Int? { positions[process.rawValue] }

    /// Every heap tells its figures at the step's end.
    mutating func markAllDirty() {
        for position in heaps.indices where heaps[position] != nil {
            heaps[position]!.markDirty()
            markDirty(position)
        }
    }

    /// Writes a row for each heap that changed, in the order in which they first did, and brings the totals up to date.
    @inline(__always)
    mutating func endStep(log: inout TransitionLog) {
        if !dirty.isEmpty { writeHeaps(&log) }
    }

    private mutating func writeHeaps(_ log: inout TransitionLog) {
        for position in dirty where heaps[position] != nil {
            heaps[position]!.endStep(log: &log)
            totals.subtract(counted[position])
            counted[position] = heaps[position]!.figures
            totals.add(counted[position])
        }
        dirty.removeAll(keepingCapacity: true)
    }

    func checkInvariants() {
        for heap in heaps { heap?.checkInvariants() }
    }

    mutating func markDirty(_ position: Int) {
        if !dirty.contains(position) { dirty.append(position) }
    }

    private mutating func insert(_ heap: LibcHeap, for process: ProcessID) -> Int {
        let position = free.popLast() ?? heaps.count
        if position == heaps.count {
            heaps.append(nil)
            counted.append(HeapFigures())
        }
        heaps[position] = heap
        positions[process.rawValue] = position
        return position
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
