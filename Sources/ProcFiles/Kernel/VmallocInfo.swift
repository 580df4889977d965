import Notation
import Virtual

/// /proc/vmallocinfo: the areas of the vmalloc range, lowest first (s_show, mm/vmalloc.c of 6.1).
package struct VmallocInfo: Equatable, Sendable {
    package enum Use: String, Sendable {
        case vmalloc, vmap, ioremap
        case vmMapRam = "vm_map_ram"
        /// Freed but not yet purged; since 5.3 such areas are shown.
        case unpurged = "unpurged vm_area"
    }

    package struct Area: Equatable, Sendable {
        package var start: UInt64
        /// Bytes with the guard page.
        package var size: UInt64
        /// nil: none of these words stands there.
        package var use: Use?
        package var caller: String?
        /// RAM pages mapped; 0 is not printed.
        package var pages: UInt64 = 0
        /// First physical address of an ioremap.
        package var physical: UInt64?
        /// Pages by node, where the kernel counts by node (CONFIG_NUMA); nodes without are not printed.
        package var nodePages: [UInt64] = []
        /// The list of its pages is itself vmalloced, being larger than a page (`vpages`).
        package var hasLargePageList = false
        /// Words behind the use that are none of those above: `user`, `dma-coherent`.
        package var others: [String] = []

        package init(start: UInt64, size: UInt64, use: Use?) {
            self.start = start
            self.size = size
            self.use = use
        }
    }

    package var areas: [Area]
    /// Hexadecimal digits of an address: 16 or 8.
    package var addressDigits: Int
    /// Hexadecimal digits of a physical address: 16, or 8 on 32 bit without PAE.
    package var physicalDigits: Int
    /// Physical addresses stand without 0x and leading zeros, as before 4.15 (`phys=%llx`; since `%pa`).
    package var shortPhysical = false
    /// Without privileges addresses are hashed or hidden (kptr_restrict, %p): then the file says nothing, and `areas` is empty.
    package var hidesAddresses = false

    package init(areas: [Area], addressDigits: Int, physicalDigits: Int) {
        self.areas = areas
        self.addressDigits = addressDigits
        self.physicalDigits = physicalDigits
    }
}

extension VmallocInfo: ProcFormat {
    package var text: String { areas.map(line).joined() }

    private func line(_ area: Area) -> String {
        var line = "0x\(area.start.hex(addressDigits))-0x\((area.start &+ area.size).hex(addressDigits)) \(area.size.padded(7))"
        if let caller = area.caller { line += " \(caller)" }
        if area.pages > 0 { line += " pages=\(area.pages)" }
        if let physical = area.physical, physical > 0 {
            line += shortPhysical ? " phys=\(physical.hex())" : " phys=0x\(physical.hex(physicalDigits))"
        }
        if let use = area.use { line += " \(use.rawValue)" }
        for word in area.others { line += " \(word)" }
        if area.hasLargePageList { line += " vpages" }
        for (node, pages) in area.nodePages.enumerated() where pages > 0 { line += " N\(node)=\(pages)" }
        return line + "\n"
    }
}
