import ReplayModel
import TraceFormat

/// The kernel's address space outside the linear map: vmalloc, vmap and ioremap areas, and those that a recording names
/// (mm/vmalloc.c of Linux 6.1).
///
/// An area takes the lowest hole that is long enough, and one guard page behind it. vmalloc maps single page frames there,
/// ioremap device registers. A freed area is unmapped at once, but its addresses can be used again only after a purge,
/// which comes when lazily freed pages exceed a limit, when no hole fits, or by an event of the trace. All kernel addresses
/// are kept in one table, as in Linux, so that a recording's areas of the module range fit too.
///
/// Modelled: placement, guard pages, lazy freeing, page and page-table use, roll-back. Left out: the descriptors and page
/// arrays that vmalloc takes from slab, huge mappings, vm_map_ram blocks. 6.1 takes the pages in bulks of up to 100 without an event each; the frames are the same.
///
/// Invariants (`checkInvariants`):
/// - holes, busy areas and lazily freed areas do not overlap and together cover all addresses from the first page to
///   before the last;
/// - lazyPages = pages of lazily freed areas; mappedPages = frames of `.vmalloc` areas;
/// - a `.vmalloc` area that the model placed maps `pages` frames, each owned by it, and nothing maps its guard page.
public struct VmallocSpace: Sendable {
    /// The range in which vmalloc, vmap and ioremap place areas, in bytes, end excluded.
    let start: UInt64
    let end: UInt64
    let rules: VmallocRules
    /// RAM that the page allocator manages, in bytes, sorted.
    let managedRAM: [PhysicalRange]
    /// All RAM, in bytes, sorted.
    let allRAM: [PhysicalRange]
    /// What is added to a physical address to get its address in the linear map.
    let linearDistance: UInt64

    var holes = RangeTree()
    /// Areas in use; the payload is the place in `areas`.
    var busy = RangeTree()
    /// Lazily freed areas: places in `areas`, in order of freeing.
    var lazy: [UInt32] = []
    var areas: [Area] = []
    var unusedAreas: [UInt32] = []
    var nextID: UInt32 = 1

    /// Pages (with guard pages) of areas that are freed and not purged.
    public internal(set) var lazyPages: UInt64 = 0
    /// Page frames that vmalloc areas hold (VmallocUsed of meminfo).
    public internal(set) var mappedPages: UInt64 = 0

    /// The first and the last address that areas may take: every page but the first and the last.
    static let lowest = pageSize
    static let highest = 0 &- pageSize

    /// Whoever owns the space purges when `purgeIsDue()`, not the vfree that made it so.
    package var defersPurge = false

    /// An empty address space.
    package init(profile: MachineProfile) {
        start = profile.architecture.vmallocStart
        end = profile.architecture.vmallocEnd
        rules = VmallocRules(profile: profile)
        allRAM = profile.ram
        linearDistance = profile.architecture.linearDistance
        managedRAM = Self.subtract(profile.reserved, from: profile.ram)
        holes.insert(start: Self.lowest, end: Self.highest)
    }

    /// `ranges` without `holes`, both sorted.
    static func subtract(_ holes: [PhysicalRange], from ranges: [PhysicalRange]) -> [PhysicalRange] {
        ranges.flatMap { range -> [PhysicalRange] in
            var parts: [PhysicalRange] = []
            var next = range.start
            for hole in holes where hole.start < range.end && hole.end > range.start {
                if hole.start > next { parts.append(PhysicalRange(next, hole.start)) }
                next = max(next, hole.end)
            }
            if next < range.end { parts.append(PhysicalRange(next, range.end)) }
            return parts
        }
    }

    /// Areas in use, by address: the lines of vmallocinfo.
    public var areasInUse: [Area] { busy.ordered.map { areas[Int($0.payload)] } }
    /// Areas freed and not purged, in order of freeing (vmallocinfo calls them unpurged).
    public var areasToPurge: [Area] { lazy.map { areas[Int($0)] } }
    /// The area in use that holds an address.
    package func area(holding address: VirtualAddress) -> Area? { busy.containing(address.rawValue).map { areas[Int($0.payload)] } }
}
