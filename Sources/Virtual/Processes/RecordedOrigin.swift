import ReplayModel
import TraceFormat

/// What a recording tells of a process's anonymous memory up to its exec: an exec leaves the old address space, but the frames that
/// the process had there are freed a little later, and some much later (a folio that waits in a processor's LRU batch keeps a
/// reference: lru_add, mm/swap.c of Linux 6.1 and 6.18).
///
/// Invariant: `frames.count <= limit`.
package struct RecordedOrigin: Sendable {
    /// So many frames are remembered: a child copies a few pages between its fork and its exec.
    static let limit = 64

    /// Whether its anonymous pages are known from its first one on: since its fork from such a process, or since an exec.
    package var isWhole = false
    /// Whether it has begun no program of its own since its fork, or since the recording began.
    var isOldProgram = true
    /// The recording's number of its address space (rss_stat's mm_id); 0 unknown.
    package var space: UInt64 = 0
    /// Whether it fills another address space: an exec has begun.
    package var isBuilding = false
    /// The process forked last, which may still share pages.
    package var heir: ProcessID?
    /// Frames that it got in its old program.
    private(set) var frames: [UInt32] = []
    /// How many of its pages are in the space that an exec builds, and not in its own.
    private(set) var building: UInt64 = 0
    /// The page that it got last, where it was zeroed and is in no recorded value yet: it may be of the space that an exec builds.
    private var newest: UInt32?

    /// Whether it may begin another program: it has begun none yet, or an exec has begun.
    package var mayLeave: Bool { isOldProgram || isBuilding }

    /// Another page. `isListed`: it is in the old program's space, as far as is known.
    package mutating func add(_ frame: FrameNumber, isZeroed: Bool, isListed: Bool) {
        newest = isZeroed ? frame.rawValue : nil
        if isListed, isOldProgram, frames.count < Self.limit { frames.append(frame.rawValue) }
    }

    /// A recorded value of another space than its own: the page that it got last went there. 0 pages: it is given up.
    package mutating func build(pages: Int64) {
        isBuilding = true
        if let newest {
            building += 1
            frames.removeAll { $0 == newest }
        }
        newest = nil
        if pages <= 0 { building = 0 }
    }

    /// It got a page table: a value of a space that it builds would have come before, so this is a fork.
    package mutating func close() { newest = nil }

    /// A recorded value of its own space.
    package mutating func assign(_ space: UInt64) {
        self.space = space
        newest = nil
    }

    package mutating func remove(_ frame: FrameNumber) {
        if newest == frame.rawValue { newest = nil }
        if !frames.isEmpty { frames.removeAll { $0 == frame.rawValue } }
    }

    /// A program begins: returns the frames of the old one.
    package mutating func beginProgram() -> [UInt32] {
        defer { frames = [] }
        isWhole = true
        isOldProgram = false
        isBuilding = false
        building = 0
        newest = nil
        heir = nil
        return frames
    }
}
