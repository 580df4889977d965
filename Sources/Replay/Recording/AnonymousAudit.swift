import ReplayModel

/// Counts each address space's anonymous pages by the joiner's answers, and compares with the recorded MM_ANONPAGES.
///
/// The first recorded value of a space that began before the recording gives its starting count. The recorded counter falls
/// when pages are unmapped, the joiner's when their frames are freed a little later, so samples are kept apart: those that
/// grew since the space's last sample, and all others.
///
/// Invariants:
/// - `spaces[0]` is unused; a process's space is `current[pid]`;
/// - `pages[space, page]` is the frame that the space's page has, for pages whose fault was recorded.
public struct AnonymousAudit: Sendable {
    /// The figures of the comparison, in pages.
    public struct Figures: Sendable, Equatable {
        /// How many recorded values were compared.
        public var samples: UInt64 = 0
        /// How many were equal.
        public var exact: UInt64 = 0
        /// The sum of the differences, and the largest.
        public var error: UInt64 = 0
        public var largest: UInt64 = 0
    }

    struct Space: Sendable {
        var pid: Int32
        /// The recording's mm_id, 0 not known.
        var recorded: UInt64 = 0
        var count: Int64 = 0
        /// The newest recorded value, -1 before the first.
        var last: Int64 = -1
        /// Whether the count is complete from the space's beginning.
        var isWhole = false
        /// The space that it was forked from, 0 none.
        var parent: UInt32 = 0
        /// An exec is building it, or has built it; and whether its exec event has come.
        var isBuilt = false
        var isInUse = false
        /// Its process has ended or has another space: the recording may give its number to a new space.
        var isDead = false
    }

    static let noPage = UInt64.max

    /// Samples that grew since the last one of their space.
    public private(set) var growing = Figures()
    /// All other samples.
    public private(set) var falling = Figures()

    private var spaces = [Space(pid: -1)]
    private var current: [Int32: UInt32] = [:]
    private var byRecorded: [UInt64: UInt32] = [:]
    private var pages = BlockTable()
    /// Pages that the kernel allocated for a task itself, until the task's next rss_stat tells for which space: an exec fills
    /// its new space before it is the task's. At most `unplacedLimit`, oldest first.
    private var unplaced: [Unplaced] = []
    private static let unplacedLimit = 64

    struct Unplaced: Sendable {
        var pid: Int32
        var frame: UInt64
        var pages: Int64
        /// The space that it was counted for.
        var space: UInt32
    }

    /// The space of a process's memory now.
    private mutating func space(of pid: Int32) -> UInt32 {
        if let known = current[pid] { return known }
        return begin(Space(pid: pid))
    }

    private mutating func begin(_ space: Space) -> UInt32 {
        let number = UInt32(spaces.count)
        spaces.append(space)
        current[space.pid] = number
        return number
    }

    /// The frame that a process's own space has at a page, where its fault was recorded.
    func frame(of page: VirtualPage, in pid: ProcessID) -> UInt64? {
        guard let space = current[pid.rawValue] else { return nil }
        return pages.first(Self.key(space, page.rawValue))?.page
    }

    private static func key(_ space: UInt32, _ page: UInt64) -> UInt64 { UInt64(space) << 36 | page & 0xf_ffff_ffff }

    mutating func allocate(_ frame: UInt64, pages count: UInt64, pid: Int32, page: UInt64?, isCopy: Bool, isInFault: Bool) -> UInt32 {
        let space = space(of: pid)
        guard let page else {
            spaces[Int(space)].count += Int64(count)
            if !isInFault { unplaced.append(Unplaced(pid: pid, frame: frame, pages: Int64(count), space: space)) }
            if unplaced.count > Self.unplacedLimit { unplaced.removeFirst() }
            return space
        }
        if !(isCopy && hasPage(space, page)) { spaces[Int(space)].count += Int64(count) }
        var block = BlockTable.Block()
        block.page = frame
        pages.set(Self.key(space, page), block)
        return space
    }

    /// Whether the space, or one that it was forked from, has the page: then a copy replaces it.
    private func hasPage(_ space: UInt32, _ page: UInt64) -> Bool {
        var at = space
        while at != 0 {
            if pages.first(Self.key(at, page)) != nil { return true }
            at = spaces[Int(at)].parent
        }
        return false
    }

    /// The frame of an anonymous page was given back.
    mutating func free(_ frame: UInt64, pages count: UInt64, space: UInt32, page: UInt64) {
        guard page != Self.noPage else {
            spaces[Int(space)].count -= Int64(count)
            if !unplaced.isEmpty { unplaced.removeAll { $0.frame == frame } }
            return
        }
        let key = Self.key(space, page)
        // The frame of a page that was copied since belongs to another space by now.
        guard pages.first(key)?.page == frame else { return }
        pages.remove(key)
        spaces[Int(space)].count -= Int64(count)
    }

