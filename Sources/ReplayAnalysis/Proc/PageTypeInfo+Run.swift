import Pages
import ProcFiles
import ReplayModel
import TraceFormat

extension Run {
    /// /proc/pagetypeinfo after a moment. Zones without pages are left out, as the kernel does.
    package func pageTypeInfo(at moment: Moment) throws -> PageTypeInfo {
        guard let profile = try machine.profile() else { throw AnalysisError("\(path) does not hold the machine's memory map") }
        let state = try PageAllocatorState.lists(of: self, at: moment)
        let cma = Migratetype.cma.rawValue
        let hasCMA = state.memory.zoneIndices.contains { zone in
            pageblockCounts(state.memory, zone, profile)[Int(cma)] > 0
                || (0...UInt8(10)).contains { state.memory.freeCount(zone, order: $0, migratetype: cma) > 0 }
        }
        let types = ShownType.all(profile.generation, hasCMA: hasCMA)
        var zones: [PageTypeInfo.Zone] = []
        for index in state.memory.zoneIndices where state.memory.report(index).present > 0 {
            let free = types.map { type in
                (0...UInt8(10)).map { order in
                    type.migratetype.map { UInt64(state.memory.freeCount(index, order: order, migratetype: $0.rawValue)) } ?? 0
                }
            }
            let counts = pageblockCounts(state.memory, index, profile)
            zones.append(
                PageTypeInfo.Zone(
                    node: Int(state.memory.report(index).node), name: state.memory.report(index).kind.title, free: free,
                    blocks: types.map { $0.migratetype.map { counts[Int($0.rawValue)] } ?? 0 }))
        }
        return PageTypeInfo(
            types: types.map(\.name), pageblockOrder: Int(profile.architecture.pageblockOrder), zones: zones,
            most: profile.generation == .v61 || profile.generation == .v618 ? 100_000 : nil)
    }

    /// Page blocks by type: from the zone's first frame on, one a page block, where the memory map has a section
    /// (pagetypeinfo_showblockcount_print, mm/vmstat.c; SECTION_SIZE_BITS 27 of arch/x86/include/asm/sparsemem.h on 64 bit, 29 with
    /// PAE and 26 without, of arch/arm64/include/asm/sparsemem.h 27 too since 5.12; ARM has no sections).
    private func pageblockCounts(_ memory: borrowing PhysicalMemory, _ index: ZoneIndex, _ profile: MachineProfile) -> [UInt64] {
        var counts = [UInt64](repeating: 0, count: Migratetype.allCases.count)
        let zone = memory.report(index)
        let shift: UInt64 =
            switch profile.architecture.kind {
            case .amd64, .arm64: 27
            case .i386PAE: 29
            case .i386: 26
            case .arm32: 12
            }
        let sections = profile.ram.map { ($0.start >> shift)...(($0.end - 1) >> shift) }
        var frame = UInt64(zone.start.rawValue)
        let end = frame + zone.spanned
        while frame < end {
            let section = (frame << pageShift) >> shift
            if sections.contains(where: { $0.contains(section) }) {
                counts[Int(memory.pageblockType(of: FrameNumber(UInt32(frame)), in: index))] += 1
            }
            frame += 1 << UInt64(profile.architecture.pageblockOrder)
        }
        return counts
    }
}

/// A migrate type as a kernel generation shows it.
struct ShownType {
    var name: String
    /// nil: one that the model does not have; its counts are 0.
    var migratetype: Migratetype?

    /// In the order of enum migratetype (include/linux/mmzone.h; distributions of x86 build without CMA: it is shown where
    /// there is some). Before 4.4, Movable was the
    /// third and Reserve stood in the place of HighAtomic.
    static func all(_ generation: KernelGeneration, hasCMA: Bool) -> [ShownType] {
        let unmovable = ShownType(name: "Unmovable", migratetype: .unmovable)
        let movable = ShownType(name: "Movable", migratetype: .movable)
        let reclaimable = ShownType(name: "Reclaimable", migratetype: .reclaimable)
        let last = (hasCMA ? [ShownType(name: "CMA", migratetype: .cma)] : []) + [ShownType(name: "Isolate", migratetype: .isolate)]
        switch generation {
        case .v2632, .v310: return [unmovable, reclaimable, movable, ShownType(name: "Reserve", migratetype: nil)] + last
        case .v44, .v61, .v618:
            return [unmovable, movable, reclaimable, ShownType(name: "HighAtomic", migratetype: .highAtomic)] + last
        }
    }
}
