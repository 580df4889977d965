import Replay
import TraceFormat

extension Run {
    /// /proc/PID/maps after a moment.
    public func maps(_ pid: Int64, at moment: Moment) throws -> String {
        _ = try process(pid, at: moment)
        let pointerSize = try architecture().pointerSize
        return try areas(of: pid, at: moment).map { $0.line.text(pointerSize: pointerSize) + "\n" }.joined()
    }

    /// /proc/PID/smaps after a moment. Every resident page counts as referenced, anonymous and writable ones as dirty; of shared
    /// memory those whose first access was a write (later writes leave no row). A page is shared when another address space maps its frame.
    public func smaps(_ pid: Int64, at moment: Moment) throws -> String {
        let (generation, pointerSize) = (try self.generation(), try architecture().pointerSize)
        return try smapsAreas(pid, at: moment).map { $0.area.text(generation, pointerSize: pointerSize) }.joined()
    }

    /// /proc/PID/smaps_rollup after a moment (`show_smaps_rollup`): the areas' figures added up, portions before they are rounded.
    public func smapsRollup(_ pid: Int64, at moment: Moment) throws -> String {
        let (generation, pointerSize) = (try self.generation(), try architecture().pointerSize)
        guard generation == .v61 || generation == .v618 else {
            throw AnalysisError("Linux \(generation.title) has no smaps_rollup", expected: "smaps, or a machine of kernel 6.1 or 6.18")
        }
        let areas = try smapsAreas(pid, at: moment)
        guard let first = areas.first?.area, let last = areas.last?.area else { return "" }
        let map = MapsLine(start: first.map.start, end: last.map.end, protection: 0, isShared: false, offset: 0, name: "[rollup]")
        var sum = SmapsArea(map: map)
        var tally = SmapsTally()
        for area in areas { tally.add(area.tally) }
        tally.fill(&sum, isLocked: false)
        sum.locked = areas.reduce(0) { $0 + $1.area.locked }
        return sum.rollupText(generation, tally, pointerSize: pointerSize)
    }

    private func smapsAreas(_ pid: Int64, at moment: Moment) throws -> [(area: SmapsArea, tally: SmapsTally)] {
        _ = try process(pid, at: moment)
        let mode = try hugePageMode()
        let hugeSize = pageSize << (try architecture().shape(level: 1).bits)
        let maps = try pageMaps(at: moment)
        var users: [UInt64: UInt64] = [:]
        for (owner, map) in maps where owner != 0 {
            for entry in map.entries.values where entry.content != .zeroPage {
                if let frame = entry.frame { users[frame, default: 0] += 1 }
            }
        }
        let map = maps[pid] ?? PageMap()
        let pages = map.pages
        var next = 0
        return try areas(of: pid, at: moment).map { area in
            var figures = SmapsArea(map: area.line)
            figures.flags = area.flagNames
            figures.isHugeEligible = area.mayBeHuge(mode, size: hugeSize)
            var tally = SmapsTally()
            while next < pages.count && pages[next] << pageShift < area.end {
                let entry = map[pages[next]]!
                if pages[next] << pageShift >= area.start { tally.count(entry, users: entry.frame.flatMap { users[$0] } ?? 1, area) }
                next += 1
            }
            tally.fill(&figures, isLocked: area.flags.contains(.locked))
            return (figures, tally)
        }
    }
}

extension Run {
    /// The setting vm.transparent_hugepage; runs of earlier versions have none.
    private func hugePageMode() throws -> TransparentHugePages {
        switch try profileValue("vm.transparent_hugepage") {
        case "always": .always
        case "madvise": .madvise
        default: .never
        }
    }
}

extension AreaFacts {
    var line: MapsLine {
        var line = MapsLine(
            start: start, end: end, protection: protection, isShared: flags.contains(.shared), offset: offset, name: shownName)
        if isSharedMemory { line.device = "00:01" }
        return line
    }

