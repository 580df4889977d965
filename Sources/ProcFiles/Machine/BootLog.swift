import Notation
import ReplayModel

/// What the kernel's log from boot tells of memory (dmesg, or the log of a console).
package struct BootLog: Equatable, Sendable {
    /// `e820: … usable` ranges, in whole pages, where the log has them.
    package var usable: [PhysicalRange] = []
    /// Where the initial RAM disk lies when it is freed.
    package var ramDisk: PhysicalRange?
    /// The init part of the kernel's image, in bytes, as `Freeing unused kernel image (initmem)` tells; 0: not told.
    package var initBytes: UInt64 = 0
    /// Other memory that is given back once limits were computed, in bytes.
    package var otherLateBytes: UInt64 = 0
    /// Bytes of the RAM disk given back.
    package var ramDiskBytes: UInt64 = 0
    /// `SLUB: … Order=0-3, MinObjects=0`.
    package var slabMaxOrder: UInt64?
    package var slabMinObjects: UInt64?
    /// The log says that memory was given back.
    package var isWhole = false
    /// Virtual addresses of lowmem and of vmalloc, as 32-bit kernels before 5.x print them (`lowmem  : 0xc0000000 - 0xef800000`, mem_init of
    /// arch/arm/mm/init.c and arch/x86/mm/init_32.c).
    package var lowmem: PhysicalRange?
    package var vmalloc: PhysicalRange?
    /// What its first line (`Linux version …`) and the processor's announcement tell.
    package var family: ProcessorFamily?

    package init() {}

    /// Whatever is not understood is passed over: logs hold everything.
    package init(_ lines: WordLines) {
        for line in lines.lines.map(\.text) {
            if line.contains("BIOS-e820:"), line.hasSuffix("usable"), let range = Self.range(in: line) {
                if let pages = range.wholePages { usable.append(pages) }
            } else if line.contains("RAMDISK: [mem ") || line.contains("Allocated new RAMDISK: [mem ") {
                ramDisk = Self.range(in: line) ?? ramDisk
            } else if let freed = Self.freed(line) {
                count(line, freed)
            } else if line.contains("SLUB: ") {
                slabMaxOrder = Self.number(after: "Order=0-", in: line)
                slabMinObjects = Self.number(after: "MinObjects=", in: line)
            } else if let range = Self.layout(line, "lowmem") {
                lowmem = range
            } else if let range = Self.layout(line, "vmalloc") {
                vmalloc = range
            } else if line.contains("Linux version ") || line.contains("CPU: ") {
                family = family ?? ProcessorFamily.named(in: line)
            }
        }
    }

    /// Watermarks and reserves are computed by `init_per_zone_wmark_min` (a postcore initcall); the alternatives of the SMP code are
    /// freed before (`check_bugs`), everything else after.
    private mutating func count(_ line: String, _ bytes: UInt64) {
        isWhole = true
        if line.contains("SMP alternatives") { return }
        if line.contains("initrd") {
            ramDiskBytes += bytes
        } else if line.contains("initmem") || line.contains("unused kernel memory") {
            initBytes += bytes
        } else {
            otherLateBytes += bytes
        }
    }

    /// The bytes of a `Freeing … memory: NK` line (`free_reserved_area`, mm/page_alloc.c).
    private static func freed(_ line: String) -> UInt64? {
        guard line.contains("Freeing "), line.contains("memory: ") else { return nil }
        return number(after: "memory: ", in: line).map { $0 << 10 }
    }

    /// The range of `[mem 0xSTART-0xEND]`, END included.
    private static func range(in line: String) -> PhysicalRange? {
        guard let open = line.range(of: "[mem 0x") else { return nil }
        let ends = line[open.upperBound...].prefix { $0 != "]" }.split(separator: "-")
        guard ends.count == 2, ends[1].hasPrefix("0x"), let start = UInt64(ends[0], radix: 16),
            let last = UInt64(ends[1].dropFirst(2), radix: 16), last < .max, start <= last
        else { return nil }
        return PhysicalRange(start, last + 1)
    }

    /// `NAME  : 0xSTART - 0xEND   ( 760 MB)`.
    private static func layout(_ line: String, _ name: String) -> PhysicalRange? {
        let words = line.split { $0 == " " || $0 == "\t" }
        guard let place = words.firstIndex(where: { $0 == name || $0 == name + ":" }) else { return nil }
        let ends = words[place...].filter { $0.hasPrefix("0x") }.prefix(2).compactMap { UInt64(hexadecimal: String($0)) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        return PhysicalRange(ends[0], ends[1])
    }

    private static func number(after text: String, in line: String) -> UInt64? {
        guard let place = line.range(of: text) else { return nil }
        return UInt64(line[place.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }
}

extension String {
    /// The first place of `text`.
    fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
