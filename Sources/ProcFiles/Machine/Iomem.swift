import Replay

/// /proc/iomem: what stands where in physical addresses. Read by root: others see only zeros.
struct Iomem: Equatable {
    /// One line. `range.end` is not part of it.
    struct Entry: Equatable {
        var range: PhysicalRange
        var name: String
        var depth: Int
    }

    var entries: [Entry] = []

    init() {}

    /// Lines `START-END : NAME`, hexadecimal, END included, two blanks deeper for what lies inside the one above.
    init(_ lines: [Substring]) throws(MachineFileError) {
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isBlank) {
            let depth = line.prefix { $0 == " " }.count / 2
            let parts = line.drop { $0 == " " }.split(separator: " ", maxSplits: 2)
            let ends = parts[0].split(separator: "-").map { UInt64($0, radix: 16) }
            guard parts.count == 3, parts[1] == ":", ends.count == 2, let start = ends[0], let last = ends[1], last >= start, last < .max
            else { throw .init(file: "iomem", line: index + 1, problem: "\"\(line)\"", expected: "START-END : NAME") }
            entries.append(Entry(range: PhysicalRange(start, last + 1), name: String(parts[2]), depth: depth))
        }
        if let first = entries.first, entries.count > 1, entries.allSatisfy({ $0.range == first.range }) {
            throw .init(file: "iomem", line: 1, problem: "all addresses are alike", expected: "the file as root reads it")
        }
    }

    /// RAM as the kernel counts it, in whole pages (a range holds the pages wholly inside).
    var ram: [PhysicalRange] {
        entries.filter { $0.depth == 0 && $0.name == "System RAM" }.compactMap {
            let (start, end) = (($0.range.start + pageSize - 1) & ~(pageSize - 1), $0.range.end & ~(pageSize - 1))
            return start < end ? PhysicalRange(start, end) : nil
        }.sorted { $0.start < $1.start }
    }

    func first(_ name: String) -> PhysicalRange? { entries.first { $0.name == name }?.range }

    /// From the kernel's first byte of code to its last of bss.
    var kernelImage: PhysicalRange? {
        guard let code = first("Kernel code") else { return nil }
        let end = entries.filter { $0.name.hasPrefix("Kernel ") }.map(\.range.end).max() ?? code.end
        return PhysicalRange(code.start, end)
    }
}
