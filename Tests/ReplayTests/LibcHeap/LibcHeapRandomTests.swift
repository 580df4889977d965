import Testing

@testable import Heap
@testable import ReplayModel

/// Random calls: invariants, and the chunk map rebuilt from the rows.
@Suite struct LibcHeapRandomTests {
    struct Mix: Sendable, CustomTestStringConvertible {
        var kind: Architecture.Kind
        var threads: Int32
        var change: @Sendable (inout MallocSettings) -> Void
        var testDescription: String { "\(kind), \(threads) threads" }
    }

    static let mixes: [Mix] = [
        Mix(kind: .amd64, threads: 1) { _ in },
        Mix(kind: .i386, threads: 1) { $0.tcacheCount = 0 },
        Mix(kind: .arm32, threads: 1) { $0.tcacheCount = 2 },
        Mix(kind: .amd64, threads: 1) { $0.topPad = 0 },
        Mix(kind: .i386, threads: 5) { _ in },
        Mix(kind: .arm32, threads: 3) { $0.maxFast = 80 },
        Mix(kind: .amd64, threads: 4) { $0.perturb = 1 },
    ]

    @Test(arguments: mixes)
    func invariantsHoldAndRowsRebuildTheChunkMap(mix: Mix) {
        var settings = MallocSettings()
        mix.change(&settings)
        var bench = HeapBench(mix.kind, settings)
        if mix.kind != .amd64 { bench.kernel.nextMapping = 0x4000_0000 }
        var player = RandomPlayer(seed: 7, threads: mix.threads)
        var mirror = ChunkMapMirror()
        let tcacheBytes: UInt64 = mix.kind == .amd64 ? 640 : 384
        for call in 0..<3000 {
            player.play(&bench)
            mirror.apply(bench.log)
            bench.log.removeRows()
            if call % 10 == 0 {
                bench.heap.checkInvariants()
                #expect((bench.heap.figures.requested - player.requested) % tcacheBytes == 0)
            }
            if call % 100 == 0 { #expect(mirror.firstDifference(from: bench.heap) == nil) }
        }
    }

    @Test func oneStateRowPerStepAndOnlyIfAnythingChanged() {
        var bench = HeapBench()
        let block = bench.malloc(100)
        bench.free(block)
        bench.heap.endStep(log: &bench.log)
        bench.heap.endStep(log: &bench.log)
        let table = bench.log.tables[Int(TransitionTable.heapState.rawValue)]
        #expect(table.rowCount == 1)
        let expected: [Int64] = [1, 0x21000, 0x290, 0x70, 0x21000 - 0x300, 0, 0, 0x280, 0x1002_1000]
        #expect(Array(table.values.suffix(9)) == expected)
    }
}

/// Random calls of all kinds, by a seed.
struct RandomPlayer {
    private var seed: UInt64
    private let threads: Int32
    private var blocks: [(address: UInt64, bytes: UInt64)] = []
    private(set) var requested: UInt64 = 0

    init(seed: UInt64, threads: Int32) {
        self.seed = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        self.threads = threads
    }

    mutating func below(_ limit: UInt64) -> UInt64 {
        seed ^= seed << 13
        seed ^= seed >> 7
        seed ^= seed << 17
        return seed % limit
    }

    private mutating func size() -> UInt64 {
        switch below(100) {
        case 0..<50: below(300)
        case 50..<80: below(3000)
        case 80..<97: below(60_000)
        default: below(400_000)
        }
    }

    mutating func play(_ bench: inout HeapBench) {
        let thread = 1 + Int32(below(UInt64(threads)))
        let kind = below(100)
        if kind < 45, !blocks.isEmpty { return free(&bench, thread) }
        if kind < 55, !blocks.isEmpty { return realloc(&bench, thread) }
        if kind == 55 {
            _ = bench.heap.mallocTrim(pad: below(100_000), kernel: &bench.kernel, log: &bench.log)
        } else if kind == 56, thread > 1 {
            bench.heap.threadExit(thread, kernel: &bench.kernel, log: &bench.log)
        } else {
            allocate(&bench, thread, kind)
        }
    }

    private mutating func allocate(_ bench: inout HeapBench, _ thread: Int32, _ kind: UInt64) {
        let bytes = size()
        var address: UInt64 = 0
        if kind < 85 {
            address = bench.heap.malloc(bytes, thread: thread, kernel: &bench.kernel, log: &bench.log)
        } else if kind < 94 {
            address = bench.heap.calloc(1, bytes, thread: thread, kernel: &bench.kernel, log: &bench.log)
        } else {
            let alignment = UInt64(1) << below(14)
            address = bench.heap.memalign(alignment, bytes, thread: thread, kernel: &bench.kernel, log: &bench.log)
            #expect(address % alignment == 0)
        }
        #expect(address != 0 && (bench.heap.usableSize(address) ?? 0) >= bytes)
        blocks.append((address, bytes))
        requested += bytes
    }

    private mutating func realloc(_ bench: inout HeapBench, _ thread: Int32) {
        let index = Int(below(UInt64(blocks.count)))
        let bytes = size() + 1
        let old = blocks[index]
        let outcome = bench.heap.realloc(old.address, bytes, thread: thread, kernel: &bench.kernel, log: &bench.log)
        #expect(outcome.address != 0 && outcome.old == .freed)
        requested = requested - old.bytes + bytes
        blocks[index] = (outcome.address, bytes)
    }

    private mutating func free(_ bench: inout HeapBench, _ thread: Int32) {
        let old = blocks.remove(at: Int(below(UInt64(blocks.count))))
        #expect(bench.heap.free(old.address, thread: thread, kernel: &bench.kernel, log: &bench.log) == .freed)
        requested -= old.bytes
    }
}
