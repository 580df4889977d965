import Pages
import ProcFiles
import Replay
import ReplayModel
import Slab
import TraceFormat
import Virtual

/// What files say of a machine at one moment: a starting state, or one to check a run's end against.
///
/// Everything is optional, since files differ in what they tell; where two files tell of the same thing the first given wins.
package struct SystemState: Sendable {
    /// The files read: a run's identity.
    package var sources: [StartState.Source] = []
    /// log2 of the frames in a page block.
    package var pageblockOrder: UInt8?
    /// Lowest first; only zones with RAM.
    package var zones: [ZoneFacts] = []
    /// The node of each CPU, and where the kernel has its nodes' structs.
    package var cpuNodes: [UInt8] = []
    package var nodeAddresses: [UInt64] = []
    /// Zones that a file names, also those without RAM.
    var namedZones: [ZoneKind] = []
    /// /proc/kpageflags.
    package var flags: PageFlags?
    /// RAM ("System RAM") and the kernel's image in frames, from /proc/iomem.
    package var ram: FrameRuns?
    package var kernelImage: FrameRuns?
    /// /proc/version.
    package var version: KernelVersion?
    /// /proc/cpuinfo.
    package var cpuInfo: CpuInfo?
    /// /proc/meminfo.
    package var memInfo: MemInfo?
    /// Swap in bytes, where a kernel log tells.
    package var swapBytes: UInt64?
    /// /proc/slabinfo.
    package var slabs: [SlabInfo.Cache]?
    /// /proc/vmallocinfo.
    package var areas: [VmallocInfo.Area]?
    /// SLUB's caches.
    package var slabCaches: InitialSlabState?
    /// Fields and lines that stand for nothing here, and how often.
    package var unknown: [OddityCount] = []

    package init() {}

    /// Notes something that was not understood.
    mutating func ignore(_ oddity: Oddity, _ detail: String? = nil) { unknown.add(oddity, detail: detail) }

    /// The zone of a kind on a node, made when there is none.
    mutating func zone(_ kind: ZoneKind, node: UInt8) -> Int {
        if let index = zones.firstIndex(where: { $0.kind == kind && $0.node == node }) { return index }
        let zone = ZoneFacts(kind: kind, node: node)
        let index = zones.firstIndex { $0.place > zone.place } ?? zones.count
        zones.insert(zone, at: index)
        return index
    }
}
