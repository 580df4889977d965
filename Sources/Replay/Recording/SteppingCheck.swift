import Pages
import ReplayModel
import TraceFormat

/// Compares what the model does inside the page allocator with what a recording tells of it; the recording is never input.
///
/// The kernel tells of a refill or a fallback before the mm_page_alloc of the request that caused it, and of a drain after the free
/// that caused it (rmqueue_bulk, __rmqueue_fallback, free_pcppages_bulk, mm/page_alloc.c of Linux 6.1). So recorded blocks that left
/// the buddy wait here for their processor's next request of that order and migrate type; blocks that the model drained wait for the
/// recorded drains that follow. A refill for pages taken without an event waits for the next request that uses the list, as the model
/// finds it then. What one side has and the other lacks is a difference; kinds that the recording does not carry are not compared.
///
/// Invariant: `taken`, `fallbacks` and `drained` have one list for each processor.
struct SteppingCheck {
    /// A block that moved.
    struct Block: Equatable {
        var frame: UInt32
        var order: UInt8
        /// The migrate type: of the list, and for a fallback of the request.
        var type: UInt8
        /// A fallback's: the order and migrate type taken from, and whether the page block changed its type.
        var from: Fallback?

        struct Fallback: Equatable {
            var order: UInt8
            var type: UInt8
            var changesOwnership: Bool
        }
    }

    /// One comparison; a side that is nil lacks the block.
    struct Pair {
        var kind: SteppingKind
        var model: Block?
        var recorded: Block?
    }

    /// Recorded and not compared yet.
    private var taken: [[Block]]
    private var fallbacks: [[Block]]
    /// Done by the model and not recorded yet.
    private var drained: [[Block]]
    /// Kinds that the recording carries, by raw value.
    private var carries: InlineArray<4, Bool>

    init(cpus: UInt16, carried: [SteppingKind]) {
        taken = Array(repeating: [], count: Int(cpus))
        fallbacks = taken
        drained = taken
        carries = InlineArray(repeating: false)
        for kind in carried { carries[Int(kind.rawValue)] = true }
    }

    /// A recorded step. A drain is compared at once, the others wait.
    mutating func add(_ kind: SteppingKind, _ block: Block, cpu: UInt16, into pairs: inout [Pair]) {
        carries[Int(kind.rawValue)] = true
        switch kind {
        case .pageAllocZoneLocked: taken[Int(cpu)].append(block)
        case .pageAllocExtfrag: fallbacks[Int(cpu)].append(block)
        case .pageAllocZone: break  // No event of its own.
        case .pagePcpuDrain:
            let model = drained[Int(cpu)].isEmpty ? nil : drained[Int(cpu)].removeFirst()
            pairs.append(Pair(kind: kind, model: model, recorded: block))
        }
    }

    /// The model served a request of a processor.
    mutating func compare(
        request order: UInt8, type: UInt8, cpu: UInt16, taken model: [Block], fallbacks others: [Block], into pairs: inout [Pair]
    ) {
        missDrains(cpu, &pairs)
        // Besides the request's own list: high-atomic requests are told of by their reserve's type.
        let ownTypes = { (block: Block) in block.order == order && (block.type == type || block.type >= perCPUTypes) }
        match(.pageAllocZoneLocked, model, Self.remove(from: &taken[Int(cpu)], where: ownTypes), &pairs)
        match(.pageAllocExtfrag, others, Self.remove(from: &fallbacks[Int(cpu)], where: ownTypes), &pairs)
    }

    /// The model refilled a list of a processor, at the recorded place.
    mutating func compare(fallbacks model: [Block], order: UInt8, type: UInt8, cpu: UInt16, into pairs: inout [Pair]) {
        let waiting = Self.remove(from: &fallbacks[Int(cpu)]) { $0.order == order && $0.type == type }
        if !model.isEmpty || !waiting.isEmpty { match(.pageAllocExtfrag, model, waiting, &pairs) }
    }

    /// The model freed a block and drained these.
    mutating func expect(drains: [Block], cpu: UInt16, into pairs: inout [Pair]) {
        missDrains(cpu, &pairs)
        drained[Int(cpu)] = drains
    }

    /// The next free or request has come: drains of the model that the recording did not tell of are differences.
    private mutating func missDrains(_ cpu: UInt16, _ pairs: inout [Pair]) {
        guard !drained[Int(cpu)].isEmpty else { return }
        match(.pagePcpuDrain, drained[Int(cpu)], [], &pairs)
        drained[Int(cpu)].removeAll(keepingCapacity: true)
    }

    private func match(_ kind: SteppingKind, _ model: [Block], _ recorded: [Block], _ pairs: inout [Pair]) {
        guard carries[Int(kind.rawValue)] else { return }
        for index in 0..<max(model.count, recorded.count) {
            pairs.append(
                Pair(
                    kind: kind, model: index < model.count ? model[index] : nil,
                    recorded: index < recorded.count ? recorded[index] : nil))
        }
    }

    private static func remove(from blocks: inout [Block], where isWanted: (Block) -> Bool) -> [Block] {
        guard !blocks.isEmpty else { return [] }
        let found = blocks.filter(isWanted)
        if !found.isEmpty { blocks.removeAll(where: isWanted) }
        return found
    }
}
