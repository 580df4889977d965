import ProcFiles
import ReplayModel
import TraceFormat
import Virtual

extension Run {
    /// /proc/PID/smaps after a moment. Every resident page counts as referenced, anonymous and writable ones as dirty; of shared
    /// memory those whose first access was a write (later writes leave no row). A page is shared when another address space maps its frame.
    package func smaps(_ pid: Int64, at moment: Moment) throws -> Smaps {
        let (generation, mode) = (try machine.generation(), try hugePageMode())
        let hugeSize = pageSize << (try machine.architecture().shape(level: 1).bits)
        return try smaps(
            tallies(pid, at: moment).map { area, tally in
                Smaps.Area(
                    map: area.map, tally.counts(isLocked: area.flags.contains(.locked)),
                    isHugeEligible: area.mayBeHuge(mode, size: hugeSize), flags: area.flagNames, generation)
            })
    }

    /// /proc/PID/smaps_rollup after a moment (`show_smaps_rollup`): the areas' figures added up, portions before they are rounded.
    package func smapsRollup(_ pid: Int64, at moment: Moment) throws -> Smaps {
        let generation = try machine.generation()
        guard generation == .v61 || generation == .v618 else {
            throw AnalysisError("Linux \(generation.title) has no smaps_rollup", expected: "smaps, or a machine of kernel 6.1 or 6.18")
        }
        let areas = try tallies(pid, at: moment)
        guard let first = areas.first?.area, let last = areas.last?.area else { return try smaps([]) }
        let map = Maps.Area(start: first.start, end: last.end, protection: 0, isShared: false, offset: 0, name: "[rollup]")
        var counts = areas.reduce(into: SmapsTally()) { $0.add($1.tally) }.counts(isLocked: false)
        counts.locked = areas.reduce(0) { $0 + $1.tally.counts(isLocked: $1.area.flags.contains(.locked)).locked }
        return try smaps([Smaps.Area(rollup: map, counts, generation)])
    }

    private func smaps(_ areas: [Smaps.Area]) throws -> Smaps {
        Smaps(areas: areas, pointerSize: try machine.architecture().pointerSize, eligibleWidth: try machine.generation() == .v618 ? 8 : 1)
    }

    private func tallies(_ pid: Int64, at moment: Moment) throws -> [(area: AreaFacts, tally: SmapsTally)] {
        _ = try processes.process(pid, at: moment)
        let maps = try addressSpaces.pageMaps(at: moment)
        var users: [UInt64: UInt64] = [:]
        for (owner, map) in maps where owner != 0 {
            for entry in map.entries.values where entry.content != .zeroPage {
                if let frame = entry.frame { users[frame, default: 0] += 1 }
            }
        }
        let map = maps[pid] ?? PageMap()
        let pages = map.pages
        var next = 0
        return try addressSpaces.areas(of: pid, at: moment).map { area in
            var tally = SmapsTally()
            while next < pages.count && pages[next] << pageShift < area.end {
                let entry = map[pages[next]]!
                if pages[next] << pageShift >= area.start { tally.count(entry, users: entry.frame.flatMap { users[$0] } ?? 1, area) }
                next += 1
            }
            return (area, tally)
        }
    }

    /// The setting vm.transparent_hugepage; runs of earlier versions have none.
    private func hugePageMode() throws -> TransparentHugePages {
        switch try machine.profileValue("vm.transparent_hugepage") {
        case "always": .always
        case "madvise": .madvise
        default: .never
        }
    }
}

extension AreaFacts {
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
