import ReplayModel
import TraceFormat

/// What distinguishes VMAs besides place, protection and kind.
struct VmaAttributes: OptionSet, Hashable, Sendable {
    var rawValue: UInt16

    /// MAP_SHARED: writes go to the object, not to a copy.
    static let shared = VmaAttributes(rawValue: 1)
    static let growsDown = VmaAttributes(rawValue: 2)
    static let locked = VmaAttributes(rawValue: 4)
    /// MAP_NORESERVE was given and counted.
    static let noReserve = VmaAttributes(rawValue: 8)
    /// Its pages are in Committed_AS (VM_ACCOUNT).
    static let accounted = VmaAttributes(rawValue: 16)
    /// It came from a parent with anonymous pages: it shares that history, and merges less (`list_is_singular`, mm/mmap.c).
    static let inherited = VmaAttributes(rawValue: 32)
    /// Advice that stays with the VMA (madvise_vma_behavior, mm/madvise.c): it changes no page, but VMAs of other advice do not join.
    static let random = VmaAttributes(rawValue: 64)
    static let sequential = VmaAttributes(rawValue: 128)
    static let dontDump = VmaAttributes(rawValue: 256)
    static let hugePage = VmaAttributes(rawValue: 512)
    static let noHugePage = VmaAttributes(rawValue: 1024)
    /// Locked, but pages come only as they are touched (MCL_ONFAULT).
    static let lockOnFault = VmaAttributes(rawValue: 2048)
}

/// One virtual memory area.
///
/// Invariants: `start` < `end`, both page-aligned; `object` is 0 for private anonymous memory.
package struct Vma: Equatable, Sendable {
    package var start: UInt64
    /// First address after it.
    package var end: UInt64
    /// The page of the object at `start`; for anonymous memory the virtual page it was made at (vm_pgoff).
    var pageOffset: UInt64
    /// 1 read, 2 write, 4 execute.
    var protection: UInt8
    var kind: VmaKind
    var attributes: VmaAttributes = []
    /// The file's name, or nothing.
    var name: NameID?
    /// What backs it: 0 nothing, else a number from `FileCache`.
    var object: UInt32 = 0
    /// Which anonymous pages it may share a VMA with (anon_vma); 0 until the first write.
    var anonymous: UInt32 = 0

    var pages: UInt64 { (end - start) >> pageShift }
    var isShared: Bool { attributes.contains(.shared) }
    package var isLocked: Bool { attributes.contains(.locked) }
    var isAnonymous: Bool { object == 0 }

    /// The page of the object that `page` shows.
    func objectPage(_ page: UInt64) -> UInt64 { pageOffset + page - (start >> pageShift) }

    func allows(_ access: AccessKind) -> Bool {
        switch access {
        case .read: protection != 0
        case .write: protection & 2 != 0
        case .execute: protection & 4 != 0
        }
    }

    /// The part of it in [from, to).
    func slice(_ from: UInt64, _ to: UInt64) -> Vma {
        var part = self
        part.pageOffset += (from - start) >> pageShift
        part.start = from
        part.end = to
        return part
    }

    /// Whether `next` begins where this one ends and is alike in all but the history of its anonymous pages (`is_mergeable_vma`,
    /// mm/mmap.c of Linux 6.1).
    func continues(into next: Vma) -> Bool {
        guard end == next.start, protection == next.protection, isLike(next.kind), object == next.object else { return false }
        guard attributes.symmetricDifference(next.attributes).subtracting(.inherited).isEmpty, name == next.name else {
            return false
        }
        return pageOffset + pages == next.pageOffset
    }

    /// Whether the two neighbours of a piece may become one through it (the last check of `can_vma_merge_right`).
    func mayShare(with other: Vma) -> Bool { anonymous == 0 || other.anonymous == 0 || anonymous == other.anonymous }

    /// The kernel knows no kinds: anonymous memory of mmap joins the heap.
    private func isLike(_ other: VmaKind) -> Bool {
        let plain: [VmaKind] = [.heap, .mmap]
        return kind == other || plain.contains(kind) && plain.contains(other)
    }

    /// This one and `next` in one.
    func merged(with next: Vma) -> Vma {
        var both = self
        both.end = next.end
        if both.anonymous == 0 { both.anonymous = next.anonymous }
        both.attributes.formUnion(next.attributes)
        return both
    }

    /// mmap's flags as the store shows them.
    var mapFlags: MapFlags {
        var flags: MapFlags = isShared ? .shared : .private
        if isAnonymous { flags.insert(.anonymous) }
        if attributes.contains(.growsDown) { flags.insert(.growsDown) }
        if attributes.contains(.locked) { flags.insert(.locked) }
        if attributes.contains(.noReserve) { flags.insert(.noReserve) }
        if kind == .stack { flags.insert(.stack) }
        return flags
    }
}
