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
        /// An exec is building it, or has built it.
        var isBuilt = false
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
    /// The newest page that the kernel allocated for a task itself, until an rss_stat tells for which space.
    private var unplaced: (pid: Int32, frame: UInt64, pages: Int64)?
    /// The space that an exec builds.
    private var nascent: [Int32: UInt32] = [:]

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

    private static func key(_ space: UInt32, _ page: UInt64) -> UInt64 { UInt64(space) << 36 | page & 0xf_ffff_ffff }

    mutating func allocate(_ frame: UInt64, pages count: UInt64, pid: Int32, page: UInt64?, isCopy: Bool, isInFault: Bool) -> UInt32 {
        let space = space(of: pid)
        guard let page else {
            spaces[Int(space)].count += Int64(count)
            if !isInFault { unplaced = (pid, frame, Int64(count)) }
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

    mutating func free(_ frame: UInt64, pages count: UInt64, space: UInt32, page: UInt64) {
        guard page != Self.noPage else {
            spaces[Int(space)].count -= Int64(count)
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

    mutating func exec(_ pid: Int32) {
        unplaced = nil
        if let built = nascent.removeValue(forKey: pid) {
            current[pid] = built
        } else {
            var space = Space(pid: pid)
            space.isWhole = true
            _ = begin(space)
        }
    }

    /// A recorded MM_ANONPAGES of `pages` pages for the space `recorded`, in the process `pid`; `isCurrent`: it is its own.
    /// Returns the frame that turns out to belong to another space than was thought.
    mutating func compare(
        space recorded: UInt64, pid: Int32, isCurrent: Bool, pages: Int64
    ) -> (frame: UInt64, space: UInt32)? {
        let candidate = unplaced
        guard let number = place(recorded, pid, isCurrent) else { return nil }
        compare(number, pages)
        guard !isCurrent, let candidate, unplaced == nil, spaces[Int(number)].isBuilt else { return nil }
        return (candidate.frame, number)
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

    /// The space that the recording calls `recorded`.
    private mutating func place(_ recorded: UInt64, _ pid: Int32, _ isCurrent: Bool) -> UInt32? {
        if isCurrent {
            unplaced = nil
            if let known = byRecorded[recorded] {
                // vfork: the child has its parent's space.
                if current[pid] != known { current[pid] = known }
                return known
            }
            let number = space(of: pid)
            byRecorded[recorded] = number
            spaces[Int(number)].recorded = recorded
            return number
        }
        guard let known = byRecorded[recorded] else { return placeNascent(recorded, pid) }
        if spaces[Int(known)].isBuilt { moveUnplaced(to: known, pid) }
        return known
    }

    private mutating func moveUnplaced(to number: UInt32, _ pid: Int32) {
        guard let page = unplaced, page.pid == pid else { return }
        unplaced = nil
        spaces[Int(space(of: pid))].count -= page.pages
        spaces[Int(number)].count += page.pages
    }

    /// A page that the kernel has just allocated for a space that is not the task's: an exec builds it.
    private mutating func placeNascent(_ recorded: UInt64, _ pid: Int32) -> UInt32? {
        guard unplaced?.pid == pid else { return nil }
        let number = UInt32(spaces.count)
        spaces.append(Space(pid: pid, recorded: recorded, isWhole: true, isBuilt: true))
        moveUnplaced(to: number, pid)
        byRecorded[recorded] = number
        nascent[pid] = number
        return number
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
