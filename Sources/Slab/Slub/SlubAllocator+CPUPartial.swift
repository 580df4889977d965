import Pages
import ReplayModel

// CPU slabs and the CPUs' partial lists. Source: get_partial_node, put_cpu_partial, __unfreeze_partials and deactivate_slab of
// mm/slub.c.
extension SlubAllocator {
    /// Takes slabs from the node's partial list: the first to allocate from, which is returned, and more for the CPU's own
    /// partial list, until that holds half of what it may. Precondition: the list is not empty.
    mutating func takePartials(_ cache: CacheID, _ cpu: UInt16, _ common: inout SlabCommon, log: inout TransitionLog) -> SlabIndex {
        let first = nodes[cache].partial.head
        removePartial(first, &common)
        guard rules.cpuPartial != .absent else { return first }
        let countsObjects = rules.cpuPartial == .objects
        var taken = countsObjects ? UInt32(slabs[first].free) : 0
        let enough = (countsObjects ? common[cache].geometry.cpuPartial : nodes[cache].cpuPartialSlabs) / 2
        while taken <= enough, !nodes[cache].partial.isEmpty {
            let more = nodes[cache].partial.head
            taken += countsObjects ? UInt32(slabs[more].free) : 1
            removePartial(more, &common)
            putCPUPartial(more, cpu, log: &log)
        }
        return first
    }

    /// Puts a slab at the head of the CPU's partial list.
    mutating func putCPUPartial(_ index: SlabIndex, _ cpu: UInt16, log: inout TransitionLog) {
        let place = cpuSlabs.index(slabs[index].cache, cpu)
        let head = cpuSlabs[place].partial
        let before = head == .none ? 0 : slabs[head].counted
        slabs[index].counted = before + (rules.cpuPartial == .objects ? UInt32(slabs[index].free) : 1)
        slabs[index].next = head
        slabs[index].place = .cpuPartial
        slabs[index].cpu = cpu
        cpuSlabs[place].partial = index
        logSlab(.cpuPartial, index, cpu, log: &log)
    }

    /// Whether a free on this CPU first has to move its partial list to the node's.
    private func cpuPartialIsFull(_ cache: CacheID, _ cpu: PerCPUIndex, _ common: borrowing SlabCommon) -> Bool {
        let head = cpuSlabs[cpu].partial
        guard head != .none else { return false }
        let counted = slabs[head].counted
        return rules.cpuPartial == .objects ? counted > common[cache].geometry.cpuPartial : counted >= nodes[cache].cpuPartialSlabs
    }

    /// A full slab got its first free object: it joins the CPU's partial list, which is drained when it is full.
    mutating func freeze(
        _ index: SlabIndex, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let cache = slabs[index].cache
        let place = cpuSlabs.index(cache, cpu)
        var drained = SlabIndex.none
        if cpuPartialIsFull(cache, place, common) {
            drained = cpuSlabs[place].partial
            cpuSlabs[place].partial = .none
        }
        putCPUPartial(index, cpu, log: &log)
        unfreeze(from: drained, cpu, &common, memory: &memory, log: &log)
    }

    /// Moves a chain of CPU partial slabs to the tail of the node's list; those that are empty and not needed there are
    /// given back, the last found first.
    mutating func unfreeze(
        from head: SlabIndex, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        var next = head
        var discarded = SlabIndex.none
        while next != .none {
            let index = next
            next = slabs[index].next
            slabs[index].next = .none
            if isSpare(index, common) {
                slabs[index].next = discarded
                discarded = index
            } else {
                addPartial(index, atTail: true, &common, log: &log)
            }
        }
        while discarded != .none {
            let index = discarded
            discarded = slabs[index].next
            discard(index, cpu, &common, memory: &memory, log: &log)
        }
    }

    /// Whether a slab is empty and the node's list holds enough slabs without it.
    func isSpare(_ index: SlabIndex, _ common: borrowing SlabCommon) -> Bool {
        guard slabs[index].inUse == 0 else { return false }
        let cache = slabs[index].cache
        let (count, least) = (nodes[cache].partialCount, common[cache].geometry.minPartial)
        return rules.discardsAtMinimum ? count >= least : count > least
    }

    /// Puts a CPU's slab away: the CPU's free objects go back to the slab's own list.
    mutating func deactivate(
        _ cache: CacheID, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let place = cpuSlabs.index(cache, cpu)
        let index = cpuSlabs[place].slab
        guard index != .none else { return }
        let hadRemoteFrees = slabs[index].freelist != .none
        let cpuListWasEmpty = cpuSlabs[place].freelist == .none
        dropCPUSlab(place)
        logSlab(.deactivate, index, cpu, log: &log)
        if isSpare(index, common) {
            discard(index, cpu, &common, memory: &memory, log: &log)
        } else if slabs[index].freelist != .none {
            // Before 3.0 an empty slab goes to the tail too, so that the others fill first (unfreeze_slab).
            let isLast = rules.tailWhenCPUListEmpty ? cpuListWasEmpty || slabs[index].inUse == 0 : hadRemoteFrees
            addPartial(index, atTail: isLast, &common, log: &log)
        } else {
            becomeFull(index, cpu, log: &log)
        }
    }

    /// The CPU has no slab any more: what it held back of it goes before the slab's own free objects, in its order or, on older
    /// kernels, reversed.
    mutating func dropCPUSlab(_ cpu: PerCPUIndex) {
        let (index, head) = (cpuSlabs[cpu].slab, cpuSlabs[cpu].freelist)
        cpuSlabs[cpu].slab = .none
        cpuSlabs[cpu].freelist = .none
        let first = slabs[index].firstObject
        var object = head
        var last = ObjectNumber.none
        while object != .none {
            let next = objects[first, object].next
            if !rules.splicesOnDeactivate {
                objects[first, object].next = slabs[index].freelist
                slabs[index].freelist = object
            }
            slabs[index].inUse -= 1
            last = object
            object = next
        }
        if rules.splicesOnDeactivate && last != .none {
            objects[first, last].next = slabs[index].freelist
            slabs[index].freelist = head
        }
    }
}
