import Pages
import ReplayModel

// cache_reap, drain_array, drain_freelist, kmem_cache_shrink. Source: mm/slab.c.
extension ClassicAllocator {
    /// Lets time pass: every CPU reaps as often as it would have until `time`, nanoseconds. The rows belong to the step whose
    /// event lets the time pass, so they come at its time and not at their own.
    mutating func advance(to time: UInt64, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        guard time > now else { return }
        now = time
        guard reaps, time >= soonest else { return }
        defer { soonest = nextReap.min() ?? .max }
        while let cpu = nextReaper(until: time) {
            if !holdsAnything { return skipReaping(to: time) }
            let moment = nextReap[Int(cpu)]
            nextReap[Int(cpu)] += ClassicRules.reapPeriod
            for cache in caches.indices.reversed() where caches[cache].isAlive && !caches[cache].isAlias {
                reap(UInt32(cache), cpu, at: moment, memory: &memory, log: &log)
            }
        }
    }

    /// The CPU whose turn is first, if that is not after `time`; of several the lowest.
    private func nextReaper(until time: UInt64) -> UInt16? {
        let first = nextReap.indices.min { (nextReap[$0], $0) < (nextReap[$1], $1) }
        return first.flatMap { nextReap[$0] <= time ? UInt16($0) : nil }
    }

    /// Whether any array or list of free slabs holds something that could be reaped.
    private var holdsAnything: Bool {
        arrays.contains { $0.avail > 0 } || caches.contains { $0.freeSlabs > 0 }
    }

    /// What reaping does when there is nothing to give back: only its own times go on.
    private mutating func skipReaping(to time: UInt64) {
        for index in caches.indices where caches[index].isAlive && !caches[index].isAlias {
            let due = nextReap.map { $0 + Self.periods(from: $0, to: caches[index].nextReap) * ClassicRules.reapPeriod }.min() ?? .max
            guard due <= time else { continue }
            caches[index].freeTouched = false
            caches[index].nextReap = due + ((time - due) / ClassicRules.nodePeriod + 1) * ClassicRules.nodePeriod
        }
        for cpu in nextReap.indices where nextReap[cpu] <= time {
            nextReap[cpu] += ((time - nextReap[cpu]) / ClassicRules.reapPeriod + 1) * ClassicRules.reapPeriod
        }
    }

    /// Whole periods from one time until the other is reached.
    private static func periods(from start: UInt64, to end: UInt64) -> UInt64 {
        end <= start ? 0 : (end - start + ClassicRules.reapPeriod - 1) / ClassicRules.reapPeriod
    }

    private mutating func reap(
        _ cache: UInt32, _ cpu: UInt16, at moment: UInt64, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let index = Int(cache)
        reapArray(array(cache, cpu), caches[index].limit, cache, cpu, memory: &memory, log: &log)
        guard caches[index].nextReap <= moment else { return }
        caches[index].nextReap = moment + ClassicRules.nodePeriod
        reapArray(sharedArray(cache), caches[index].sharedLimit, cache, cpu, memory: &memory, log: &log)
        if caches[index].freeTouched {
            caches[index].freeTouched = false
        } else {
            let fifth = 5 * UInt64(caches[index].layout.objects)
            drainFree(cache, atMost: (caches[index].freeLimit + fifth - 1) / fifth, cpu, memory: &memory, log: &log)
        }
    }

    /// An array that was used since is only marked; another gives a fifth of its room back.
    private mutating func reapArray(
        _ place: Int, _ limit: UInt32, _ cache: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let avail = arrays[place].avail
        if avail == 0 { return }
        if arrays[place].isTouched {
            arrays[place].isTouched = false
            return
        }
        let fifth = (limit + 4) / 5
        giveBack(fifth > avail ? (avail + 1) / 2 : fifth, of: place, cache, cpu, memory: &memory, log: &log)
    }

    /// Gives free slabs back, the one that is free for longest first.
    private mutating func drainFree(
        _ cache: UInt32, atMost limit: UInt64, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        var count: UInt64 = 0
        while count < limit, caches[Int(cache)].free.tail != SlubCache.none {
            let slab = caches[Int(cache)].free.tail
            condemn(slab, cache)
            destroySlab(slab, cpu, memory: &memory, log: &log)
            count += 1
        }
    }

    /// kmem_cache_shrink: empties all arrays and gives every free slab back. Returns the pages.
    @discardableResult
    mutating func shrink(_ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        let index = caches[Int(cache.rawValue - 1)].target
        logCache(.shrink, index, log: &log)
        return shrink(index: index, memory: &memory, log: &log)
    }

    /// Shrinks every cache, the newest first as they are listed, so that lists off their slabs come back to caches that are
    /// still to be shrunk; returns the pages given back.
    mutating func shrinkAll(memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        var pages: UInt64 = 0
        for index in caches.indices.reversed() where caches[index].isAlive && !caches[index].isAlias && caches[index].slabs > 0 {
            pages += shrink(index: UInt32(index), memory: &memory, log: &log)
        }
        return pages
    }

    mutating func shrink(index cache: UInt32, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        let before = reclaimablePages + unreclaimablePages
        for cpu in 0...UInt16(cpus) {
            let place = array(cache, cpu)
            let by = cpu == UInt16(cpus) ? 0 : cpu
            if arrays[place].avail > 0 { giveBack(arrays[place].avail, of: place, cache, by, memory: &memory, log: &log) }
        }
        drainFree(cache, atMost: .max, 0, memory: &memory, log: &log)
        return before - reclaimablePages - unreclaimablePages
    }
}
