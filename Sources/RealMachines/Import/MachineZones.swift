import Pages
import ProcFiles
import ReplayModel

/// The zones of a machine's zoneinfo that a profile has a place for: those of a kind which the model knows.
struct MachineZones: Equatable {
    struct Zone: Equatable {
        var kind: ZoneKind
        /// The NUMA node that it belongs to.
        var node: UInt8
        var info: ZoneInfo.Zone

        /// All RAM, where zoneinfo has no `managed` (before 3.8).
        var managed: UInt64 { min(info["managed"] ?? present, present) }
        var present: UInt64 { info.present }
        var spanned: UInt64 { info.spanned }
        var start: UInt64 { info.start ?? 0 }
        /// Its name in messages: `DMA32`, and of a node above 0 `1/DMA32`.
        var title: String { node == 0 ? kind.title : "\(node)/\(kind.title)" }
    }

    /// All zones of node 0, also those without memory, and those with memory of the others; by node.
    var zones: [Zone]
    /// The names of all zones of node 0 in order, also of kinds that the model has not (Device).
    var titles: [String]

    init(_ info: ZoneInfo) {
        titles = info.zones.filter { $0.node == 0 }.map(\.name)
        zones = info.zones.compactMap { zone in
            guard let kind = ZoneKind(title: zone.name), let node = UInt8(exactly: zone.node), node == 0 || zone.present > 0 else {
                return nil
            }
            return Zone(kind: kind, node: node, info: zone)
        }
        zones.sort { ($0.node, $0.kind.rawValue) < ($1.node, $1.kind.rawValue) }
    }

    /// How many nodes the machine has: the highest with memory, and those below it.
    var nodes: Int { Int(filled.map(\.node).max() ?? 0) + 1 }

    /// Zones with memory, by node and kind.
    var filled: [Zone] { zones.filter { $0.present > 0 } }
    var cpus: Int { (filled.flatMap(\.info.pageSets).map(\.cpu).max() ?? -1) + 1 }
}
