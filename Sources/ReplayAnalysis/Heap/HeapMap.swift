import Heap
import ReplayModel

/// The chunks of a process's heap by address, rebuilt from the rows of `heap`: what each row does to the map stands with the
/// rows of the C library (`Ptmalloc+Rows.swift`).
public struct HeapMap: Equatable, Sendable {
    /// A chunk, and the step that last changed it.
    public struct Chunk: Equatable, Sendable {
        public var size: UInt64
        public var state: ChunkState
        /// Bytes asked for; nil: not in use.
        public var requested: UInt64?
        public var step: Int64
        public var arena: Int64 = 0
    }

    var chunks: [UInt64: Chunk] = [:]
    /// Top by arena: address and chunk.
    var tops: [Int64: (start: UInt64, chunk: Chunk)] = [:]
    /// What the arenas hold of memory.
    public internal(set) var memory: HeapMemoryFacts

    /// `heapMaximum`: HEAP_MAX_SIZE in bytes.
    public init(heapMaximum: UInt64 = 64 << 20) { memory = HeapMemoryFacts(heapMaximum: heapMaximum) }

    public static func == (one: HeapMap, other: HeapMap) -> Bool { one.text == other.text }

    /// Applies a row. Rows come in order of step and seq.
    public mutating func apply(_ row: HeapRow, step: Int64) {
        let (operation, arena, address) = (row.operation, Int64(row.arena), row.chunk.rawValue)
        let (size, requested) = (row.size, row.requested)
        let now = { (state: ChunkState) in Chunk(size: size, state: state, requested: requested, step: step, arena: arena) }
        memory.apply(operation, arena: arena, address, size: size, oldTop: tops[arena].map { ($0.start, $0.chunk.size) })
        switch operation {
        case .fromTcache, .fromFastbin, .fromSmallbin, .fromLargebin, .fromUnsorted, .fromGroup: chunks[address] = now(.inUse)
        case .fromTop:
            chunks[address] = now(.inUse)
            moveTop(of: arena, to: address + size)
        case .fromMmap: chunks[address] = now(.mapped)
        case .toTcache: chunks[address] = now(.tcache)
        case .toFastbin: chunks[address] = now(.fastbin)
        case .toUnsorted, .split: chunks[address] = now(.unsorted)
        case .sortToSmallbin: chunks[address]?.state = .smallbin
        case .sortToLargebin: chunks[address]?.state = .largebin
        case .merge, .toMmap, .toGroup: chunks[address] = nil
        case .resize:
            let old = chunks[address]
            if let old, old.state != .mapped, size > old.size, tops[arena]?.start == address + old.size {
                moveTop(of: arena, to: address + size)
            }
            chunks[address] = now(old?.state == .mapped ? .mapped : .inUse)
        case .toTop, .growTop, .trimTop, .newArena, .newHeap:
            chunks[address] = nil
            tops[arena] = (address, now(.top))
        case .freeHeap, .fail, .newGroup, .freeGroup: break
        }
    }

    private mutating func moveTop(of arena: Int64, to start: UInt64) {
        guard var top = tops[arena] else { return }
        top.chunk.size -= start - top.start
        top.start = start
        tops[arena] = top
    }

    /// All chunks, lowest first.
    public var sorted: [(address: UInt64, chunk: Chunk)] {
        let all = chunks.map { ($0.key, $0.value) } + tops.values.map { ($0.start, $0.chunk) }
        return all.sorted { $0.0 < $1.0 }
    }

    /// Top by arena, as a chunk.
    func top(of arena: Int64) -> Chunk? { tops[arena]?.chunk }

    /// A line for each chunk: address, bytes, state, bytes asked for, the step that last changed it.
    public var text: String { text { _ in HeapCaller() } }

    /// The same, with the call that a step was.
    func text(_ calls: (Int64) throws -> HeapCaller) rethrows -> String {
        var cells = [["address", "size", "state", "requested", "step", "time", "thread", "caller"]]
        for (address, chunk) in sorted {
            let call = try calls(chunk.step)
            cells.append([
                "0x" + address.hex(), "\(chunk.size)", chunk.state.word, chunk.requested.map { "\($0)" } ?? "-", "\(chunk.step)",
                call.time, call.thread, call.caller,
            ])
        }
        return table(cells, right: [1, 3, 4, 5, 6])
    }
}

extension ChunkState {
    var word: String {
        switch self {
        case .none: "none"
        case .inUse: "in_use"
        case .tcache: "tcache"
        case .fastbin: "fastbin"
        case .unsorted: "unsorted"
        case .smallbin: "smallbin"
        case .largebin: "largebin"
        case .top: "top"
        case .fence: "fence"
        case .mapped: "mmapped"
        }
    }
}
