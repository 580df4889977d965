import Pages
import ProcFiles
import ReplayModel
import ReplayStore

extension Run {
    /// /proc/buddyinfo after a moment. Zones without pages are left out, as the kernel does.
    package func buddyInfo(at moment: Moment) throws -> BuddyInfo {
        BuddyInfo(
            zones: try pages.zoneStates(at: moment).filter { $0.zone.present > 0 }.map {
                BuddyInfo.Zone(node: $0.zone.node, name: $0.zone.title, blocks: $0.blocks)
            })
    }
}
