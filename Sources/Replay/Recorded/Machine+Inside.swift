import Pages
import ReplayModel
import TraceFormat

// kprobes inside the page allocator: what has no tracepoint and changes what a request gets.
extension Machine {
    mutating func recordBulk(_ event: TraceEvent) -> Bool {
        isInsideOfUse { $0.beginBulk(event) }
    }

    mutating func recordBulkDone(_ event: TraceEvent) -> Bool { isInsideOfUse { $0.takeBulk(event) } }
    mutating func recordPCPDrain(_ event: TraceEvent) -> Bool { isInsideOfUse { $0.drainPCP(event) } }
    mutating func recordIsolate(_ event: TraceEvent) -> Bool { isInsideOfUse { $0.askForBlock(event) } }

    mutating func recordIsolateDone(_ event: TraceEvent) -> Bool {
        isInsideOfUse { if event.number(.count) ?? 0 > 0 { $0.isolate(event) } }
    }

    mutating func recordAsk(_ event: TraceEvent) -> Bool { isInsideOfUse { $0.ask(event) } }
    mutating func recordBalance(_ event: TraceEvent) -> Bool { isInsideOfUse { $0.balance(event) } }
    mutating func recordBalanceDone(_ event: TraceEvent) -> Bool { isInsideOfUse { $0.endBalance(event) } }
    mutating func recordSleep(_ event: TraceEvent) -> Bool {
        isInsideOfUse { machine in
            if let node = event.signed(.node).flatMap({ UInt8(exactly: $0) }) {
                machine.kernel.memory.setThresholds(pressure: false, node: node)
            }
        }
    }

    mutating func recordStatFlush(_ event: TraceEvent) -> Bool { isInsideOfUse { $0.kernel.memory.countAll(cpu: $0.cpu) } }

    /// Of use only where the model chooses the frames.
    private mutating func isInsideOfUse(_ use: (inout Self) -> Void) -> Bool {
        guard placement == .model else { return note(.recordingPageAllocatorInside) }
        use(&self)
        return true
    }

    /// A policy of the task (of a process, where the model asks for pages).
    mutating func setPolicy(_ event: TraceEvent) {
        guard let mode = event.number(.mode).flatMap({ MemoryPolicy.Mode(rawValue: $0) }) else { return }
        guard event.kind == .setMempolicy || kernel.isRecorded else { return odd(.processRangePolicy, event) }
        let nodes = event.number(.nodes) ?? 0
        let needsNodes = mode == .bind || mode == .interleave || mode == .preferred && nodes != 0
        if needsNodes, !kernel.memory.hasNode(in: nodes) {
            return odd(.processPolicyWithoutNode, event, value: event.number(.nodes))
        }
        recording.policies[kernel.isRecorded ? event.task : current.rawValue] =
            mode == .standard ? nil : MemoryPolicy(mode, nodes: nodes)
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
        let policy = recording.policies[event.task]
        if event.number(.address) ?? 0 != 0, policy?.mode == .bind { request.nodes = policy?.nodes }
        request.isInterleaved = policy?.mode == .interleave && !request.gfp.contains(.thisNode)
        request.zone = kernel.memory.chooseZone(request)
        recording.inside.asks[event.task] = request
    }

    /// A request for an array of pages: its zone is chosen now.
    private mutating func beginBulk(_ event: TraceEvent) {
        var bulk = InsideState.Bulk(event)
        bulk.zone = kernel.memory.bulkZone(request(bulk), count: Int(min(bulk.asked, UInt64(UInt32.max))))
        recording.inside.bulks[event.task] = bulk
    }

    private mutating func request(_ bulk: InsideState.Bulk) -> PageRequest {
        var request = PageRequest(order: 0, gfp: bulk.gfp, owner: FrameOwner(.kernel), cpu: cpu)
        (request.node, request.zone) = (bulk.node, bulk.zone)
        return request
    }

    /// Pages of an array: those that no event of their own told of leave the processor's stock now.
    private mutating func takeBulk(_ event: TraceEvent) {
        guard let bulk = recording.inside.bulks.removeValue(forKey: event.task), bulk.asked > 1, let given = event.number(.count),
            given > bulk.single, given <= bulk.asked
        else { return }
        kernel.memory.endRefill(cpu)
        var request = request(bulk)
        // Whatever was refilled meanwhile was refilled for it.
        if let zone = kernel.memory.takeRefilledZone(request) { request.zone = zone }
        let wanted = Int(min(given - bulk.single, UInt64(UInt32.max)))
        let taken = kernel.memory.allocateBulk(request, count: wanted, log: &log)
        if taken.count < wanted { odd(.recordingRequestNotMet, event, value: given) }
    }

    /// drain_pages_zone: a whole stock, in steps of 32 batches; drain_zone_pages: one batch of the processor's own.
    private mutating func drainPCP(_ event: TraceEvent) {
        guard let zone = event.number(.address).flatMap({ kernel.memory.zone(at: $0) }) else { return odd(.recordingZoneUnknown, event) }
        let owner = event.number(.processor).flatMap { UInt16(exactly: $0) }
        if let owner, owner >= kernel.profile.cpus { return odd(.recordingCpuNotThere, event, value: UInt64(owner)) }
        kernel.memory.drainPCP(zone, of: owner ?? cpu, whole: owner != nil, by: cpu, log: &log)
    }

    private mutating func balance(_ event: TraceEvent) {
        guard let node = event.number(.address).flatMap({ kernel.memory.node(at: $0) }) else { return odd(.recordingZoneUnknown, event) }
        recording.inside.balances[event.task] = node
        kernel.memory.setReclaimed(true, node: node, upTo: event.number(.count))
        kernel.memory.setThresholds(pressure: true, node: node)
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
