import Pages
import ReplayModel
import TraceFormat

extension MemoryReport {
    /// A zone's lines: its figures, its reserves, its free blocks. Pages.
    package struct Zone: Equatable, Sendable {
        package var line: UInt32
        package var node = 0
        /// DMA, DMA32, Normal, HighMem, Movable or Device.
        package var name: String
        /// `NAME:NkB` of the zone's line, in pages, in the line's order.
        package var figures: [Figure] = []
        /// lowmem_reserve[].
        package var reserves: [UInt64] = []
        /// Free blocks by order; nil: the line is missing.
        package var blocks: [Blocks]?
        /// Where they stand.
        package var blocksLine: UInt32?
        /// Their line has no sum at its end.
        package var areBlocksCut = false
        /// Pages on each CPU's list, and its limits (to 4.0).
        package var perCPU: [PerCPU] = []
    }

    package struct Figure: Equatable, Sendable {
        package var name: String
        package var pages: UInt64
    }

    /// `12*8kB (UM)`.
    package struct Blocks: Equatable, Sendable {
        package var count: UInt64
        /// Letters of the migrate types; empty before 3.9.
        package var letters: String
    }

    /// `CPU    0: hi:  186, btch:  31 usd:   5`.
    package struct PerCPU: Equatable, Sendable {
        package var cpu: Int
        package var high: UInt64
        package var batch: UInt64
        package var used: UInt64
    }
}

extension MemoryReport.Zone {
    package subscript(name: String) -> UInt64? { figures.first { $0.name == name }?.pages }

    /// `Node 0 Normal`.
    package var title: String { "Node \(node) \(name)" }
    package var free: UInt64 { self["free"] ?? blockPages ?? 0 }
    /// Some early kernels count fewer pages present than managed.
    package var present: UInt64 { max(self["present"] ?? managed, managed) }
    package var managed: UInt64 { self["managed"] ?? self["present"] ?? free }

    /// Free pages in all blocks; nil: the log does not have them.
    package var blockPages: UInt64? {
        blocks.map { $0.enumerated().reduce(0) { $0 + $1.element.count << UInt64($1.offset) } }
    }

    /// Free blocks by migrate type and order. Of several types that share an order each has a block where there are enough, and Movable (or
    /// the first one named) has the others. Without letters all are Movable's. Blocks above the largest order that the model has are cut.
    package var blocksByType: [[UInt64]] {
        var counts = [[UInt64]](repeating: Array(repeating: 0, count: orderCount), count: Migratetype.allCases.count)
        for (order, blocks) in (self.blocks ?? []).enumerated() {
            let scale = UInt64(max(order - Int(maxOrder), 0))
            for (type, count) in Self.shares(blocks) { counts[Int(type.rawValue)][min(order, Int(maxOrder))] += count << scale }
        }
        return counts
    }

    private static func shares(_ blocks: MemoryReport.Blocks) -> [(Migratetype, UInt64)] {
        let named = blocks.letters.compactMap(type)
        let types = named.isEmpty ? [.movable] : named.sorted { rank($0) < rank($1) }
        var left = blocks.count
        var shares: [(Migratetype, UInt64)] = []
        for type in types.dropFirst() where left > 1 {
            shares.append((type, 1))
            left -= 1
        }
        return [(types[0], left)] + shares
    }

    /// Who gets what is not known: the ordinary types before the others.
    private static func rank(_ type: Migratetype) -> Int {
        let order: [Migratetype] = [.movable, .unmovable, .reclaimable, .cma, .highAtomic, .isolate]
        return order.firstIndex(of: type) ?? order.count
    }

    /// show_migration_types, mm/page_alloc.c; R is the reserve that kernels before 4.4 kept, from which every type is served.
    private static func type(_ letter: Character) -> Migratetype? {
        switch letter {
        case "U", "R": .unmovable
        case "M": .movable
        case "E": .reclaimable
        case "H": .highAtomic
        case "C": .cma
        case "I": .isolate
        default: nil
        }
    }
}

extension MemoryReport {
    /// Memory that processes may have: what the page allocator manages, in pages (totalram_pages).
    package var managedPages: UInt64? {
        if !zones.isEmpty, zones.allSatisfy({ $0["managed"] != nil }) { return zones.reduce(0) { $0 + $1.managed } }
        if let ramPages { return ramPages - min(ramPages, reservedPages ?? 0) }
        return zones.contains { $0["present"] != nil } ? zones.reduce(0) { $0 + $1.present } : nil
    }

    package var swapPages: UInt64 { (swapTotal ?? 0) / max(pageKilobytes, 1) }
}