    /// `VmFlags`, in the kernel's order (show_smap_vma_flags). Every area may get every permission.
    var flagNames: [String] {
        let bits = attributes ?? guessedAttributes
        let isShared = flags.contains(.shared)
        let named: [(String, Bool)] = [
            ("rd", protection & 1 != 0), ("wr", protection & 2 != 0), ("ex", protection & 4 != 0), ("sh", isShared), ("mr", true),
            ("mw", true), ("me", true), ("ms", isShared), ("gd", flags.contains(.growsDown) || kind == "stack"), ("lo", bits & 4 != 0),
            ("sr", bits & 128 != 0), ("rr", bits & 64 != 0), ("lf", bits & 2048 != 0), ("ac", bits & 16 != 0 && !isShared),
            ("nr", bits & 8 != 0), ("dd", bits & 256 != 0), ("hg", bits & 512 != 0), ("nh", bits & 1024 != 0),
        ]
        return named.filter(\.1).map(\.0)
    }

    /// What a recorded area most likely has.
    private var guessedAttributes: UInt16 {
        (flags.contains(.locked) ? 4 : 0) | (flags.contains(.noReserve) ? 8 : 0)
            | (protection & 2 != 0 && !flags.contains(.shared) && !flags.contains(.noReserve) ? 16 : 0)
    }

    /// Whether faults in it may take huge pages of `size` bytes, as `THPeligible` says (`thp_vma_allowable_order`).
    func mayBeHuge(_ mode: TransparentHugePages, size: UInt64) -> Bool {
        let bits = attributes ?? 0
        guard mode != .never, file == nil, !flags.contains(.shared), bits & 1024 == 0, mode == .always || bits & 512 != 0 else {
            return false
        }
        return end >= size && (end - size) & ~(size - 1) >= start
    }
}

/// Pages of one area by kind.
struct SmapsTally {
    fileprivate var pages = (resident: UInt64(0), anonymous: UInt64(0), huge: UInt64(0), shared: [UInt64(0), 0], alone: [UInt64(0), 0])
    /// Pages divided by their users, in 1/4096 of a page, as the kernel adds them up (PSS_SHIFT).
    fileprivate var portions = (all: UInt64(0), dirty: UInt64(0), anonymous: UInt64(0), shared: UInt64(0))

    /// kB of the portions by kind: of anonymous memory, of files, of shared memory.
    var portionsByKind: [UInt64] {
        [portions.anonymous >> 22, (portions.all - portions.anonymous - portions.shared) >> 22, portions.shared >> 22]
    }

    mutating func add(_ other: SmapsTally) {
        pages.resident += other.pages.resident
        pages.anonymous += other.pages.anonymous
        pages.huge += other.pages.huge
        for index in 0..<2 {
            pages.shared[index] += other.pages.shared[index]
            pages.alone[index] += other.pages.alone[index]
        }
        portions.all += other.portions.all
        portions.dirty += other.portions.dirty
        portions.anonymous += other.portions.anonymous
        portions.shared += other.portions.shared
    }

    mutating func count(_ entry: PageEntry, users: UInt64, _ area: AreaFacts) {
        if entry.content == .zeroPage { return }
        let isAnonymous = entry.content == .anonymous || (entry.content == .unknown && area.file == nil)
        let dirty = isAnonymous || (entry.isWritten ?? (entry.protection & 2 != 0)) ? 1 : 0
        pages.resident += 1
        if isAnonymous { pages.anonymous += 1 }
        if isAnonymous && entry.isHuge { pages.huge += 1 }
        if users > 1 { pages.shared[dirty] += 1 } else { pages.alone[dirty] += 1 }
        let portion = (pageSize << 12) / max(users, 1)
        portions.all += portion
        if dirty == 1 { portions.dirty += portion }
        if isAnonymous { portions.anonymous += portion } else if area.isSharedMemory { portions.shared += portion }
    }

    func fill(_ area: inout SmapsArea, isLocked: Bool) {
        area.rss = pages.resident << 2
        area.pss = portions.all >> 22
        area.pssDirty = portions.dirty >> 22
        (area.sharedClean, area.sharedDirty) = (pages.shared[0] << 2, pages.shared[1] << 2)
        (area.privateClean, area.privateDirty) = (pages.alone[0] << 2, pages.alone[1] << 2)
        area.referenced = area.rss
        area.anonymous = pages.anonymous << 2
        area.anonymousHuge = pages.huge << 2
        area.locked = isLocked ? area.pss : 0
    }
}