    mutating func fork(parent: Int32, child: Int32) {
        let from = space(of: parent)
        var space = Space(pid: child)
        space.parent = from
        space.count = spaces[Int(from)].count
        space.isWhole = spaces[Int(from)].isWhole
        _ = begin(space)
    }

    /// The exec event comes last of all: the space is usually the task's by then.
    mutating func exec(_ pid: Int32) {
        if let number = current[pid], spaces[Int(number)].isBuilt, !spaces[Int(number)].isInUse {
            spaces[Int(number)].isInUse = true
            return
        }
        exit(pid)
        var space = Space(pid: pid)
        space.isWhole = true
        _ = begin(space)
    }

    mutating func exit(_ pid: Int32) {
        if let number = current[pid], spaces[Int(number)].pid == pid { spaces[Int(number)].isDead = true }
    }

    /// A recorded MM_ANONPAGES of `pages` pages for the space `recorded`, in the process `pid`; `isCurrent`: it is its own.
    /// Returns the frames that turn out to belong to another space than was thought, and that space.
    mutating func compare(space recorded: UInt64, pid: Int32, isCurrent: Bool, pages: Int64) -> (frames: [UInt64], space: UInt32)? {
        guard let number = place(recorded, pid, isCurrent) else { return nil }
        let moved = moveUnplaced(of: pid, to: number)
        compare(number, pages)
        return moved.isEmpty ? nil : (moved, number)
    }

    private mutating func moveUnplaced(of pid: Int32, to number: UInt32) -> [UInt64] {
        guard !unplaced.isEmpty else { return [] }
        var moved: [UInt64] = []
        for page in unplaced where page.pid == pid && page.space != number {
            spaces[Int(page.space)].count -= page.pages
            spaces[Int(number)].count += page.pages
            moved.append(page.frame)
        }
        unplaced.removeAll { $0.pid == pid }
        return moved
    }

    private mutating func compare(_ number: UInt32, _ pages: Int64) {
        defer { spaces[Int(number)].last = pages }
        guard spaces[Int(number)].isWhole else {
            spaces[Int(number)].count = pages
            spaces[Int(number)].isWhole = true
            return
        }
        let difference = (spaces[Int(number)].count - pages).magnitude
        if pages > spaces[Int(number)].last { growing.add(difference) } else { falling.add(difference) }
    }

    /// The space that the recording calls `recorded`; nil where it is not the task's and was never seen.
    private mutating func place(_ recorded: UInt64, _ pid: Int32, _ isCurrent: Bool) -> UInt32? {
        if let known = byRecorded[recorded], !spaces[Int(known)].isDead || spaces[Int(known)].pid == pid {
            // An exec switches to the space that it has built; a vfork's child has its parent's.
            if isCurrent { use(known, by: pid) }
            return known
        }
        if isCurrent {
            let number = space(of: pid)
            // A space without a number of its own is this one; otherwise the task has changed its space without an exec event.
            guard spaces[Int(number)].recorded == 0 else {
                exit(pid)
                return adopt(recorded, begin(Space(pid: pid)))
            }
            return adopt(recorded, number)
        }
        guard unplaced.contains(where: { $0.pid == pid }) else { return nil }
        let number = UInt32(spaces.count)
        spaces.append(Space(pid: pid, isWhole: true, isBuilt: true))
        return adopt(recorded, number)
    }

    /// The space becomes the process's; its former one is dead, unless it was borrowed.
    private mutating func use(_ number: UInt32, by pid: Int32) {
        guard let former = current[pid], former != number, !spaces[Int(number)].isDead else { return }
        current[pid] = number
        if spaces[Int(former)].pid == pid { spaces[Int(former)].isDead = true }
    }

    private mutating func adopt(_ recorded: UInt64, _ number: UInt32) -> UInt32 {
        spaces[Int(number)].recorded = recorded
        byRecorded[recorded] = number
        return number
    }
}

extension AnonymousAudit {
    /// The equations above the struct.
    func checkInvariants() {
        pages.checkInvariants()
        for (pid, number) in current { precondition(number > 0 && Int(number) < spaces.count, "process \(pid) has no space") }
    }
}

extension AnonymousAudit.Figures {
    mutating func add(_ difference: UInt64) {
        samples += 1
        if difference == 0 { exact += 1 }
        error += difference
        largest = max(largest, difference)
    }
}
