import Pages
import ReplayModel
import TraceFormat
import Virtual

// Whose a recorded anonymous page is. A frame has one owner in the records; a page that is shared since a fork is in the other
// process's `inherited`.
//
// The rules are do_wp_page and copy_present_ptes (mm/memory.c), begin_new_exec (fs/exec.c) and the tracepoint rss_stat
// (include/trace/events/kmem.h) of Linux 6.18. There mm_id and `curr` tell whose counter it is, and the value is the exact sum
// (percpu_counter_sum_positive). In 6.1 it is the address space's central counter, behind which each thread keeps up to 64 pages
// of its own (TASK_RSS_EVENTS_THRESH).
extension Machine {
    /// A process has got an anonymous page. `isKernels`: the kernel wrote it, outside a recorded fault.
    mutating func placeAnonymous(_ frame: FrameNumber, of process: ProcessID, isCopy: Bool, isKernels: Bool) {
        guard let slot = kernel.virtual.processes.ownSlot(of: process) else { return }
        if isCopy { replaceShared(slot) }
        // What the kernel zeroes for a task outside a fault is mostly the stack of the program that an exec builds.
        kernel.virtual.processes[slot].origin.add(frame, isZeroed: !isCopy, isListed: isCopy || !isKernels)
    }

    /// A copy takes the place of a page that was shared since a fork: of one that the process had itself, and that its child
    /// keeps, or of one that it had from its parent.
    private mutating func replaceShared(_ slot: ProcessSlot) {
        let process = kernel.virtual.processes[slot].process
        if let old = recording.joiner.replaced.flatMap(UInt32.init(exactly:)).map({ place(of: FrameNumber($0)) }),
            kernel.memory.pageIsManaged(old), kernel.memory.owner(of: old).isAnonymous(of: process),
            kernel.memory.block(of: old)?.order == 0
        {
            handOver(old, of: slot)
        } else if kernel.virtual.processes[slot].inherited > 0 {
            kernel.virtual.processes[slot].inherited -= 1
            kernel.virtual.processes.markDirty(slot)
        }
    }

    /// The frame is the last child's alone from here on; where it has none that shares, somebody else holds the frame a little longer.
    private mutating func handOver(_ frame: FrameNumber, of slot: ProcessSlot) {
        let old = kernel.memory.owner(of: frame)
        disown(frame)
        guard let heir = kernel.virtual.processes[slot].origin.heir, let child = kernel.virtual.processes.liveSlot(of: heir),
            kernel.virtual.processes[child].inherited > 0
        else { return }
        let owner = FrameOwner(.anonymous, id: UInt32(bitPattern: heir.rawValue), tag: old.tag)
        kernel.memory.setOwner(owner, of: frame, order: 0, log: &log)
        change(owner, by: 1)
        kernel.virtual.processes[child].inherited -= 1
        kernel.virtual.processes[child].origin.add(frame, isZeroed: false, isListed: true)
    }

    /// The frame is still allocated, but in no process's address space any more.
    private mutating func disown(_ frame: FrameNumber) {
        forget(frame, order: 0)
        kernel.memory.setOwner(FrameOwner(.recorded), of: frame, order: 0, log: &log)
    }

    /// A process begins another program: what it had before goes with the old address space, or is its parent's, whose address space
    /// it had (vfork).
    mutating func leaveOldProgram(_ slot: ProcessSlot) {
        let process = kernel.virtual.processes[slot].process
        let lender = kernel.virtual.processes.lender(of: slot)
        kernel.virtual.processes[slot].inherited = 0
        for frame in kernel.virtual.processes[slot].origin.beginProgram() {
            let frame = FrameNumber(frame)
            guard kernel.memory.pageIsManaged(frame), kernel.memory.owner(of: frame).isAnonymous(of: process),
                kernel.memory.block(of: frame)?.order == 0
            else { continue }
            disown(frame)
            guard let lender else { continue }
            let owner = FrameOwner(.anonymous, id: UInt32(bitPattern: lender.rawValue))
            kernel.memory.setOwner(owner, of: frame, order: 0, log: &log)
            change(owner, by: 1)
        }
        kernel.virtual.processes.markDirty(slot)
    }

