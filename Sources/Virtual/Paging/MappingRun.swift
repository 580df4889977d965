import ReplayModel

/// Gathers changes of single page-table entries into rows of consecutive pages.
///
/// Invariant: while `count` > 0 the run covers `count` pages from `page`; `frame` is the first one's and `isConsecutive` says
/// that the frames count up with the pages.
struct MappingRun {
    let operation: MappingOperation
    let process: ProcessID
    private var page: UInt64 = 0
    private var count: UInt64 = 0
    private var frame: UInt64 = 0
    private var isConsecutive = true
    private var protection: UInt8 = 0
    /// Whether a change of frame order or target ends the run (when the row must say every frame).
    private let splitsAtFrames: Bool

    init(_ operation: MappingOperation, process: ProcessID, splitsAtFrames: Bool = false) {
        self.operation = operation
        self.process = process
        self.splitsAtFrames = splitsAtFrames
    }

    mutating func add(page next: UInt64, frame nextFrame: UInt64, protection nextProtection: UInt8, log: inout TransitionLog) {
        let follows = count > 0 && next == page + count && nextProtection == protection
        let inFrameOrder = nextFrame == frame &+ count
        if follows && (inFrameOrder || !splitsAtFrames) {
            count += 1
            isConsecutive = isConsecutive && inFrameOrder
            return
        }
        flush(log: &log)
        page = next
        count = 1
        frame = nextFrame
        isConsecutive = true
        protection = nextProtection
    }

    /// Writes the row of the run so far.
    mutating func flush(log: inout TransitionLog) {
        guard count > 0 else { return }
        log.append(
            MappingRow(
                operation: operation, process: process, page: VirtualPage(page), count: count,
                frame: isConsecutive ? frame : nil, protection: protection))
        count = 0
    }
}
