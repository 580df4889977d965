import Pages
import ReplayModel
import TraceFormat

// Several processors: a recording that tells of refills and drains tells in which order they took the zone's lock.
extension Machine {
    /// In placement `model` refills and drains wait for the places that the recording tells, where it tells of both.
    mutating func followLockOrder() {
        guard placement == .model, kernel.isRecorded, kernel.profile.pages.perCPULists, kernel.profile.replay.lockOrder == .recorded,
            let survey = recording.survey, survey.carried.contains(.pageAllocZoneLocked), survey.carried.contains(.pagePcpuDrain)
        else { return }
        kernel.memory.followLockOrder()
    }

    /// A step of the page allocator at its place; the frame tells the zone only. False for a step that its request does.
    mutating func stepAtPlace(_ event: TraceEvent, _ kind: SteppingKind, _ frame: UInt32, _ order: UInt8) -> Bool {
        guard kind != .pageAllocExtfrag, kernel.memory.pageIsManaged(FrameNumber(frame)) else { return false }
        let place = Place(
            zone: kernel.memory.zone(of: FrameNumber(frame)),
            block: SteppingCheck.Block(frame: frame, order: order, type: UInt8(truncatingIfNeeded: event.number(.migratetype) ?? 0)))
        if kind == .pagePcpuDrain {
            drain(at: place, event)
            holdPCP(of: place.zone, event)
        } else {
            guard event.number(.percpu) == 1, place.block.type < perCPUTypes, kernel.memory.hasPerCPUList(order),
                !isPastPCP(FrameNumber(frame), event)
            else { return false }
            refill(at: place, event)
            holdPCP(of: place.zone, event)
        }
        return true
    }

    /// The processor holds the lock of its stock of a zone, until it does something else; interrupts do not count.
    mutating func holdPCP(of zone: ZoneIndex?, _ event: TraceEvent, isList: Bool = false) {
        guard kernel.memory.followsLockOrder, event.number(.interrupt) != 1 else { return }
        recording.held[Int(cpu)] = zone.map { HeldPCP(zone: $0, task: event.task, isList: isList) }
    }

    /// Whether an event is in an interrupt that came while its processor held the lock of its stock of the frame's zone: then it goes past
    /// the stock. Between the pages of a list the lock is held too, as long as more of the list is to come.
    mutating func isPastPCP(_ frame: FrameNumber, _ event: TraceEvent) -> Bool {
        guard event.number(.interrupt) == 1, kernel.memory.pageIsManaged(frame), let held = recording.held[Int(cpu)],
            held.zone == kernel.memory.zone(of: frame)
        else { return false }
        return !held.isList || recording.inside.lists[held.task] ?? 0 > 0
    }

    /// Where the recording tells the lock's order, a request is served from the zone that really served it, so that one wrong choice breeds no
    /// others. The model's own choice is compared: a `stepping` row where it is another.
    mutating func takeZone(_ request: inout PageRequest) {
        let refilled = kernel.memory.takeRefilledZone(request)
        guard let frame = request.recorded, kernel.memory.pageIsManaged(frame) else { return }
        let own = request.zone ?? refilled ?? kernel.memory.chooseZone(request)
        let real = kernel.memory.zone(of: frame)
        request.zone = real
        guard own != real else { return }
        log.append(
            SteppingRow(kind: .pageAllocZone, zone: own ?? real, order: request.order, frame: nil, recorded: frame, agrees: false))
        log.count(.recordingOtherZone)
    }

    private mutating func refill(at place: Place, _ event: TraceEvent) {
        let (order, type) = (place.block.order, place.block.type)
        if recording.survey?.carriesBulks != true,
            !kernel.memory.isRefilling(place.zone, order: order, migratetype: type, cpu: cpu)
        {
            takeLeftOver(place, event)
        }
        let frame = kernel.memory.refillAtPlace(place.zone, order: order, migratetype: type, cpu: cpu, log: &log)
        if frame == nil { odd(.recordingRefillNotMet, event, value: UInt64(place.block.frame)) }
        let model = frame.map { SteppingCheck.Block(frame: $0, order: order, type: type) }
        var pairs: [SteppingCheck.Pair] = [.init(kind: .pageAllocZoneLocked, model: model, recorded: place.block)]
        recording.stepping.compare(fallbacks: modelFallbacks, order: order, type: type, cpu: cpu, into: &pairs)
        store(pairs)
    }

    /// A refill finds its list empty: what stands there in the model was taken without an event.
    private mutating func takeLeftOver(_ place: Place, _ event: TraceEvent) {
        let (order, type) = (place.block.order, place.block.type)
        let count = kernel.memory.pcpCount(place.zone, order: order, migratetype: type, cpu: cpu)
        for _ in 0..<count {
            let taken = kernel.memory.takeUnseen(place.zone, order: order, migratetype: type, cpu: cpu, log: &log)
            odd(.recordingUnseenAllocationInferred, event, value: UInt64(taken.rawValue))
        }
    }

    private mutating func drain(at place: Place, _ event: TraceEvent) {
        kernel.memory.endRefill(cpu)
        var drained = kernel.memory.drainAtPlace(cpu: cpu, log: &log)
        if drained == nil {
            odd(.recordingDrainNotDecided, event, value: UInt64(place.block.frame))
            drained = kernel.memory.drainAtPlace(
                place.zone, order: place.block.order, migratetype: place.block.type, cpu: cpu, log: &log)
        }
        // The model's frame of a recorded block is where the recording's translation has it.
        let model = drained.map { SteppingCheck.Block(frame: $0.frame, order: $0.order, type: $0.migratetype) }
        store([.init(kind: .pagePcpuDrain, model: model, recorded: place.block)])
    }
}

/// Where a step of the page allocator stands: in which zone, and the block that the recording has there.
private struct Place {
    var zone: ZoneIndex
    var block: SteppingCheck.Block
}