    /// A process is renamed. Between its fork and its exec event that happens when it has its new address space (begin_new_exec,
    /// fs/exec.c); where rss_stat is recorded, only after a value of the space that it builds.
    mutating func renameRecorded(_ slot: ProcessSlot, to comm: NameID) {
        let process = kernel.virtual.processes[slot]
        guard process.origin.mayLeave || process.inherited > 0 else { return }
        if process.origin.isBuilding || (!recording.hasSamples && process.comm != comm) { leaveOldProgram(slot) }
    }

    /// A recorded MM_ANONPAGES. The first value of a process that is older than the recording tells what it had when recording began;
    /// all others are only compared (`query RUN @rss_check`).
    ///
    /// Where the process has another address space than before, or its own is no more the current one (exec_mmap has switched to the new
    /// one and tears it down, or exit_mm has left it), the old program is over.
    mutating func recordSample(_ event: TraceEvent) {
        guard event.number(.member) == 1, let space = event.number(.space), let bytes = event.signed(.size) else { return }
        recording.hasSamples = true
        guard let slot = kernel.virtual.processes.liveSlot(of: current) else { return }
        let isCurrent = event.number(.value) == 1
        let known = kernel.virtual.processes[slot].origin.space
        if known != 0, (known == space) != isCurrent, kernel.virtual.processes[slot].origin.mayLeave { leaveOldProgram(slot) }
        guard isCurrent else {
            guard known != space else { return }
            kernel.virtual.processes[slot].origin.build(pages: bytes >> Int64(pageShift))
            kernel.virtual.processes.markDirty(slot)
            return
        }
        kernel.virtual.processes[slot].origin.assign(space)
        guard !kernel.virtual.processes[slot].origin.isWhole else { return }
        kernel.virtual.processes[slot].inherited = 0
        let own = Int64(kernel.virtual.processes[slot].counters.anonymous)
        kernel.virtual.processes[slot].inherited = UInt64(max(0, bytes >> Int64(pageShift) - own))
        kernel.virtual.processes[slot].origin.isWhole = true
        kernel.virtual.processes.markDirty(slot)
    }

    /// A pid is given again: frames of its former process that were never freed are nobody's.
    mutating func forgetFormer(_ pid: ProcessID) {
        guard isRecording, let slot = kernel.virtual.processes.ownSlot(of: pid), !kernel.virtual.processes[slot].isAlive,
            kernel.virtual.processes[slot].recorded.anonymous + kernel.virtual.processes[slot].recorded.tables > 0
        else { return }
        for (frame, order) in kernel.memory.blocks(ownedBy: UInt32(bitPattern: pid.rawValue)) {
            forget(frame, order: order)
            kernel.memory.setOwner(FrameOwner(.recorded), of: frame, order: order, log: &log)
            log.count(.recordingFrameOfFormerProcess)
        }
    }
}

extension ProcessTable {
    /// The parent whose address space a process has.
    fileprivate func lender(of slot: ProcessSlot) -> ProcessID? {
        let space = self[slot].origin.space
        guard space != 0, let parent = self[slot].parent, let from = liveSlot(of: parent), self[from].origin.space == space else {
            return nil
        }
        return self[from].process
    }
}

extension FrameOwner {
    fileprivate func isAnonymous(of process: ProcessID) -> Bool {
        kind == .anonymous && id == UInt32(bitPattern: process.rawValue)
    }
}

extension PhysicalMemory {
    /// The anonymous blocks and page tables of a process, by frame. Complexity: O(frames touched so far).
    fileprivate func blocks(ownedBy id: UInt32) -> [(FrameNumber, UInt8)] {
        var blocks: [(FrameNumber, UInt8)] = []
        for index in 0..<frames.chunkCount {
            guard let chunk = frames.records[index] else { continue }
            for offset in 0..<chunkFrames {
                let record = chunk[offset]
                guard record.state == .allocated, record.ownerID == id else { continue }
                guard record.ownerKind == .anonymous || record.ownerKind == .pageTable else { continue }
                blocks.append((FrameNumber(UInt32(index * chunkFrames + offset)), record.order))
            }
        }
        return blocks
    }
}
