import Pages
import ReplayModel
import Slab
import TraceFormat

// Slabs of a recording, begun and ended by its page events.
extension Machine {
    /// Begins the slab that holds an object of which SLUB knows no slab; nil where no such pages are known.
    mutating func begin(
        _ cache: CacheID, _ address: VirtualAddress, _ request: inout ObjectRequest, _ event: TraceEvent
    ) -> FrameNumber? {
        guard let page = recording.slabs!.page(holding: frame(of: address)) ?? unexpectedPage(cache) else { return nil }
        let size = kernel.slab.common[cache].geometry.size
        let offset = address.rawValue &- kernel.slab.common.address(of: page.frame).rawValue
        let objects = SlabRules.objects(inOrder: page.order, size: size)
        guard objects > 0, offset % UInt64(size) == 0, offset / UInt64(size) < UInt64(objects) else {
            odd(.recordingObjectMisaligned, event, value: request.recorded)
            return nil
        }
        let number = ObjectNumber(UInt16(offset / UInt64(size)))
        judge(predict(cache, event), page, number, cache, &request, event)
        kernel.memory.setOwner(FrameOwner(.slab, id: cache.rawValue), of: page.frame, order: page.order, log: &log)
        var pages = OfferedPages()
        kernel.slab.beginSlab(
            cache, page.frame, order: page.order, first: number, cpu: cpu, memory: &pages, log: &log)
        recording.slabs!.expectFrees(pages.returned)
        request.isFresh = true
        bringForward(number, cache)
        return page.frame
    }

    /// What of a slab's first object was predicted: that there is a new slab on these pages; and, where the kernel draws no random
    /// place, that it is the first by address.
    private mutating func judge(
        _ prediction: Prediction, _ page: SlabJoin.Page, _ number: ObjectNumber, _ cache: CacheID, _ request: inout ObjectRequest,
        _ event: TraceEvent
    ) {
        if prediction != .slab(page) {
            request.predicted = prediction.address.rawValue
            odd(.slabNewSlabNotPredicted, event, value: request.recorded)
        } else if kernel.slab.common[cache].hasRandomOrder {
            // The place in the slab is the kernel's random number: it is recorded, not compared.
            log.count(.slabRandomBeginsTakenDown)
            request.recorded = nil
        } else if number != ObjectNumber(0) {
            request.predicted = kernel.slab.common.address(of: page.frame).rawValue
            odd(.slabOtherObjectThanRecorded, event, value: request.recorded)
        }
    }

    /// Without a random order a new slab begins at its first object: those before the recorded one were taken unseen.
    private mutating func bringForward(_ number: ObjectNumber, _ cache: CacheID) {
        while let next = kernel.slab.nextObject(cache, cpu), next.number != number {
            log.count(.recordingObjectAllocationInferred)
            takeUnseen(next, inOrder: true)
        }
    }

    /// Allocated pages of a slab's size that did not look like a slab's when they came.
    private mutating func unexpectedPage(_ cache: CacheID) -> SlabJoin.Page? {
        guard case .object(let place?, _) = joined else { return nil }
        let geometry = kernel.slab.common[cache].geometry
        guard place.order == geometry.order || place.order == geometry.minOrder else { return nil }
        let frame = self.place(of: place.frame)
        guard kernel.memory.isAllocated(frame, order: place.order), kernel.memory.block(of: frame)?.order == place.order else { return nil }
        return SlabJoin.Page(frame: frame, order: place.order, task: 0, isReclaimable: false, step: log.step)
    }

    // MARK: Pages that go

    /// The pages of a block are freed: a slab there has gone, whatever the model thought.
    mutating func slabPagesGone(_ frame: FrameNumber, _ event: TraceEvent) {
        recording.slabs!.remove(frame)
        if recording.slabs!.removeReturned(frame) { return }
        guard let slab = kernel.slab.slab(at: frame) else { return }
        odd(.slabPagesFreedUnderASlab, event, value: UInt64(frame.rawValue))
        var pages = OfferedPages()
        kernel.slab.abandon(slab, cpu: cpu, memory: &pages, log: &log)
    }

    /// A slab that the model gave back and whose pages the kernel kept is entered again, with all its objects free.
    mutating func revive(_ address: VirtualAddress, _ event: TraceEvent) {
        guard case .unknown = kernel.slab.find(address) else { return }
        guard let slab = recording.slabs!.returnedSlab(holding: frame(of: address)) else { return }
        let owner = kernel.memory.owner(of: slab.frame)
        guard owner.kind == .slab, owner.id > 0 else { return }
        _ = recording.slabs!.removeReturned(slab.frame)
        odd(.slabGivenBackButKept, event, value: UInt64(slab.frame.rawValue))
        let cache = CacheID(owner.id)
        let count = UInt16(SlabRules.objects(inOrder: slab.order, size: kernel.slab.common[cache].geometry.size))
        let snapshot = SlabSnapshot(
            frame: slab.frame, order: slab.order, objects: count, freelist: Array(0..<count), place: .nodePartial, cpu: cpu)
        kernel.slab.restore(snapshot, cache: cache, log: &log)
    }

    private func frame(of address: VirtualAddress) -> FrameNumber {
        FrameNumber(UInt32(truncatingIfNeeded: (address.rawValue &- kernel.slab.common.linearDistance) >> pageShift))
    }
}
