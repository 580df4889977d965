import ReplayModel

/// musl's malloc since 1.2.1, "mallocng" (src/malloc/mallocng/, musl 1.2.4), exact: the same calls get the same addresses.
///
/// Blocks of like size are slots of a group; a group is a mapping of its own or, if small, a slot of a larger group. What there
/// is to know of a group stands outside of it, in a `GroupRecord` (struct meta) in pages that the break gives. A slot is
/// handed out again only when the group's other slots have had their turn, and a block's place in its slot moves with each
/// use. Requests of 131,052 bytes and more are mapped; a group without blocks is unmapped, unless groups of its size come and
/// go often.
///
/// Random in musl is only a secret that guards the records; it changes no address, and is not modelled.
///
/// Left out: memory that a dynamic linker gives to malloc from the ends of libraries (__malloc_donate), so addresses are those
/// of a static program; MADV_FREE of 1.2.1 to 1.2.3 (off since 1.2.4); and what a program leaves in bytes where the
/// library later expects slot headers of a nested group: they count as never written by the program.
///
/// Invariants: see `checkInvariants()`.
struct Mallocng: Sendable {
    var process: ProcessID
    /// Bytes of a pointer.
    let word: UInt64
    var records: [GroupRecord] = []
    /// First record of each class's ring of groups with free slots; nil: none.
    var active = [GroupIndex?](repeating: nil, count: 48)
    /// Slots of all groups of a class.
    var usage = [UInt64](repeating: 0, count: 48)
    /// Records free for use, the oldest first, and the next that never was used.
    var freeRecords: [GroupIndex] = []
    var firstFreeRecord = 0
    var areas = RecordAreas()
    var mmapCounter: UInt32 = 0
    var bounces = BounceCounters()
    var headers = SlotHeaders()
    /// Blocks in use by their address.
    var blocks: [UInt64: MuslBlock] = [:]
    var figures = HeapFigures()
    var isDirty = false

    init(process: ProcessID, architecture: Architecture) {
        self.process = process
        word = UInt64(architecture.pointerSize)
    }

    /// Granule of addresses, and bytes before a block that are the library's (UNIT, IB).
    static let unit: UInt64 = 16
    static let inBand: UInt64 = 4
    /// From this size on requests are mapped (MMAP_THRESHOLD).
    static let mmapThreshold: UInt64 = 131_052
    /// Class of blocks with a mapping of their own.
    static let mappedClass = 63
}

/// A block in use: its group, its slot there and what was asked for.
struct MuslBlock: Sendable {
    var group: GroupIndex
    var slot: UInt64
    var requested: UInt64
}

/// A group's place in `Mallocng.records`.
struct GroupIndex: Hashable, Sendable { let position: Int }

extension Array where Element == GroupRecord {
    subscript(group: GroupIndex) -> GroupRecord {
        @inline(__always) _read { yield self[group.position] }
        @inline(__always) _modify { yield &self[group.position] }
    }
}

/// A group (struct meta, and active_idx of struct group).
///
/// Invariants: available and freed have no bit in common, and none above `last`; with `next` the record is in a ring.
struct GroupRecord: Sendable {
    /// Where the group begins; its slots begin 16 bytes further.
    var memory: UInt64 = 0
    /// Slots that may be handed out at once, and freed ones that may be later.
    var available: UInt32 = 0
    var freed: UInt32 = 0
    /// Numbers of the last slot, and of the last one that has been in play.
    var last: UInt32 = 0
    var activeLast: UInt32 = 0
    var sizeClass = 0
    /// Pages of the group's own mapping; 0: it is in a slot of another group.
    var pages: UInt64 = 0
    var parent = GroupIndex(position: 0)
    var parentSlot: UInt64 = 0
    /// Which mapping's memory it is in, of all that ever were.
    var mapping: UInt32 = 0
    /// The ring of its class; nil: it is in none.
    var next: GroupIndex?
    var previous: GroupIndex?

    /// One bit for each slot.
    var all: UInt32 { UInt32.max >> (31 - last) }
}
