/// What a recording's calls of the C library come to, as the recorders themselves sum them up: heaptrack, valgrind.
///
/// Sizes are those asked for. A realloc with a result is a free and an allocation; calls that failed, and frees of what no call gave, do not
/// count.
public struct HeapTally: Sendable, Equatable {
    public private(set) var allocations: UInt64 = 0
    public private(set) var frees: UInt64 = 0
    /// Bytes of all allocations.
    public private(set) var allocated: UInt64 = 0
    /// Bytes that are live, and the most that ever were.
    public private(set) var live: UInt64 = 0
    public private(set) var peak: UInt64 = 0
    private var blocks = LiveBlocks()

    /// Threads of a process have its heap. Only looked up.
    private var processes: [Int32: Int32] = [:]

    public init() {}

    /// How many blocks are live; among them those whose free is missing though their place was given again.
    public var liveBlocks: UInt64 { allocations - frees }

    public mutating func add(_ event: TraceEvent) {
        switch event.kind {
        case .malloc, .memalign: allocate(event, event.number(.size) ?? 0)
        case .calloc: allocate(event, (event.number(.count) ?? 0).multipliedReportingOverflow(by: event.number(.size) ?? 0).partialValue)
        case .realloc: reallocate(event)
        case .free: free(event, event.pointer(.ptr))
        case .threadCreate: event.number(.tid).map { processes[Int32(truncatingIfNeeded: $0)] = process(event) }
        default: return
        }
    }

    private func process(_ event: TraceEvent) -> Int32 { processes.isEmpty ? event.task : processes[event.task] ?? event.task }

    private mutating func allocate(_ event: TraceEvent, _ size: UInt64) {
        guard let pointer = event.pointer(.ptr), pointer.isLabel || pointer.value != 0 else { return }
        allocations += 1
        allocated &+= size
        blocks.set(pointer, process(event), size)
        live &+= size
        peak = max(peak, live)
    }

    private mutating func free(_ event: TraceEvent, _ pointer: PointerKey?) {
        guard let pointer, let size = blocks.remove(pointer, process(event)) else { return }
        frees += 1
        live &-= size
    }

    /// realloc(p, 0) frees, where it has no result; one that failed changes nothing.
    private mutating func reallocate(_ event: TraceEvent) {
        let size = event.number(.size) ?? 0
        guard let pointer = event.pointer(.ptr), pointer.isLabel || pointer.value != 0 || size == 0 else { return }
        free(event, event.pointer(.old))
        allocate(event, size)
    }
}
