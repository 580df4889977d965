extension KernelRecording {
    /// Events that are more than their fields. `event` has the fields.
    mutating func shape(
        _ point: TracepointIndex.Point, _ details: some RecordedDetails, _ event: TraceEvent, _ names: inout NameTable
    ) throws(TracepointDecoder.Failure) {
        switch point.shape {
        case .plain: queue.append(event)
        case .pageAlloc:
            evidence.structPages.learn(details, event)
            try takePageAlloc(event)
        case .isolate: try takeIsolate(event)
        case .directFree: try takeDirectFree(event)
        case .enter(let awaitsResult): takeEnter(event, awaitsResult: awaitsResult, &names)
        case .leave: try takeLeave(point.kind, details, event)
        case .newTask: takeNewTask(event, details)
        case .fork: takeFork(event, distinguishesThreads: distinguishesThreads)
        case .exec:
            finishCall(of: event.task)
            queue.append(event)
        case .exit: takeExit(event)
        case .areaEnter: _ = calls.begin(event, .area)
        case .areaReturn: takeAreaReturn(event, details, &names)
        case .purgeEnter: _ = calls.begin(event, .purge)
        case .purgeReturn: takePurgeReturn(event)
        case .mark: takeMark(details, event, &names)
        }
    }

    /// Only perf's `PID/TID` tells threads from processes.
    private var distinguishesThreads: Bool { tasks.seesThreads }

    mutating func takePageAlloc(_ event: TraceEvent) throws(TracepointDecoder.Failure) {
        try checkFrameOfAllocation(event)
        directFrees.allocated(event.number(.frame))
        guard event.hasNoFrame else { return queue.append(event) }
        count(.failedPageAlloc)
        var failed = TraceEvent(
            .pageAlloc, time: event.time, cpu: event.cpu, task: event.task, line: event.line, source: event.source)
        failed.set(.ptr, 0)
        for field in [Field.order, .gfp, .migratetype] { if let value = event.number(field) { failed.set(field, value) } }
        queue.append(failed)
    }

    /// `frame` holds the address of the struct page.
    private mutating func takeIsolate(_ event: TraceEvent) throws(TracepointDecoder.Failure) {
        guard let frame = event.number(.frame).flatMap({ evidence.structPages.frame(of: $0) }) else { throw .badField }
        var isolate = event
        isolate.set(.frame, frame)
        queue.append(isolate)
    }

    private func checkFrameOfAllocation(_ event: TraceEvent) throws(TracepointDecoder.Failure) {
        if !event.hasNoFrame { try checkFrame(event) }
    }

    private mutating func takeDirectFree(_ event: TraceEvent) throws(TracepointDecoder.Failure) {
        try checkFrame(event)
        if directFrees.repeats(event) { return count(.repeatedPageFree) }
        queue.append(event)
    }

    private mutating func takeMark(_ details: some RecordedDetails, _ event: TraceEvent, _ names: inout NameTable) {
        var mark = event
        let text = details.text(&names)
        mark.set(.text, text)
        queue.append(mark)
        if let policy = PolicyMark(names[text])?.event(like: event) { queue.append(policy) }
    }

    /// The return of alloc_vmap_area: with the arguments of its beginning where that was seen.
    private mutating func takeAreaReturn(_ event: TraceEvent, _ details: some RecordedDetails, _ names: inout NameTable) {
        var area = event
        if let begun = calls.end(event.task, .area) {
            for field in [Field.size, .align, .start] { if let value = begun.number(field) { area.set(field, value) } }
        } else {
            count(.exitWithoutEnter)
            let start = event.number(.address) ?? 0
            area.set(.size, (details.end ?? start) &- start)
        }
        if let caller = details.caller(&names) { area.set(.caller, caller) }
        queue.append(area)
    }

    /// The return of __purge_vmap_area_lazy: false is that there was nothing to purge. The range is that of the caller, which
    /// the function widens; an empty one is left out.
    private mutating func takePurgeReturn(_ event: TraceEvent) {
        var purge = TraceEvent(
            .areaPurge, time: event.time, cpu: event.cpu, task: event.task, line: event.line, source: event.source)
        if let begun = calls.end(event.task, .purge), let start = begun.number(.start), let end = begun.number(.end), start < end {
            purge.set(.start, start)
            purge.set(.end, end)
        }
        if event.number(.count).map({ $0 & 0xff == 0 }) ?? false { purge.set(.count, 0) }
        queue.append(purge)
    }
}

extension TraceEvent {
    /// A failed allocation has frame 0, or -1 in the kernel's long.
    fileprivate var hasNoFrame: Bool { [0, UInt64(UInt32.max), .max].contains(number(.frame)) }
}
