import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// Random events that a trace may hold, with values from the ends of their ranges: what no person writes and some
/// recording will.
struct ExtremeEvents {
    private var random: SeededRandom
    private var time: UInt64 = 0
    private let kinds: [EventKind]
    /// How many of 8 numbers are extreme.
    private let extremes: UInt64

    static let addresses: [UInt64] = [
        0xc000_0000, 0xbfff_f000, 0xb7ff_f000, 0x0804_8000, 0xf880_0000, 0xff7f_e000, 0xffff_f000, 0x3fff_ffff, 0x4000_0000,
        0x7fff_f7ff_f000, 0x7fff_ffff_f000, 0xffff_8880_0000_0000, 0xffff_8880_0010_0000, 0xffff_c900_0000_0000,
        0xffff_c900_0000_1000, 0xffff_e8ff_ffff_ffff, 0x40_0000,
    ]
    static let words: [Field: [String]] = [
        .key: [
            "vm.overcommit_memory", "vm.overcommit_ratio", "vm.overcommit_kbytes", "vm.max_map_count", "vm.panic_on_oom", "cpus", "seed",
            "vm.min_free_kbytes", "oom.exit_delay", "malloc.mmap_threshold", "no.such",
        ],
        .parameter: [
            "M_TRIM_THRESHOLD", "M_TOP_PAD", "M_MMAP_THRESHOLD", "M_MMAP_MAX", "M_MXFAST", "M_ARENA_MAX", "M_ARENA_TEST", "M_PERTURB",
            "glibc.malloc.tcache_count", "nonsense",
        ],
        .advice: ["dontneed", "free", "willneed", "normal", "dontfork", "wipeonfork", "populate_write", "4", "-1", "77", "nonsense"],
        .cache: ["a", "b", "c", "kmalloc-64", "kmalloc-8k"], .name: ["a", "b", "c", "kmalloc-64", "/bin/a_rather_long_program_name", ""],
    ]
    static let gfps: [GfpFlags] = [
        .kernel, .atomic, .dma, [.kernel, .dma32], .highUserMovable, [.kernel, .reclaimable], [.kernel, .noRetry], [.kernel, .noFail],
        .kernelAccount, [.movable, .reclaimable], [.dma, .highmem], .memalloc, [], GfpFlags(rawValue: .max),
    ]

    init(seed: UInt64, kinds: [EventKind] = EventKind.allCases, extremes: UInt64) {
        random = SeededRandom(seed)
        self.kinds = kinds
        self.extremes = extremes
    }

    mutating func next(_ names: inout NameTable) -> TraceEvent {
        var kind = pick(kinds)
        // Too many ends of processes leave nothing to happen.
        if kind == .exit || kind == .exec, below(4) > 0 { kind = .mark }
        time = min(time &+ (below(300) == 0 ? pick([1 << 47, 1 << 62]) : pick([0, 1, 1000, 1_000_000])), TraceEvent.latestTime)
        var event = TraceEvent(
            kind, time: time, cpu: pick([TraceEvent.noCPU, 0, 1, 3, .max]),
            task: pick([TraceEvent.noTask, 0, 1, 100, 100, 100, 101, 102, 103, 1000, .max]), line: UInt32(below(1 << 20)))
        for spec in kind.schema.fields where spec.isRequired || below(3) == 0 {
            switch spec.type {
            case .name: event.set(spec.field, names.intern(pick(Self.words[spec.field] ?? ["x", "", "a b"])))
            case .pointer where below(4) > 0: event.set(spec.field, names.intern("p\(below(24))"))
            default: event.set(spec.field, number(spec, kind))
            }
        }
        return event
    }

    private mutating func number(_ spec: FieldSpec, _ kind: EventKind) -> UInt64 {
        switch (spec.field, spec.type) {
        case (.order, _), (.fallbackOrder, _): below(11)
        case (.pid, _), (.parent, _), (.child, _), (.tid, _): pick([0, 1, 2, 100, 101, 102, 103, 104, 1000, UInt64(Int32.max), below(200)])
        case (.value, _) where kind == .oomAdj: UInt64(bitPattern: pick([-17, 15, 0, 3]))
        case (.value, _) where kind == .oomScoreAdj, (.adj, _): UInt64(bitPattern: pick([-1000, 1000, 0, -3]))
        case (.error, .count): pick([0, 1, 2, 4, 6, 7, 20, .max])
        case (.uid, _), (.flags, _): pick([0, 1, 2, 3, 0x22, 0x32, 1000, UInt64(UInt32.max), below(1 << 21)])
        case (_, .frame): pick([0, 4096, 229_376, 262_143, 262_144, UInt64(UInt32.max), below(1 << 18)])
        case (_, .gfp): UInt64(pick(Self.gfps).rawValue)
        case (_, .migratetype): below(6)
        case (_, .protection): below(8)
        case (_, .boolean): below(2)
        case (_, .choice(let words)): below(UInt64(words.count))
        case (_, .signed): below(3) == 0 ? 0 &- size() : size()
        case (_, .address), (_, .pointer): below(2) == 0 ? pick(Self.addresses) : size()
        default: size()
        }
    }

    /// A common size, or one next to a power of two, or any.
    private mutating func size() -> UInt64 {
        if below(8) >= extremes { return pick([1, 8, 24, 100, 4096, 5000, 8192, 65_536, 200_000, 1 << 20]) &+ below(3) }
        if below(8) == 0 { return random.next() >> below(64) }
        let power: UInt64 = 1 << below(64)
        let nextToPower: UInt64 = power &+ pick([0, 1, .max])
        return pick([0, nextToPower, .max, .max - 4095, .max - 4096])
    }

    private mutating func below(_ limit: UInt64) -> UInt64 { UInt64.random(in: 0..<limit, using: &random) }
    private mutating func pick<T>(_ list: [T]) -> T { list.randomElement(using: &random)! }
}

/// A trace of such events.
struct ExtremeTrace: TraceReader {
    var events: ExtremeEvents
    var left: Int
    let header = TraceHeader()
    let counters: OddityCounts = OddityCounts()

    mutating func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        let count = min(limit, left)
        left -= count
        for _ in 0..<count { batch.append(events.next(&names)) }
        return count > 0
    }
}
