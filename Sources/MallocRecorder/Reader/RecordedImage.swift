/// A program in a process, from exec or fork to the next exec or its end.
struct RecordedImage {
    let header: SegmentHeader
    /// How many of its streams have records to come.
    var openStreams = 0
    /// Whether it has more than one: then the order of calls is told by their times.
    var isThreaded = false
    /// The last time that anything of it is known of: its records, and forks of children.
    var lastTime: UInt64
    /// Exit status, where the program told it.
    var status: Int64?
    /// Whether the process runs another program afterwards.
    var isReplaced = false
    /// Blocks in use, kept where `isThreaded`; only looked up.
    var live: Set<UInt64> = []

    init(_ header: SegmentHeader) {
        self.header = header
        lastTime = header.image.time
    }

    var pid: Int32 { Int32(truncatingIfNeeded: header.image.pid) }
}
