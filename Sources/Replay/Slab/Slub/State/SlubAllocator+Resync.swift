import Pages
import ReplayModel
import TraceFormat

// Back to what was recorded: the ways from what SLUB would have done to what the recording says.
extension SlubAllocator {
    /// Makes a free object live, wherever it stands. `request.caller` nil and no recorded address: nobody was seen to ask.
    mutating func takeOut(_ object: UInt16, of index: UInt32, bytes: UInt32, _ request: ObjectRequest, log: inout TransitionLog) {
        unlinkFree(object, of: index, log: &log)
        _ = take(object, of: index, bytes: bytes)
        append(.allocate, object, of: index, bytes: bytes, request, log: &log)
    }

    /// A live object is allocated again: it was freed without having been seen to be.
    mutating func reissue(_ object: UInt16, of index: UInt32, bytes: UInt32, _ request: ObjectRequest, log: inout TransitionLog) {
        let slab = slabs[Int(index)]
        let record = slab.firstObject + UInt32(object)
        append(.free, object, of: index, bytes: objects[record].requested, ObjectRequest(gfp: [], cpu: request.cpu), log: &log)
        caches[Int(slab.cache)].requested += UInt64(bytes)
        caches[Int(slab.cache)].requested -= UInt64(objects[record].requested)
        objects[record].requested = bytes
        markDirty(slab.cache)
        append(.allocate, object, of: index, bytes: bytes, request, log: &log)
    }

    private func append(
        _ operation: ObjectOperation, _ object: UInt16, of index: UInt32, bytes: UInt32, _ request: ObjectRequest, log: inout TransitionLog
    ) {
        let slab = slabs[Int(index)]
        log.append(
            ObjectRow(
                operation: operation, cache: caches[Int(slab.cache)].id, address: address(of: object, in: slab), requested: UInt64(bytes),
                given: UInt64(caches[Int(slab.cache)].geometry.size), frame: slab.frame, cpu: request.cpu, caller: request.caller,
                fresh: request.isFresh, recorded: request.recorded, predicted: request.predicted))
    }

    /// Takes a free object off its list, and its slab off its own where nothing is left free on it.
    private mutating func unlinkFree(_ object: UInt16, of index: UInt32, log: inout TransitionLog) {
        let slab = slabs[Int(index)]
        if slab.place == .cpu {
            let place = slot(slab.cache, slab.cpu)
            if let rest = chain(slots[place].freelist, of: slab, without: object) {
                slots[place].freelist = rest
                return
            }
        }
        guard let rest = chain(slab.freelist, of: slab, without: object) else { preconditionFailure("a free object is on no list") }
        if rest == Slab.noObject, slab.place == .nodePartial { removePartial(index) }
        if rest == Slab.noObject, slab.place == .cpuPartial { removeCpuPartial(index) }
        slabs[Int(index)].freelist = rest
        slabs[Int(index)].inUse += 1
        if rest != Slab.noObject {
            if slab.place == .nodePartial { caches[Int(slab.cache)].partialFree -= 1 }
        } else if slab.place != .cpu {
            slabs[Int(index)].place = .full
            logSlab(.full, index, slab.cpu, log: &log)
        }
    }

    /// The head of a free list after an object was taken out; nil where it is not on the list.
    private mutating func chain(_ head: UInt16, of slab: Slab, without object: UInt16) -> UInt16? {
        let after = objects[slab.firstObject + UInt32(object)].next
        if head == object { return after }
        var at = head
        while at != Slab.noObject {
            let next = objects[slab.firstObject + UInt32(at)].next
            if next == object {
                objects[slab.firstObject + UInt32(at)].next = after
                return head
            }
            at = next
        }
        return nil
    }

    /// Takes a slab out of the middle of its CPU's partial list. What the newer ones counted stays, as the kernel's counts do.
    private mutating func removeCpuPartial(_ index: UInt32) {
        let place = slot(slabs[Int(index)].cache, slabs[Int(index)].cpu)
        let after = slabs[Int(index)].next
        slabs[Int(index)].next = SlubCache.none
        if slots[place].partial == index {
            slots[place].partial = after
            return
        }
        var at = slots[place].partial
        while slabs[Int(at)].next != index { at = slabs[Int(at)].next }
        slabs[Int(at)].next = after
    }

    /// The pages of a slab are gone although the model still has it: its live objects were freed unseen, and it leaves every list.
    /// Returns how many were live.
    mutating func abandon(_ index: UInt32, cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt16 {
        let slab = slabs[Int(index)]
        for object in 0..<slab.objects where isLive(object, of: index) {
            freeAbandoned(object, of: index, cpu: cpu, log: &log)
        }
        switch slab.place {
        case .nodePartial: removePartial(index)
        case .cpuPartial: removeCpuPartial(index)
        case .cpu: slots[slot(slab.cache, slab.cpu)] = CpuSlot(partial: slots[slot(slab.cache, slab.cpu)].partial)
        case .full, .unused: break
        }
        discard(index, cpu, memory: &memory, log: &log)
        return slab.live
    }

    /// A live object of a slab that goes: on no list any more.
    private mutating func freeAbandoned(_ object: UInt16, of index: UInt32, cpu: UInt16, log: inout TransitionLog) {
        let record = slabs[Int(index)].firstObject + UInt32(object)
        append(.free, object, of: index, bytes: objects[record].requested, ObjectRequest(gfp: [], cpu: cpu), log: &log)
        uncount(index, UInt64(objects[record].requested))
        objects[record] = SlabObject()
    }
}
