import ReplayModel

/// One heap over a bare kernel, played from a list of calls: what the C library's model costs by itself.
///
/// Each call is a step with its rows, as in a run; every `stepsHeld` steps they are dropped.
public struct HeapPlayer: Sendable {
    public private(set) var heap: LibcHeap
    public private(set) var kernel: BareKernel
    public private(set) var log = TransitionLog()
    /// Addresses of the program's blocks by slot; 0: none.
    public private(set) var blocks: [UInt64]
    private var step: UInt64 = 0
    private static let stepsHeld = 4096

    public init(profile: MachineProfile, slots: Int, programBreak: UInt64) {
        heap = LibcHeap(process: ProcessID(1), profile: profile)
        kernel = BareKernel(programBreak: programBreak)
        blocks = [UInt64](repeating: 0, count: slots)
    }

    /// Plays the calls in order. `result` gets each call's number and the address that it returned (0 for free).
    public mutating func play(_ calls: [HeapCall], result: ((Int, UInt64) -> Void)? = nil) {
        var blocks: [UInt64] = []
        swap(&blocks, &self.blocks)
        defer { self.blocks = blocks }
        blocks.withUnsafeMutableBufferPointer { blocks in
            for number in calls.indices {
                step += 1
                log.begin(step: Step(step))
                let slot = Int(calls[number].slot)
                blocks[slot] = apply(calls[number], to: blocks[slot])
                heap.endStep(log: &log)
                if let result { result(number, blocks[slot]) }
                if step % UInt64(Self.stepsHeld) == 0 { log.removeRows() }
            }
        }
    }

    @inline(__always) private mutating func apply(_ call: HeapCall, to block: UInt64) -> UInt64 {
        switch call.kind {
        case .malloc: return heap.malloc(call.size, thread: 1, kernel: &kernel, log: &log)
        case .calloc: return heap.calloc(call.extra, call.size, thread: 1, kernel: &kernel, log: &log)
        case .memalign: return heap.memalign(call.extra, call.size, thread: 1, kernel: &kernel, log: &log)
        case .realloc: return heap.realloc(block, call.size, thread: 1, kernel: &kernel, log: &log).address
        case .free:
            _ = heap.free(block, thread: 1, kernel: &kernel, log: &log)
            return 0
        }
    }
}
