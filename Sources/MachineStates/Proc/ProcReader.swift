import Notation
import Replay
import TraceFormat

/// Reads the kernel's own text files.
struct ProcReader {
    let text: WordLines
    var state = SystemState()

    static func read(_ text: WordLines, kind: StateKind) throws(TraceError) -> SystemState {
        var reader = ProcReader(text: text)
        switch kind {
        case .buddyInfo: try reader.buddyInfo()
        case .pageTypeInfo: try reader.pageTypeInfo()
        case .zoneInfo: try reader.zoneInfo()
        case .ioMem: try reader.ioMem()
        case .memInfo: try reader.memInfo()
        case .slabInfo: try reader.slabInfo()
        case .vmallocInfo: try reader.vmallocInfo()
        case .version: reader.state.release = text.lines[0].words.dropFirst(2).first
        case .freeLists, .slabCaches, .pageFlags: preconditionFailure("\(kind) is no text")
        }
        return reader.state
    }

    /// Free blocks by order (frag_show_print, mm/vmstat.c of 6.1).
    private mutating func buddyInfo() throws(TraceError) {
        for line in text.lines {
            guard let kind = try text.zone(line) else { continue }
            guard line.words.count > 4, line.words.count <= 4 + orderCount else { throw text.error(line, "1 to \(orderCount) counts") }
            var blocks = [UInt64](repeating: 0, count: orderCount)
            for index in 4..<line.words.count { blocks[index - 4] = try text.number(line, index, "a count of free blocks") }
            state.zones[state.zone(kind)].blocks = blocks
        }
    }

    /// Memory of the machine (show of kernel/resource.c): RAM in whole frames, and the kernel's image in touched ones.
    private mutating func ioMem() throws(TraceError) {
        var (ram, kernel) = ([Range<UInt64>](), [Range<UInt64>]())
        for line in text.lines {
            let ends = line.words[0].split(separator: "-").map { UInt64($0, radix: 16) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, line.words.count > 2 else {
                throw text.error(line, "START-END : NAME")
            }
            let name = line.words[2...].joined(separator: " ")
            if name == "System RAM" {
                let (start, end) = ((first + pageSize - 1) >> pageShift, last == .max ? last >> pageShift : (last + 1) >> pageShift)
                if start < end { ram.append(start..<end) }
            } else if name.hasPrefix("Kernel ") {
                kernel.append((first >> pageShift)..<((last >> pageShift) + 1))
            }
        }
        // Without privileges every address reads as 0.
        guard ram.contains(where: { $0.upperBound > 1 }) else {
            state.ignore("state.iomem_without_addresses")
            return
        }
        (state.ram, state.kernelImage) = (FrameRuns(ram), FrameRuns(kernel))
    }

    private mutating func memInfo() throws(TraceError) {
        for line in text.lines {
            guard line.words.count >= 2, line.words[0].hasSuffix(":") else { throw text.error(line, "NAME: VALUE kB") }
            state.memInfo.append((String(line.words[0].dropLast()), try text.number(line, 1, "a number")))
        }
    }

    /// Caches (cache_show, mm/slab_common.c): name, active objects, objects, size, objects and pages in a slab.
    private mutating func slabInfo() throws(TraceError) {
        var slabs: [SlabFacts] = []
        for line in text.lines.dropFirst() where line.words[0] != "#" && line.words[0] != "#name" {
            let what = "NAME, active objects, objects, size, objects and pages in a slab"
            slabs.append(
                SlabFacts(
                    name: line.words[0], activeObjects: try text.number(line, 1, what), objects: try text.number(line, 2, what),
                    objectSize: try text.number(line, 3, what), objectsPerSlab: try text.number(line, 4, what),
                    pagesPerSlab: try text.number(line, 5, what)))
        }
        state.slabs = slabs
    }

    /// Areas (s_show, mm/vmalloc.c): 0xSTART-0xEND SIZE …
    private mutating func vmallocInfo() throws(TraceError) {
        var areas: [VmallocFacts] = []
        for line in text.lines {
            let ends = line.words[0].split(separator: "-").compactMap { UInt64(hexadecimal: $0) }
            guard line.words[0].hasPrefix("0x"), line.words.count > 1 else { throw text.error(line, "0xSTART-0xEND SIZE") }
            // Without privileges addresses are hashed or hidden (kptr_restrict, %p): then they say nothing.
            guard ends.count == 2, ends[1] > ends[0], UInt64(line.words[1]) == ends[1] - ends[0] else {
                return state.ignore("state.vmallocinfo_without_addresses")
            }
            areas.append(VmallocFacts(start: ends[0], size: ends[1] - ends[0]))
        }
        state.areas = areas
    }
}
