import ReplayModel
import TraceFormat

/// All processes, in order of creation; a dead one keeps its place until its pid is given again.
///
/// Invariants: `positions` has the place of every process by its pid; `threads` names live processes; `dirty` lists each process with
/// `isDirty` once.
public struct ProcessTable: Sendable {
    @usableFromInline package var slots: [Process] = []
    /// By pid.
    @usableFromInline var positions = NumberTable(filler: Int32(0))
    /// Thread id → pid of threads besides the first.
    @usableFromInline var threads = NumberTable(filler: Int32(0))
    private var dirty: [ProcessSlot] = []
    /// The step's rows carry the peaks.
    private var writesPeaks = false

    init() {}

    @inlinable static func key(_ pid: Int32) -> UInt64 { UInt64(UInt32(bitPattern: pid)) }

    /// How many processes there are and were.
    public var count: Int { slots.count }

    /// All places, in order of creation.
    public var indices: [ProcessSlot] { slots.indices.map { ProcessSlot($0) } }

    @inlinable public subscript(slot: ProcessSlot) -> Process {
        @inline(__always) _read { yield slots[slot.position] }
        @inline(__always) _modify { yield &slots[slot.position] }
    }

    /// The place of a process, alive or dead, by its pid or one of its threads' ids.
    @inlinable public func slot(of id: ProcessID) -> ProcessSlot? {
        let own = positions[Self.key(id.rawValue)]
        if let own, slots[Int(own)].isAlive { return ProcessSlot(Int(own)) }
        if threads.count > 0, let owner = threads[Self.key(id.rawValue)], let position = positions[Self.key(owner)] {
            return ProcessSlot(Int(position))
        }
        return own.map { ProcessSlot(Int($0)) }
    }

    /// The place of a process, alive or dead, by its pid alone.
    package func ownSlot(of pid: ProcessID) -> ProcessSlot? { positions[Self.key(pid.rawValue)].map { ProcessSlot(Int($0)) } }

    /// The place of a live process, by its pid or one of its threads' ids.
    @inlinable public func liveSlot(of id: ProcessID) -> ProcessSlot? {
        slot(of: id).flatMap { slots[$0.position].isAlive ? $0 : nil }
    }

    /// Adds a process. Precondition: no live process has its pid.
    mutating func insert(_ process: Process) -> ProcessSlot {
        precondition(threads[Self.key(process.process.rawValue)] == nil, "a pid is no living thread's id")
        if let position = positions[Self.key(process.process.rawValue)] {
            precondition(!slots[Int(position)].isAlive, "a pid names one live process")
            let wasDirty = slots[Int(position)].isDirty
            slots[Int(position)] = process
            slots[Int(position)].isDirty = wasDirty
            markDirty(ProcessSlot(Int(position)))
            return ProcessSlot(Int(position))
        }
        slots.append(process)
        let slot = ProcessSlot(slots.count - 1)
        positions.update(Self.key(process.process.rawValue), slot.rawValue)
        markDirty(slot)
        return slot
    }

    mutating func setThread(_ thread: ProcessID, of process: ProcessID?) {
        if let process {
            threads.update(Self.key(thread.rawValue), process.rawValue)
        } else {
            threads.remove(Self.key(thread.rawValue))
        }
    }

    /// The threads of a process end with it.
    mutating func endThreads(of slot: ProcessSlot) {
        guard slots[slot.position].threads > 0 else { return }
        let process = slots[slot.position].process.rawValue
        threads.removeAll { $0 == process }
        slots[slot.position].threads = 0
    }

    /// The process of a thread besides the first.
    func threadOwner(_ thread: ProcessID) -> ProcessID? { threads[Self.key(thread.rawValue)].map { ProcessID($0) } }

    /// Notes that a process's figures changed in this step.
    @inline(__always) public mutating func markDirty(_ slot: ProcessSlot) {
        guard !slots[slot.position].isDirty else { return }
        slots[slot.position].isDirty = true
        dirty.append(slot)
    }

    /// Every live process gets a row of its figures at the step's end, with its peaks.
    mutating func markAllDirty() {
        for slot in indices where slots[slot.position].isAlive { markDirty(slot) }
        writesPeaks = true
    }

    /// Writes one row for each process that changed in this step, by pid.
    @inline(__always)
    mutating func endStep(log: inout TransitionLog) {
        if !dirty.isEmpty { writeProcesses(&log) }
    }

    private mutating func writeProcesses(_ log: inout TransitionLog) {
        if dirty.count > 1 { dirty.sort { slots[$0.position].process < slots[$1.position].process } }
        for slot in dirty {
            slots[slot.position].isDirty = false
            slots[slot.position].notePeaks()
            append(slots[slot.position], log: &log)
        }
        dirty.removeAll(keepingCapacity: true)
        writesPeaks = false
    }

    private func append(_ process: Process, log: inout TransitionLog) {
        let counters = process.counters
        log.append(
            ProcessStateRow(
                process: process.process, virtualPages: counters.total, residentPages: counters.resident,
                anonymousPages: counters.anonymous, filePages: counters.file, pageTablePages: counters.tables,
                lockedPages: counters.locked, dataPages: counters.data, stackPages: counters.stack,
                textPages: counters.executable, minorFaults: process.minorFaults, oomScoreAdj: process.oomScoreAdj,
                oomAdj: process.oomAdj, alive: process.isAlive, peakVirtualPages: writesPeaks ? process.peakVirtualPages : nil,
                peakResidentPages: writesPeaks ? process.peakResidentPages : nil))
    }
}
