import Notation
import Pages
import ProcFiles
import Replay
import ReplayModel

/// RAM, zones, and which of its pages the page allocator never gets or gets late, from iomem, zoneinfo and the kernel's log.
struct ReservedPlan {
    private(set) var ram: [PhysicalRange] = []
    private(set) var zones: [ZoneProfile] = []
    /// Sorted, disjoint.
    private(set) var reserved: [PhysicalRange] = []
    /// Sorted, disjoint.
    private(set) var late: [PhysicalRange] = []
    private(set) var notes: [String] = []
    private let info: MachineZones
    private let architecture: Architecture

    init(iomem: Iomem, zones info: MachineZones, log: BootLog, architecture: Architecture) {
        self.info = info
        self.architecture = architecture
        ram = iomem.ram
        if ram.isEmpty, !log.usable.isEmpty {
            ram = log.usable
            notes.append("ram: no iomem; the ranges are those that the firmware told (dmesg)")
        }
        if ram.isEmpty { guessRAM() }
        keepPresent()
        layZones()
        takeLate(log, image: iomem.kernelImage, data: iomem.first("Kernel bss"))
        reserve(image: iomem.kernelImage)
    }

    /// Without a map: each zone's present pages from its first one on; x86's hole below 1 MiB is where it always is.
    private mutating func guessRAM() {
        notes.append("ram: neither iomem nor dmesg; each zone's pages are taken to lie at its beginning")
        for zone in info.filled {
            let start = zone.start << pageShift
            if architecture.kind.isX86, zone.start < 256, zone.present < zone.spanned, zone.present + 256 > zone.start + zone.spanned {
                let low = zone.present - (zone.start + zone.spanned - 256)
                ram += [PhysicalRange(start, start + low << pageShift), PhysicalRange(1 << 20, (zone.start + zone.spanned) << pageShift)]
            } else {
                ram.append(PhysicalRange(start, start + zone.present << pageShift))
            }
        }
    }

    /// The kernel leaves page 0 out and may leave out more: what lies below the first zone is none of its RAM, nor what lies above the last
    /// (that of other nodes).
    private mutating func keepPresent() {
        guard let first = info.filled.first, let last = info.filled.last else { return }
        let whole = PhysicalRange(first.start << pageShift, (last.start + last.spanned) << pageShift)
        if let end = ram.last?.end, end > whole.end {
            notes.append("ram: what lies above the last zone, from \(whole.end.hexadecimal) to \(end.hexadecimal), is left out")
        }
        ram = ram.compactMap { range in
            let own = PhysicalRange(max(range.start, whole.start), min(range.end, whole.end))
            return own.start < own.end ? own : nil
        }
        for zone in info.filled where pages(in: span(zone)) != zone.present {
            notes.append("ram: \(pages(in: span(zone))) pages in zone \(zone.title), zoneinfo has \(zone.present)")
        }
    }

    /// Zones begin where zoneinfo says, the first with the linear map; those without memory where their architecture has them.
    private mutating func layZones() {
        let all = info.zones.filter { $0.kind != .movable || $0.present > 0 }
        let isWideX86 = architecture.kind == .amd64 && info.nodes == 1
        let end = max(ram.last?.end ?? 0, isWideX86 ? 4 << 30 : 0)
        var starts: [UInt64] = []
        for (index, zone) in all.enumerated() {
            if index == 0 {
                starts.append(architecture.physicalOffset(forRAMAt: ram.first?.start ?? 0))
            } else if zone.present > 0 {
                starts.append(zone.start << pageShift)
            } else if isWideX86, zone.kind == .dma32 || zone.kind == .normal {
                starts.append(zone.kind == .dma32 ? 16 << 20 : 4 << 30)
            } else {
                starts.append(all[index...].first { $0.present > 0 }.map { $0.start << pageShift } ?? end)
            }
        }
        for (index, zone) in all.enumerated() {
            let next = index + 1 < all.count ? starts[index + 1] : end
            zones.append(ZoneProfile(zone.kind, PhysicalRange(starts[index], next), node: zone.node))
        }
    }

    /// The RAM disk, and the init part of the kernel's image, which ends where bss begins (or the image ends).
    private mutating func takeLate(_ log: BootLog, image: PhysicalRange?, data: PhysicalRange?) {
        if !log.isWhole {
            notes.append("init memory: the kernel's log does not tell (no \"Freeing … memory\")")
        }
        if log.ramDiskBytes > 0, let disk = log.ramDisk {
            late.append(PhysicalRange(disk.start & ~(pageSize - 1), (disk.end + pageSize - 1) & ~(pageSize - 1)))
        } else if log.ramDiskBytes > 0 {
            appendLate(log.ramDiskBytes, below: zones.last { $0.kind != .highMem }.map { min($0.range.end, ram.last!.end) } ?? 0)
        }
        let inner = log.initBytes + log.otherLateBytes
        if inner > 0, let end = data?.start ?? image?.end { appendLate(inner, below: end & ~(pageSize - 1)) }
        late.sort { $0.start < $1.start }
    }

