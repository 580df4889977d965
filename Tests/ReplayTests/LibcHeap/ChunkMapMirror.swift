@testable import Heap
@testable import ReplayModel

/// A second model: the chunk map rebuilt from the rows of table `heap` alone.
struct ChunkMapMirror {
    private var chunks: [UInt64: (size: UInt64, state: ChunkState)] = [:]
    /// Top by arena: address and end.
    private var tops: [Int64: (start: UInt64, end: UInt64)] = [:]

    /// Applies the rows of a log since it was last emptied.
    mutating func apply(_ log: TransitionLog) {
        let rows = log.tables[Int(TransitionTable.heap.rawValue)]
        for row in 0..<rows.rowCount {
            let values = rows.values[row * rows.width..<(row + 1) * rows.width].dropFirst(2)
            let first = values.startIndex
            apply(
                HeapOperation(rawValue: UInt8(values[first]))!, arena: values[first + 2],
                UInt64(bitPattern: values[first + 3]), UInt64(bitPattern: values[first + 4]))
        }
    }

    private mutating func apply(_ operation: HeapOperation, arena: Int64, _ chunk: UInt64, _ size: UInt64) {
        switch operation {
        case .fromTcache, .fromFastbin, .fromSmallbin, .fromLargebin, .fromUnsorted: chunks[chunk] = (size, .inUse)
        case .fromTop:
            chunks[chunk] = (size, .inUse)
            tops[arena]!.start = chunk + size
        case .fromMmap: chunks[chunk] = (size, .mapped)
        case .toTcache: chunks[chunk] = (size, .tcache)
        case .toFastbin: chunks[chunk] = (size, .fastbin)
        case .toUnsorted, .split: chunks[chunk] = (size, .unsorted)
        case .sortToSmallbin: chunks[chunk]!.state = .smallbin
        case .sortToLargebin: chunks[chunk]!.state = .largebin
        case .merge, .toMmap: chunks[chunk] = nil
        case .resize: resize(arena, chunk, size)
        case .toTop, .growTop, .trimTop, .newArena, .newHeap:
            chunks[chunk] = nil
            tops[arena] = (chunk, chunk + size)
        case .freeHeap, .fail, .newGroup, .freeGroup: break
        case .fromGroup: chunks[chunk] = (size, .inUse)
        case .toGroup: chunks[chunk] = nil
        }
    }

    private mutating func resize(_ arena: Int64, _ chunk: UInt64, _ size: UInt64) {
        let old = chunks[chunk]?.size ?? 0
        let isMapped = chunks[chunk]?.state == .mapped
        if !isMapped && size > old && tops[arena]?.start == chunk + old { tops[arena]!.start = chunk + size }
        chunks[chunk] = (size, isMapped ? .mapped : .inUse)
    }

    /// Address, size and state of all chunks, as text.
    private var lines: [String] {
        var all = chunks.map { ($0.key, $0.value.size, $0.value.state) }
        all += tops.values.map { ($0.start, $0.end - $0.start, .top) }
        return all.sorted { $0.0 < $1.0 }.map { "\($0.0) \($0.1) \($0.2)" }
    }

    /// The first line in which this map and the heap's own differ; nil: none.
    func firstDifference(from heap: LibcHeap) -> String? {
        let real = Self.lines(of: heap)
        for (mine, other) in zip(lines, real) where mine != other { return "\(mine), but the heap has \(other)" }
        return lines.count == real.count ? nil : "\(lines.count) chunks, but the heap has \(real.count)"
    }

    private static func lines(of heap: LibcHeap) -> [String] {
        var all: [HeapChunk] = []
        heap.forEachChunk { all.append($0) }
        return all.sorted { $0.address < $1.address }.map { "\($0.address) \($0.size) \($0.state)" }
    }
}
