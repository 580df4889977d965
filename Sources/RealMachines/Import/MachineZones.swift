import Pages
import ProcFiles
import ReplayModel

/// The zones of a machine's zoneinfo that a profile has a place for: those of node 0 that are of a kind which the model knows.
struct MachineZones: Equatable {
    struct Zone: Equatable {
        var kind: ZoneKind
        var info: ZoneInfo.Zone

        /// All RAM, where zoneinfo has no `managed` (before 3.8).
        var managed: UInt64 { min(info["managed"] ?? present, present) }
        var present: UInt64 { info.present }
        var spanned: UInt64 { info.spanned }
        var start: UInt64 { info.start ?? 0 }
    }

    /// All zones, also those without memory, in the file's order.
    var zones: [Zone]
    /// The names of all zones of the node in order, also of kinds that the model has not (Device).
    var titles: [String]

    init(_ info: ZoneInfo) {
        let own = info.zones.filter { $0.node == 0 }
        titles = own.map(\.name)
        zones = own.compactMap { zone in ZoneKind(title: zone.name).map { Zone(kind: $0, info: zone) } }
    }

    subscript(_ kind: ZoneKind) -> Zone? { zones.first { $0.kind == kind } }

    /// Zones with memory, lowest first.
    var filled: [Zone] { zones.filter { $0.present > 0 } }
    var cpus: Int { (filled.flatMap(\.info.pageSets).map(\.cpu).max() ?? -1) + 1 }
}