    private mutating func appendLate(_ bytes: UInt64, below end: UInt64) {
        let size = (bytes + pageSize - 1) & ~(pageSize - 1)
        if size < end { late.append(PhysicalRange(end - size, end)) }
    }

    /// Each zone: as many pages as zoneinfo does not count as managed.
    private mutating func reserve(image: PhysicalRange?) {
        for zone in info.filled {
            let span = span(zone)
            var need = pages(in: span) - min(pages(in: span), zone.managed)
            if need > 0, architecture.kind.isX86 { take(&need, PhysicalRange(0, 1 << 20), span, fromTop: false) }
            if need > 0, let image { take(&need, image, span, fromTop: false) }
            guard need > 0 else { continue }
            notes.append("reserved: \(need) pages of zone \(zone.kind.title) whose place /proc does not tell are put at its top")
            take(&need, span, span, fromTop: true)
        }
        if info.filled.contains(where: { $0.info["managed"] == nil }) {
            notes.append("reserved: zoneinfo has no `managed` (before 3.8); all present pages are taken as managed")
        }
        reserved = Self.joined(reserved)
    }

    /// Reserves up to `need` pages of RAM in `window` and `span` that are not reserved or freed late.
    private mutating func take(_ need: inout UInt64, _ window: PhysicalRange, _ span: PhysicalRange, fromTop: Bool) {
        let pieces = Self.without(reserved + late, ram.compactMap { $0.clamped(to: window)?.clamped(to: span) })
        for piece in fromTop ? pieces.reversed() : pieces where need > 0 {
            let bytes = min(piece.end - piece.start, need << pageShift)
            reserved.append(
                fromTop ? PhysicalRange(piece.end - bytes, piece.end) : PhysicalRange(piece.start, piece.start + bytes))
            need -= bytes >> pageShift
        }
    }

    private func span(_ zone: MachineZones.Zone) -> PhysicalRange {
        PhysicalRange(zone.start << pageShift, (zone.start + zone.spanned) << pageShift)
    }

    private func pages(in span: PhysicalRange) -> UInt64 {
        ram.compactMap { $0.clamped(to: span) }.reduce(0) { $0 + ($1.end - $1.start) >> pageShift }
    }

    /// The highest `pages` pages of RAM below `end` that are not in `holes`, ascending.
    static func top(_ pages: UInt64, below end: UInt64, ram: [PhysicalRange], without holes: [PhysicalRange]) -> [PhysicalRange] {
        var need = pages << pageShift
        var result: [PhysicalRange] = []
        for piece in without(holes, ram.compactMap { $0.clamped(to: PhysicalRange(0, end)) }).reversed() where need > 0 {
            let bytes = min(piece.end - piece.start, need)
            result.insert(PhysicalRange(piece.end - bytes, piece.end), at: 0)
            need -= bytes
        }
        return result
    }

    /// Sorted, touching ranges made one.
    private static func joined(_ ranges: [PhysicalRange]) -> [PhysicalRange] {
        var result: [PhysicalRange] = []
        for range in ranges.sorted(by: { $0.start < $1.start }) {
            if let last = result.last, last.end >= range.start {
                result[result.count - 1].end = max(last.end, range.end)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// Ascending `ranges` without `holes`, in whole pages.
    private static func without(_ holes: [PhysicalRange], _ ranges: [PhysicalRange]) -> [PhysicalRange] {
        var rest = ranges
        for hole in holes {
            rest = rest.flatMap { range in
                guard hole.start < range.end, hole.end > range.start else { return [range] }
                return [PhysicalRange(range.start, max(hole.start, range.start)), PhysicalRange(min(hole.end, range.end), range.end)]
                    .filter { $0.start < $0.end }
            }
        }
        return rest
    }
}

extension PhysicalRange {
    /// The whole pages that a range and another have in common.
    fileprivate func clamped(to other: PhysicalRange) -> PhysicalRange? {
        let first = Swift.max(start, other.start) & ~(pageSize - 1)
        let last = (Swift.min(end, other.end) + pageSize - 1) & ~(pageSize - 1)
        return first < last && last <= (end + pageSize - 1) & ~(pageSize - 1) && first >= start & ~(pageSize - 1)
            ? PhysicalRange(first, last) : nil
    }
}
