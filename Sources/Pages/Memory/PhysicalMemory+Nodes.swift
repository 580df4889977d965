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

    /// Counts a page of a request by node (zone_statistics).
    @inline(never)
    mutating func countNode(_ request: PageRequest, _ zone: ZoneIndex) {
        let (own, preferred) = (Int(zone.rawValue), zonelist(for: request).first ?? zone)
        if zones[preferred].node == zones[zone].node {
            numa[own].hit += 1
            if request.isInterleaved { numa[own].interleave += 1 }
        } else {
            numa[own].miss += 1
            numa[Int(preferred.rawValue)].foreign += 1
            numaDirty |= 1 << UInt32(preferred.rawValue)
        }
        if cpuNodes[Int(request.cpu)] == zones[zone].node { numa[own].local += 1 } else { numa[own].other += 1 }
        numaDirty |= 1 << UInt32(zone.rawValue)
    }

    /// One `numa_state` row for each zone whose counters changed in the step.
    @inline(never)
    mutating func writeNodes(_ log: inout TransitionLog) {
        for zone in zoneIndices where numaDirty & (1 << UInt32(zone.rawValue)) != 0 {
            let counts = numa[Int(zone.rawValue)]
            log.append(
                NumaStateRow(
                    zone: zone, hit: counts.hit, miss: counts.miss, foreign: counts.foreign, interleave: counts.interleave,
                    local: counts.local, other: counts.other))
        }
        numaDirty = 0
    }

    /// A request under the policy of the process that runs: alloc_pages follows it but for __GFP_THISNODE (mm/mempolicy.c of 6.1).
    @inline(never)
    mutating func following(_ policy: MemoryPolicy, _ request: PageRequest) -> PageRequest {
        var request = request
        guard request.node == nil, request.nodes == nil, !request.gfp.contains(.thisNode) else { return request }
        switch policy.mode {
        case .standard, .local: break
        case .preferred: request.node = policy.nodes == 0 ? nil : UInt8(policy.nodes.trailingZeroBitCount)
        case .bind: request.nodes = policy.nodes
        case .interleave:
            request.node = self.policy!.takeTurn()
            request.isInterleaved = true
        }
        return request
    }

    /// kswapd begins or ends its work for a node's zones, up to an index among the kernel's zones (set_reclaim_active, mm/vmscan.c).
    public func setReclaimed(_ isReclaimed: Bool, node: UInt8, upTo last: UInt64?) {
        for zone in zoneIndices where zones[zone].node == node {
            if let last, let index = structs.index(of: zone), index > last { continue }
            zones[zone].isReclaimed = isReclaimed
        }
    }

    /// Whether a mask, bit by node, names a node with memory.
    public func hasNode(in mask: UInt64) -> Bool {
        zoneIndices.contains { zones[$0].managed > 0 && zones[$0].node < 64 && mask & 1 << UInt64(zones[$0].node) != 0 }
    }

    /// How many changes of free pages a CPU keeps to itself: while kswapd is awake as many as lie between min and low, over the CPUs
    /// (calculate_pressure_threshold, mm/vmstat.c of 6.1), in zones with a drift mark; while it sleeps the usual number.
    public func setThresholds(pressure: Bool, node: UInt8) {
        for zone in zoneIndices where zones[zone].node == node && zones[zone].hasDriftMark && zones[zone].managed > 0 {
            let distance = UInt32(clamping: (zones[zone].low - min(zones[zone].min, zones[zone].low)) / UInt64(cpus))
            let usual = ZoneLimits.countThreshold(managed: zones[zone].managedEarly, cpus: cpus)
            zones[zone].countThreshold = pressure ? min(ZoneLimits.largestCountThreshold, max(1, distance)) : usual
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
