import ReplayModel
import TraceFormat

/// Memory that an event reads or writes: done page by page, so that it can stop where memory runs out and go on later.
struct QueuedTouch: Equatable, Sendable {
    /// Who touches it.
    enum Origin: Equatable, Sendable {
        /// The program: a hole is a SIGSEGV.
        case program
        /// The C library inside a call: what the same call has unmapped since is passed over.
        case library
        /// The kernel, ahead of use (mlock, MAP_POPULATE): holes are passed over.
        case populate
    }

    var process: ProcessID
    var address: VirtualAddress
    var length: UInt64
    var access: AccessKind
    var origin: Origin
    var cpu: UInt16
}

/// The touches of the current event, first come first served.
///
/// Invariant: `position <= items.count`; what stands before `position` is done.
struct TouchQueue: Sendable {
    private var items: [QueuedTouch] = []
    private var position = 0

    var first: QueuedTouch? { position < items.count ? items[position] : nil }

    mutating func add(_ touch: QueuedTouch) {
        guard touch.length > 0 else { return }
        items.append(touch)
    }

    /// The first touch goes on at `address`. Precondition: it lies inside, or at the end.
    mutating func advance(to address: VirtualAddress) {
        guard address > items[position].address else { return }
        let done = address.rawValue - items[position].address.rawValue
        precondition(done <= items[position].length, "a touch resumes inside its range")
        items[position].address = address
        items[position].length -= done
    }

    mutating func removeFirst() {
        position += 1
        if position == items.count { removeAll() }
    }

    /// What a process that is gone wanted to touch is dropped.
    mutating func removeAll(of process: ProcessID) {
        items.removeSubrange(..<position)
        position = 0
        items.removeAll { $0.process == process }
    }

    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
        position = 0
    }
}
