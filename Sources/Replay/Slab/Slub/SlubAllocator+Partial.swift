import Pages
import ReplayModel

// The partial lists of CPUs and of the node. Source: get_partial_node, put_cpu_partial, __unfreeze_partials and
// deactivate_slab of mm/slub.c.
extension SlubAllocator {
    /// Takes slabs from the node's partial list: the first to allocate from, which is returned, and more for the CPU's own
    /// partial list, until that holds half of what it may. Precondition: the list is not empty.
    mutating func takePartials(_ cache: UInt32, _ cpu: UInt16, log: inout TransitionLog) -> UInt32 {
        let first = caches[Int(cache)].partialHead
        removePartial(first)
        guard rules.cpuPartial != .absent else { return first }
        let geometry = caches[Int(cache)].geometry
        var taken = rules.cpuPartial == .objects ? freeObjects(first) : 0
        let enough = (rules.cpuPartial == .objects ? geometry.cpuPartial : geometry.cpuPartialSlabs) / 2
        while taken <= enough, caches[Int(cache)].partialHead != SlubCache.none {
            let more = caches[Int(cache)].partialHead
            taken += rules.cpuPartial == .objects ? freeObjects(more) : 1
            removePartial(more)
            putCpuPartial(more, cpu, log: &log)
        }
        return first
    }

    private func freeObjects(_ index: UInt32) -> UInt32 { UInt32(slabs[Int(index)].objects - slabs[Int(index)].inUse) }

    /// Puts a slab at the head of the CPU's partial list.
    mutating func putCpuPartial(_ index: UInt32, _ cpu: UInt16, log: inout TransitionLog) {
        let place = slot(slabs[Int(index)].cache, cpu)
        let head = slots[place].partial
        let before = head == SlubCache.none ? 0 : slabs[Int(head)].counted
        slabs[Int(index)].counted = before + (rules.cpuPartial == .objects ? freeObjects(index) : 1)
        slabs[Int(index)].next = head
        slabs[Int(index)].place = .cpuPartial
        slabs[Int(index)].cpu = cpu
        slots[place].partial = index
        logSlab(.cpuPartial, index, cpu, log: &log)
    }

    /// Whether a free on this CPU first has to move its partial list to the node's.
    private func cpuPartialIsFull(_ cache: UInt32, _ cpu: UInt16) -> Bool {
        let head = slots[slot(cache, cpu)].partial
        guard head != SlubCache.none else { return false }
        let counted = slabs[Int(head)].counted
        let geometry = caches[Int(cache)].geometry
        return rules.cpuPartial == .objects ? counted > geometry.cpuPartial : counted >= geometry.cpuPartialSlabs
    }

    /// A full slab got its first free object: it joins the CPU's partial list, which is drained when it is full.
    mutating func freeze(_ index: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        let cache = slabs[Int(index)].cache
        var drained = SlubCache.none
        if cpuPartialIsFull(cache, cpu) {
            drained = slots[slot(cache, cpu)].partial
            slots[slot(cache, cpu)].partial = SlubCache.none
        }
        putCpuPartial(index, cpu, log: &log)
        unfreeze(from: drained, cpu, memory: &memory, log: &log)
    }

    /// Moves a chain of CPU partial slabs to the tail of the node's list; those that are empty and not needed there are
    /// given back, the last found first.
    mutating func unfreeze(
        from head: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        var next = head
        var discarded = SlubCache.none
        while next != SlubCache.none {
            let index = next
            next = slabs[Int(index)].next
            slabs[Int(index)].next = SlubCache.none
            if isSpare(index) {
                slabs[Int(index)].next = discarded
                discarded = index
            } else {
                addPartial(index, atTail: true, log: &log)
            }
        }
        while discarded != SlubCache.none {
            let index = discarded
            discarded = slabs[Int(index)].next
            discard(index, cpu, memory: &memory, log: &log)
        }
    }

    /// Whether a slab is empty and the node's list holds enough slabs without it.
    func isSpare(_ index: UInt32) -> Bool {
        guard slabs[Int(index)].inUse == 0 else { return false }
        let cache = Int(slabs[Int(index)].cache)
        let (count, least) = (caches[cache].partialCount, caches[cache].geometry.minPartial)
        return rules.discardsAtMinimum ? count >= least : count > least
    }

    /// Puts a CPU's slab away: the CPU's free objects go back to the slab's own list.
    mutating func deactivate(_ cache: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        let place = slot(cache, cpu)
        let index = slots[place].slab
        guard index != SlubCache.none else { return }
        let hadRemoteFrees = slabs[Int(index)].freelist != Slab.noObject
        let cpuListWasEmpty = slots[place].freelist == Slab.noObject
        giveBackFreelist(slots[place].freelist, to: index)
        slots[place].slab = SlubCache.none
        slots[place].freelist = Slab.noObject
        logSlab(.deactivate, index, cpu, log: &log)
        if isSpare(index) {
            discard(index, cpu, memory: &memory, log: &log)
        } else if slabs[Int(index)].freelist != Slab.noObject {
            // Before 3.0 an empty slab goes to the tail too, so that the others fill first (unfreeze_slab).
            let isLast = rules.tailWhenCPUListEmpty ? cpuListWasEmpty || slabs[Int(index)].inUse == 0 : hadRemoteFrees
            addPartial(index, atTail: isLast, log: &log)
        } else {
            slabs[Int(index)].place = .full
            logSlab(.full, index, cpu, log: &log)
        }
    }

    /// Puts a chain of free objects before the slab's own, in its order or, on older kernels, reversed.
    mutating func giveBackFreelist(_ head: UInt16, to index: UInt32) {
        let first = slabs[Int(index)].firstObject
        var object = head
        var last = Slab.noObject
        while object != Slab.noObject {
            let next = objects[first + UInt32(object)].next
            if !rules.splicesOnDeactivate {
                objects[first + UInt32(object)].next = slabs[Int(index)].freelist
                slabs[Int(index)].freelist = object
            }
            slabs[Int(index)].inUse -= 1
            last = object
            object = next
        }
        if rules.splicesOnDeactivate && last != Slab.noObject {
            objects[first + UInt32(last)].next = slabs[Int(index)].freelist
            slabs[Int(index)].freelist = head
        }
    }
}
