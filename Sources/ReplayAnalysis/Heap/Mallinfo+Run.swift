import ReplayModel
import ReplayStore

extension Run {
    /// The C library's figures of a process after a moment, by the names of mallinfo2 (malloc/malloc.h of glibc 2.36) and, below,
    /// those that it does not have. Bytes unless said otherwise.
    ///
    /// `uordblks` and `fordblks` differ from glibc's where there are chunks in a tcache: glibc counts them as in use.
    public func mallinfo(_ pid: Int64, at moment: Moment) throws -> String {
        let process = try processes.process(pid, at: moment)
        let heap = try heaps.figures(process, at: moment)
        let overhead = Int64(bitPattern: heap.arena &+ heap.mmapped &- heap.requested)
        let rows = [
            ["arena", "\(heap.arena)", "got by brk or as heaps"], ["hblks", "\(heap.mmappedChunks)", "mmapped chunks (a count)"],
            ["hblkhd", "\(heap.mmapped)", "mmapped"], ["uordblks", "\(heap.inUse)", "in use"],
            ["fordblks", "\(heap.freeBytes + heap.top)", "free, top chunks and tcache included"],
            ["keepcost", "\(heap.top)", "top chunks"], ["requested", "\(heap.requested)", "asked for by live allocations"],
            ["overhead", "\(overhead)", "held but not asked for"],
            ["brk", "0x\(heap.programBreak.rawValue.hex())", "program break"],
        ]
        return table(rows, right: [1])
    }
}
