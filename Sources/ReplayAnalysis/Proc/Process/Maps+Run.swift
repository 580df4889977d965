import Replay
import TraceFormat

extension Run {
    /// /proc/PID/maps after a moment.
    public func maps(_ pid: Int64, at moment: Moment) throws -> String {
        _ = try process(pid, at: moment)
        let pointerSize = try architecture().pointerSize
        return try areas(of: pid, at: moment).map { $0.line.text(pointerSize: pointerSize) + "\n" }.joined()
    }

    /// /proc/PID/smaps after a moment. Every resident page counts as referenced, anonymous and writable ones as dirty; a page
    /// is shared when another address space maps its frame.
    public func smaps(_ pid: Int64, at moment: Moment) throws -> String {
        _ = try process(pid, at: moment)
        let (generation, pointerSize) = (try self.generation(), try architecture().pointerSize)
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
            var tally = SmapsTally()
            while next < pages.count && pages[next] << pageShift < area.end {
                let entry = map[pages[next]]!
                if pages[next] << pageShift >= area.start { tally.count(entry, users: entry.frame.flatMap { users[$0] } ?? 1, area) }
                next += 1
            }
            tally.fill(&figures, isLocked: area.flags.contains(.locked))
            return figures.text(generation, pointerSize: pointerSize)
        }.joined()
    }
}

extension AreaFacts {
    var line: MapsLine {
        MapsLine(
            start: start, end: end, protection: protection, isShared: flags.contains(.shared), offset: offset, name: shownName)
    }

    /// `VmFlags`, in the kernel's order (show_smap_vma_flags). Every area may get every permission.
    var flagNames: [String] {
        var names: [String] = []
        if protection & 1 != 0 { names.append("rd") }
        if protection & 2 != 0 { names.append("wr") }
        if protection & 4 != 0 { names.append("ex") }
        if flags.contains(.shared) { names.append("sh") }
        names += ["mr", "mw", "me"]
        if flags.contains(.shared) { names.append("ms") }
        if flags.contains(.growsDown) || kind == "stack" { names.append("gd") }
        if flags.contains(.locked) { names.append("lo") }
        if flags.contains(.noReserve) { names.append("nr") }
        if protection & 2 != 0 && !flags.contains(.shared) { names.append("ac") }
        return names
    }
}

/// Pages of one area by kind.
struct SmapsTally {
    private var pages = (resident: UInt64(0), anonymous: UInt64(0), huge: UInt64(0), shared: [UInt64(0), 0], alone: [UInt64(0), 0])
    /// Pages divided by their users, in 1/4096 of a page, as the kernel adds them up (PSS_SHIFT).
    private var portions = (all: UInt64(0), dirty: UInt64(0))

    mutating func count(_ entry: PageEntry, users: UInt64, _ area: AreaFacts) {
        if entry.content == .zeroPage { return }
        let isAnonymous = entry.content == .anonymous || (entry.content == .unknown && area.file == nil)
        let dirty = isAnonymous || entry.protection & 2 != 0 ? 1 : 0
        pages.resident += 1
        if isAnonymous { pages.anonymous += 1 }
        if isAnonymous && entry.isHuge { pages.huge += 1 }
        if users > 1 { pages.shared[dirty] += 1 } else { pages.alone[dirty] += 1 }
        let portion = (pageSize << 12) / max(users, 1)
        portions.all += portion
        if dirty == 1 { portions.dirty += portion }
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
