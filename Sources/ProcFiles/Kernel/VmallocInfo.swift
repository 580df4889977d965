/// /proc/vmallocinfo: the areas of the vmalloc range, lowest first (s_show, mm/vmalloc.c of 6.1).
public struct VmallocInfo: Equatable, Sendable {
    public enum Use: String, Sendable { case vmalloc, vmap, ioremap }

    public struct Area: Equatable, Sendable {
        public var start: UInt64
        /// Bytes with the guard page.
        public var size: UInt64
        /// nil in an area that is freed but not yet purged.
        public var use: Use?
        public var caller: String?
        /// RAM pages mapped; 0 is not printed.
        public var pages: UInt64 = 0
        /// First physical address of an ioremap.
        public var physical: UInt64?
        /// Pages of node 0, where the kernel counts by node (CONFIG_NUMA).
        public var nodePages: UInt64?

        /// The list of its pages is itself vmalloced, being larger than a page (`vpages`).
        public var hasLargePageList = false

        public init(start: UInt64, size: UInt64, use: Use?) {
            self.start = start
            self.size = size
            self.use = use
        }
    }

    public var areas: [Area]
    /// Hexadecimal digits of an address: 16 or 8.
    public var addressDigits: Int
    /// Hexadecimal digits of a physical address: 16, or 8 on 32 bit without PAE.
    public var physicalDigits: Int

    public init(areas: [Area], addressDigits: Int, physicalDigits: Int) {
        self.areas = areas
        self.addressDigits = addressDigits
        self.physicalDigits = physicalDigits
    }

    public var text: String { areas.map(line).joined() }

    private func line(_ area: Area) -> String {
        let range = "0x\(area.start.hex(addressDigits))-0x\((area.start &+ area.size).hex(addressDigits))"
        var line = "\(range) \(area.size.padded(7))"
        guard let use = area.use else { return line + " unpurged vm_area\n" }
        if let caller = area.caller { line += " \(caller)" }
        if area.pages > 0 { line += " pages=\(area.pages)" }
        if let physical = area.physical { line += " phys=0x\(physical.hex(physicalDigits))" }
        line += " \(use.rawValue)"
        if area.hasLargePageList { line += " vpages" }
        if let nodePages = area.nodePages, nodePages > 0 { line += " N0=\(nodePages)" }
        return line + "\n"
    }
}
