import ReplayModel

/// NUMA nodes: which zones a request may use, and in which order (build_zonelists, mm/page_alloc.c of 6.1: node by node, each from its
/// highest zone down; the preferred node first, then those after it, around).
extension PhysicalMemory {
    static func fallbackOrders(_ zones: [Zone]) -> [[ZoneIndex]] {
        let nodes = Int(zones.map(\.node).max() ?? 0) + 1
        return (0..<nodes).map { first in
            (0..<nodes).flatMap { step in
                zones.indices.reversed().filter { Int(zones[$0].node) == (first + step) % nodes }.map { ZoneIndex(UInt8($0)) }
            }
        }
    }

    /// The zones of a request in order, those with memory that it may use.
    public func zonelist(for request: PageRequest) -> [ZoneIndex] {
        let highest = highestZone(for: request.gfp)
        return order(of: request).filter { mayUse($0, request, highest: highest) }
    }

    /// The zones in the order in which a request tries them, also those that it may not use.
    @inline(__always)
    func order(of request: PageRequest) -> UnsafeBufferPointer<ZoneIndex> {
        UnsafeBufferPointer(start: fallbackOrder + Int(preferredNode(request)) * zoneIndices.count, count: zoneIndices.count)
    }

    /// The node that a request prefers: the one it names, else its CPU's.
    @inline(__always)
    func preferredNode(_ request: PageRequest) -> UInt8 {
        if let node = request.node, node < nodeCount { return node }
        return cpuNodes[Int(request.cpu)]
    }

    /// Whether a request may be served from a zone: not above its highest, and with __GFP_THISNODE no other node's.
    @inline(__always)
    func mayUse(_ zone: ZoneIndex, _ request: PageRequest, highest: ZoneKind) -> Bool {
        guard zones[zone].kind <= highest, zones[zone].managed > 0 else { return false }
        return nodeCount == 1 || mayUse(node: zones[zone].node, request)
    }

    private func mayUse(node: UInt8, _ request: PageRequest) -> Bool {
        if let nodes = request.nodes, node > 63 || nodes & 1 << UInt64(node) == 0 { return false }
        return !request.gfp.contains(.thisNode) || node == preferredNode(request)
    }

    /// kswapd begins or ends its work for a node's zones, up to an index among the kernel's zones (set_reclaim_active, mm/vmscan.c).
    public func setReclaimed(_ isReclaimed: Bool, node: UInt8, upTo last: UInt64?) {
        for zone in zoneIndices where zones[zone].node == node {
            if let last, let index = structs.index(of: zone), index > last { continue }
            zones[zone].isReclaimed = isReclaimed
        }
    }

    /// The zone whose struct stands at an address.
    public func zone(at address: UInt64) -> ZoneIndex? { structs.zone(at: address) }

    /// The node whose struct stands at an address.
    public func node(at address: UInt64) -> UInt8? { structs.node(at: address) }

    /// A CPU hands its changes of free pages over to the zones' counters (refresh_cpu_vm_stats, mm/vmstat.c).
    public func countAll(cpu: UInt16) {
        for zone in zoneIndices {
            let pcp = pcpIndex(zone, cpu)
            zones[zone].uncounted -= perCPU[pcp].uncounted
            perCPU[pcp].uncounted = 0
        }
    }
}

/// Where a real machine has its zones' and nodes' structs.
public struct KernelStructs: Sendable, Equatable {
    /// One zone: its address, and its index among the kernel's zone types.
    public struct Zone: Sendable, Equatable {
        public var zone: ZoneIndex
        public var address: UInt64
        public var index: UInt64?

        public init(zone: ZoneIndex, address: UInt64, index: UInt64?) {
            self.zone = zone
            self.address = address
            self.index = index
        }
    }

    public var zones: [Zone] = []
    /// Addresses by node.
    public var nodes: [UInt64] = []

    public init() {}

    func index(of zone: ZoneIndex) -> UInt64? { zones.first { $0.zone == zone }?.index }
    func zone(at address: UInt64) -> ZoneIndex? { zones.first { $0.address == address }?.zone }
    func node(at address: UInt64) -> UInt8? { nodes.firstIndex(of: address).map { UInt8($0) } }
}
