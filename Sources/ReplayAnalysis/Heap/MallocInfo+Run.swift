import ProcFiles

extension Run {
    /// What glibc's `malloc_info` would print in a process after a moment, in 2.36's form whichever version the run replays (2.23 and 2.31
    /// do not count the top chunk, and 2.23 no sub-heaps). Errors: the process has no heap, or its C library is not glibc.
    package func mallocInfo(_ pid: Int64, at moment: Moment) throws -> MallocInfo {
        if try machine.profile()?.malloc.library == .musl {
            throw AnalysisError("malloc_info is glibc's, and this run's processes use musl", expected: "mallinfo, heap or heap_bins")
        }
        let figures = try heaps.figures(try processes.process(pid, at: moment), at: moment)
        let mapped = MallocInfo.Total(count: UInt64(figures.mmappedChunks), bytes: UInt64(figures.mmapped))
        return MallocInfo(try heaps.map(pid, at: moment), try heaps.bins(), mapped: mapped)
    }
}
