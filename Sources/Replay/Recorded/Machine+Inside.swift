import Pages
import ReplayModel
import TraceFormat

// kprobes inside the page allocator: what has no tracepoint and changes what a request gets.
extension Machine {
    /// Of use only where the model chooses the frames.
    mutating func recordInside(_ event: TraceEvent) -> Bool {
        guard placement == .model else { return note(.recordingPageAllocatorInside) }
        switch event.kind {
        case .pageBulk: recording.inside.bulks[event.task] = .init(event)
        case .pageBulkDone: takeBulk(event)
        case .pcpDrain: drainStock(event)
        case .pageIsolate: askForBlock(event)
        case .pageIsolateDone: if event.number(.count) ?? 0 > 0 { isolate(event) }
        case .pageAsk: ask(event)
        case .kswapdBalance: balance(event)
        case .kswapdBalanceDone: endBalance(event)
        case .statFlush: kernel.memory.countAll(cpu: cpu)
        default: return note(.recordingPageAllocatorInside)
        }
        return true
    }

    /// A policy of the task, which its requests that name a node mask follow.
    mutating func setPolicy(_ event: TraceEvent) {
        let isBind = event.number(.mode) == 2
        recording.inside.policies[event.task] = isBind ? event.number(.nodes) : nil
    }

    mutating func recordPolicy(_ event: TraceEvent) -> Bool {
        setPolicy(event)
        return true
    }

    /// A request begins: its zone is chosen now, before it refills a stock.
    private mutating func ask(_ event: TraceEvent) {
        guard let order = event.number(.order), order < UInt64(orderCount) else { return }
        var request = PageRequest(order: UInt8(order), gfp: event.gfp(default: .kernel), owner: FrameOwner(.kernel), cpu: cpu)
        request.node = event.signed(.node).flatMap { UInt8(exactly: $0) }
        if event.number(.address) ?? 0 != 0 { request.nodes = recording.inside.policies[event.task] }
        recording.inside.asks[event.task] = (request.node, kernel.memory.chooseZone(request))
    }

    /// Pages of an array: those that no event of their own told of leave the processor's stock now.
    private mutating func takeBulk(_ event: TraceEvent) {
        guard let bulk = recording.inside.bulks.removeValue(forKey: event.task), bulk.asked > 1, let given = event.number(.count),
            given > bulk.single, given <= bulk.asked
        else { return }
        kernel.memory.endRefill(cpu)
        var request = PageRequest(order: 0, gfp: bulk.gfp, owner: FrameOwner(.kernel), cpu: cpu)
        request.node = bulk.node
        let taken = kernel.memory.allocateBulk(request, count: Int(given - bulk.single), log: &log)
        if taken.count < Int(given - bulk.single) { odd(.recordingRequestNotMet, event, value: given) }
    }

    /// drain_pages_zone: a whole stock, in steps of 32 batches; drain_zone_pages: one batch of the processor's own.
    private mutating func drainStock(_ event: TraceEvent) {
        guard let zone = event.number(.address).flatMap({ kernel.memory.zone(at: $0) }) else { return odd(.recordingZoneUnknown, event) }
        let owner = event.number(.processor).flatMap { UInt16(exactly: $0) }
        if let owner, owner >= kernel.profile.cpus { return odd(.recordingCpuNotThere, event, value: UInt64(owner)) }
        kernel.memory.drainStock(zone, of: owner ?? cpu, whole: owner != nil, by: cpu, log: &log)
    }

    private mutating func balance(_ event: TraceEvent) {
        guard let node = event.number(.address).flatMap({ kernel.memory.node(at: $0) }) else { return odd(.recordingZoneUnknown, event) }
        recording.inside.balances[event.task] = node
        kernel.memory.setReclaimed(true, node: node, upTo: event.number(.count))
    }

    private mutating func endBalance(_ event: TraceEvent) {
        guard let node = recording.inside.balances.removeValue(forKey: event.task) else { return }
        kernel.memory.setReclaimed(false, node: node, upTo: nil)
    }

    /// Whether compaction gets the block its return tells; where that is not recorded, the min watermark.
    private mutating func askForBlock(_ event: TraceEvent) {
        recording.inside.isolations[event.task] = event
        guard recording.survey?.answersIsolations != true, let frame = event.number(.frame).flatMap({ UInt32(exactly: $0) }),
            let order = event.number(.order), order < UInt64(orderCount), kernel.memory.pageIsManaged(place(of: FrameNumber(frame)))
        else { return }
        if kernel.memory.mayIsolate(place(of: FrameNumber(frame)), order: UInt8(order)) { isolate(event) }
    }

    /// Compaction takes a free block whole, to move pages to.
    private mutating func isolate(_ event: TraceEvent) {
        guard let ask = recording.inside.isolations.removeValue(forKey: event.task), let frame = ask.number(.frame),
            let order = ask.number(.order), order < UInt64(orderCount), let recorded = UInt32(exactly: frame)
        else { return }
        if !kernel.memory.isolate(place(of: FrameNumber(recorded)), order: UInt8(order), cpu: cpu, log: &log) {
            odd(.recordingIsolatedNotFree, event, value: frame)
        }
    }
}

/// What is under way inside the page allocator, by task. Only looked up.
struct InsideState {
    /// A request for an array of pages.
    struct Bulk {
        var asked: UInt64
        var gfp: GfpFlags
        var node: UInt8?
        /// Pages so far that had an event of their own.
        var single: UInt64 = 0

        init(_ event: TraceEvent) {
            asked = event.number(.count) ?? 0
            gfp = event.gfp(default: .kernel)
            node = event.signed(.node).flatMap { UInt8(exactly: $0) }
        }
    }

    var bulks: [Int32: Bulk] = [:]
    /// Pages of a list that are yet to be freed.
    var lists: [Int32: Int] = [:]
    /// The block that compaction asks for.
    var isolations: [Int32: TraceEvent] = [:]
    /// The node that the request under way prefers, and the zone that the watermarks chose for it.
    var asks: [Int32: (node: UInt8?, zone: ZoneIndex?)] = [:]
    /// The nodes that a task's policy binds it to, as it said last.
    var policies: [Int32: UInt64] = [:]
    /// The node that a kswapd works for.
    var balances: [Int32: UInt8] = [:]
}
