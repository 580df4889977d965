import Heap
import Pages
import ReplayModel

/// The machine's totals: one `memory_state` row for each step that changes them, and the run's metrics.
struct Figures {
    /// Positions in the metric table, in its order.
    private enum Metric: Int, CaseIterable {
        case used, anonymous, file, slab, pageTables, vmalloc, kernel, recorded, committed, locked
        case heapHeld, heapInUse, heapFree, heapMmapped, heapRequested, smallFree

        var name: String {
            switch self {
            case .used: "memory.used"
            case .anonymous: "memory.anon"
            case .file: "memory.file"
            case .slab: "memory.slab"
            case .pageTables: "memory.page_tables"
            case .vmalloc: "memory.vmalloc"
            case .kernel: "memory.kernel"
            case .recorded: "memory.recorded"
            case .committed: "memory.committed"
            case .locked: "memory.locked"
            case .heapHeld: "heap.held"
            case .heapInUse: "heap.in_use"
            case .heapFree: "heap.free"
            case .heapMmapped: "heap.mmapped"
            case .heapRequested: "heap.requested"
            case .smallFree: "buddy.free_below_order_3"
            }
        }

        var unit: String { name.hasPrefix("heap") ? "bytes" : "pages" }
    }

    private(set) var metrics = MetricTable()
    /// The totals as they were told last; nil: they are to be told again.
    private(set) var last: MemoryStateRow?
    private var lastInputs = Inputs()

    init() {
        for metric in Metric.allCases { metrics.declare(metric.name, metric.unit) }
    }

    /// The totals are told at the step's end, changed or not.
    mutating func markDirty() { last = nil }

    /// What the totals are made of, as cheap to get as to compare.
    struct Inputs: Equatable {
        var zoneChanges: UInt64 = 0
        var ownerChanges: UInt64 = 0
        var anonymous: UInt64 = 0
        var pageTables: UInt64 = 0
        var committed: UInt64 = 0
        var locked: UInt64 = 0
        var hugeBlocks: UInt64 = 0
        var slabReclaimable: UInt64 = 0
        var vmallocUsed: UInt64 = 0
    }

    /// Whether the totals were last told of these inputs.
    @inline(__always) func hasSeen(_ inputs: Inputs) -> Bool { last != nil && inputs == lastInputs }

    /// Stores the machine's totals when the step changed them.
    mutating func update(_ row: MemoryStateRow, from inputs: Inputs, of memory: borrowing PhysicalMemory, log: inout TransitionLog) {
        lastInputs = inputs
        guard row != last else { return }
        last = row
        log.append(row)
        set(.used, memory.managedPages - row.free, log.step)
        set(.anonymous, row.anonymous, log.step)
        set(.file, row.file, log.step)
        set(.slab, row.slabReclaimable + row.slabUnreclaimable, log.step)
        set(.pageTables, row.pageTables, log.step)
        set(.vmalloc, row.vmallocUsed, log.step)
        set(.kernel, row.kernel, log.step)
        set(.recorded, row.recorded, log.step)
        set(.committed, row.committed, log.step)
        set(.locked, row.locked, log.step)
        set(.smallFree, memory.smallFreePages, log.step)
    }

    /// Notes the sums over all heaps.
    mutating func update(_ heap: HeapFigures, step: UInt64) {
        set(.heapHeld, heap.arena, step)
        set(.heapInUse, heap.inUse, step)
        set(.heapFree, heap.free, step)
        set(.heapMmapped, heap.mapped, step)
        set(.heapRequested, heap.requested, step)
    }

    private mutating func set(_ metric: Metric, _ value: UInt64, _ step: UInt64) {
        metrics.update(metric.rawValue, Int64(bitPattern: value), step: step)
    }
}
