import TraceFormat

/// What a recording tells of a process's anonymous memory up to its exec: an exec leaves the old address space, but the frames that
/// the process had there are freed a little later, and some much later (a folio that waits in a processor's LRU batch keeps a
/// reference: lru_add, mm/swap.c of Linux 6.1 and 6.18).
///
/// Invariant: `frames.count <= limit`.
struct RecordedOrigin: Sendable {
    /// So many frames are remembered: a child copies a few pages between its fork and its exec.
    static let limit = 64

    /// Whether its anonymous pages are known from its first one on: since its fork from such a process, or since an exec.
    var isWhole = false
    /// Whether it has begun no program of its own since its fork, or since the recording began.
    var isOldProgram = true
    /// The recording's number of its address space (rss_stat's mm_id); 0 unknown.
    var space: UInt64 = 0
    /// Whether it fills another address space: an exec has begun.
    var isBuilding = false
    /// The process forked last, which may still share pages.
    var heir: ProcessID?
    /// Frames that it got in its old program.
    private(set) var frames: [UInt32] = []
    /// Whether the last of them was zeroed and is in no recorded value yet: then it may be of the space that an exec builds.
    private var isNewestOpen = false

    mutating func add(_ frame: FrameNumber, isZeroed: Bool) {
        isNewestOpen = false
        guard isOldProgram, frames.count < Self.limit else { return }
        frames.append(frame.rawValue)
        isNewestOpen = isZeroed
    }

    /// A recorded value of another space than its own: the page that it got last went there.
    mutating func build() {
        isBuilding = true
        if isNewestOpen, !frames.isEmpty { frames.removeLast() }
        isNewestOpen = false
    }

    /// A recorded value of its own space.
    mutating func settle(_ space: UInt64) {
        self.space = space
        isNewestOpen = false
    }

    mutating func remove(_ frame: FrameNumber) {
        guard !frames.isEmpty else { return }
        if frames.last == frame.rawValue { isNewestOpen = false }
        frames.removeAll { $0 == frame.rawValue }
    }

    /// A program begins: returns the frames of the old one.
    mutating func beginProgram() -> [UInt32] {
        defer { frames = [] }
        isWhole = true
        isOldProgram = false
        isBuilding = false
        isNewestOpen = false
        heir = nil
        return frames
    }
}
