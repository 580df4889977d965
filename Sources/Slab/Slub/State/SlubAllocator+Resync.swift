import Pages
import ReplayModel
import TraceFormat

// Back to what was recorded: the ways from what SLUB would have done to what the recording says.
extension SlubAllocator {
    /// Makes a free object live, wherever it stands. `request.caller` nil and no recorded address: nobody was seen to ask.
    mutating func takeOut(
        _ object: FoundObject, bytes: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon, log: inout TransitionLog
    ) {
        unlinkFree(object, &common, log: &log)
        _ = makeLive(object, bytes: bytes, &common)
        common.count(object.cache, bytes: bytes)
        log.append(ObjectRow(.allocate, object, requested: bytes, request))
    }

    /// A live object is allocated again: it was freed without having been seen to be.
    mutating func reissue(
        _ object: FoundObject, bytes: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon, log: inout TransitionLog
    ) {
        log.append(ObjectRow(.free, object, requested: object.requested, ObjectRequest(cpu: request.cpu)))
        common.recount(object, bytes: bytes)
        objects[slabs[object.slab].firstObject, object.number].requested = bytes
        log.append(ObjectRow(.allocate, object, requested: bytes, request))
    }

    /// Takes a free object off its list, and its slab off its own where nothing is left free on it.
    private mutating func unlinkFree(_ object: FoundObject, _ common: inout SlabCommon, log: inout TransitionLog) {
        let slab = slabs[object.slab]
        if slab.place == .cpu {
            let cpu = cpuSlabs.index(slab.cache, slab.cpu)
            if let rest = freelist(cpuSlabs[cpu].freelist, without: object) {
                cpuSlabs[cpu].freelist = rest
                return
            }
        }
        guard let rest = freelist(slab.freelist, without: object) else { preconditionFailure("a free object is on no list") }
        if rest == .none, slab.place == .nodePartial { removePartial(object.slab, &common) }
        if rest == .none, slab.place == .cpuPartial { removeCPUPartial(object.slab) }
        slabs[object.slab].freelist = rest
        slabs[object.slab].inUse += 1
        if rest != .none {
            if slab.place == .nodePartial { common[slab.cache].nodeFree -= 1 }
        } else if slab.place != .cpu {
            becomeFull(object.slab, slab.cpu, log: &log)
        }
    }

    /// The head of a free list after an object was taken out; nil where it is not on the list.
    private mutating func freelist(_ head: ObjectNumber, without object: FoundObject) -> ObjectNumber? {
        let first = slabs[object.slab].firstObject
        let after = objects[first, object.number].next
        if head == object.number { return after }
        var before = head
        while before != .none {
            let next = objects[first, before].next
            if next == object.number {
                objects[first, before].next = after
                return head
            }
            before = next
        }
        return nil
    }

    /// Takes a slab out of the middle of its CPU's partial list. What the newer ones counted stays, as the kernel's counts do.
    private mutating func removeCPUPartial(_ index: SlabIndex) {
        let cpu = cpuSlabs.index(slabs[index].cache, slabs[index].cpu)
        let after = slabs[index].next
        slabs[index].next = .none
        if cpuSlabs[cpu].partial == index {
            cpuSlabs[cpu].partial = after
            return
        }
        var before = cpuSlabs[cpu].partial
        while slabs[before].next != index { before = slabs[before].next }
        slabs[before].next = after
    }

    /// The pages of a slab are gone although the model still has it: its live objects were freed unseen, and it leaves every list.
    mutating func abandon(
        _ index: SlabIndex, cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let slab = slabs[index]
        for number in 0..<slab.objects where isLive(ObjectNumber(number), of: index) {
            freeAbandoned(found(ObjectNumber(number), of: index, common), cpu: cpu, &common, log: &log)
        }
        switch slab.place {
        case .nodePartial: removePartial(index, &common)
        case .cpuPartial: removeCPUPartial(index)
        case .cpu:
            let place = cpuSlabs.index(slab.cache, slab.cpu)
            cpuSlabs[place] = SlubCPU(partial: cpuSlabs[place].partial)
        case .full, .unused: break
        }
        discard(index, cpu, &common, memory: &memory, log: &log)
    }

    /// A live object of a slab that goes: on no list any more.
    private mutating func freeAbandoned(_ object: FoundObject, cpu: UInt16, _ common: inout SlabCommon, log: inout TransitionLog) {
        log.append(ObjectRow(.free, object, requested: object.requested, ObjectRequest(cpu: cpu)))
        common.uncount(object)
        uncountLive(object.slab, &common)
        objects[slabs[object.slab].firstObject, object.number] = SlabObject()
    }
}
