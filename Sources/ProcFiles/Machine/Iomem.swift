import Notation
import ReplayModel
import TraceFormat

/// /proc/iomem: what stands where in physical addresses (r_show, kernel/resource.c of 6.1). Read by root: others see only zeros.
package struct Iomem: ProcFormat {
    /// One line.
    package struct Entry: Equatable, Sendable {
        package var start: UInt64
        /// The last address.
        package var last: UInt64
        package var name: String
        /// How many lines above it lie around it.
        package var depth: Int
    }

    package var entries: [Entry]

    package init(entries: [Entry] = []) { self.entries = entries }

    /// Lines `START-END : NAME`, hexadecimal, END included, two blanks deeper for what lies inside the one above.
    package init(_ lines: WordLines) throws(TraceError) {
        entries = []
        for line in lines.lines {
            let ends = line.words[0].split(separator: "-").map { UInt64($0, radix: 16) }
            guard ends.count == 2, let start = ends[0], let last = ends[1], last >= start, line.words.count > 2, line.words[1] == ":"
            else { throw lines.error(line, "START-END : NAME") }
            let depth = line.text.prefix { $0 == " " }.count / 2
            entries.append(Entry(start: start, last: last, name: line.words[2...].joined(separator: " "), depth: depth))
        }
    }

    package var text: String {
        entries.map { String(repeating: "  ", count: $0.depth) + "\($0.start.hex(8))-\($0.last.hex(8)) : \($0.name)\n" }.joined()
    }

    /// Whether the addresses are all zero: the file as others than root see it.
    package var hidesAddresses: Bool { !entries.isEmpty && entries.allSatisfy { $0.start == 0 && $0.last == 0 } }

    /// RAM as the kernel counts it, in whole pages (a range holds the pages wholly inside), ascending.
    package var ram: [PhysicalRange] {
        entries.filter { $0.name == "System RAM" }.compactMap(\.range.wholePages).sorted { $0.start < $1.start }
    }

    /// The first range of a name; its end is not part of it.
    package func first(_ name: String) -> PhysicalRange? { entries.first { $0.name == name }?.range }

    /// The parts of the kernel's image: code, rodata, data, bss.
    package var kernel: [PhysicalRange] { entries.filter { $0.name.hasPrefix("Kernel ") }.map(\.range) }

    /// From the kernel's first byte of code to its last of bss.
    package var kernelImage: PhysicalRange? {
        guard let code = first("Kernel code") else { return nil }
        return PhysicalRange(code.start, kernel.map(\.end).max() ?? code.end)
    }
}

extension Iomem.Entry {
    fileprivate var range: PhysicalRange { PhysicalRange(start, last == .max ? last : last + 1) }
}
