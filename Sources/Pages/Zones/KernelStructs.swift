import ReplayModel

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
