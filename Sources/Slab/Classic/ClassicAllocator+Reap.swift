import Pages
import ReplayModel

// cache_reap, drain_array, drain_freelist, kmem_cache_shrink. Source: mm/slab.c.
extension ClassicAllocator {
    /// Lets time pass: every CPU reaps as often as it would have until `time`, nanoseconds. The rows belong to the step whose
    /// event lets the time pass, so they come at its time and not at their own.
    mutating func advance(
        to time: UInt64, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        guard time > now else { return }
        now = time
        guard reaps, time >= soonest else { return }
        defer { soonest = nextReap.min() ?? .max }
        while let cpu = nextReaper(until: time) {
            if !holdsAnything { return skipReaping(to: time, common) }
            let moment = nextReap[Int(cpu)]
            nextReap[Int(cpu)] += ClassicRules.reapPeriod
            for cache in common.living.reversed() { reap(cache, cpu, at: moment, &common, memory: &memory, log: &log) }
        }
    }

    /// The CPU whose turn is first, if that is not after `time`; of several the lowest.
    private func nextReaper(until time: UInt64) -> UInt16? {
        let first = nextReap.indices.min { (nextReap[$0], $0) < (nextReap[$1], $1) }
        return first.flatMap { nextReap[$0] <= time ? UInt16($0) : nil }
    }

    /// Whether any array or list of free slabs holds something that could be reaped.
    private var holdsAnything: Bool {
        arrays.indices.contains { arrays[$0.index].avail > 0 } || caches.indices.contains { !caches[$0].free.isEmpty }
    }

    /// What reaping does when there is nothing to give back: only its own times go on.
    private mutating func skipReaping(to time: UInt64, _ common: borrowing SlabCommon) {
        for cache in common.living {
            let node = caches[cache].nextReap
            let due = nextReap.map { $0 + Self.periods(from: $0, to: node) * ClassicRules.reapPeriod }.min() ?? .max
            guard due <= time else { continue }
            caches[cache].freeTouched = false
            caches[cache].nextReap = due + ((time - due) / ClassicRules.nodePeriod + 1) * ClassicRules.nodePeriod
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
        _ cache: CacheID, _ cpu: UInt16, at moment: UInt64, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let own = caches[cache]
        drain(arrays.index(cache, cpu), limit: own.limit, cache, cpu, &common, memory: &memory, log: &log)
        guard own.nextReap <= moment else { return }
        caches[cache].nextReap = moment + ClassicRules.nodePeriod
        drain(sharedArray(cache), limit: own.sharedLimit, cache, cpu, &common, memory: &memory, log: &log)
        if caches[cache].freeTouched {
            caches[cache].freeTouched = false
        } else {
            let fifth = 5 * UInt64(own.layout.objects)
            drainFree(cache, atMost: (own.freeLimit + fifth - 1) / fifth, cpu, &common, memory: &memory, log: &log)
        }
    }

    /// An array that was used since is only marked; another gives a fifth of its room back (drain_array).
    private mutating func drain(
        _ array: PerCPUIndex, limit: UInt32, _ cache: CacheID, _ cpu: UInt16, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let avail = arrays[array].avail
        if avail == 0 { return }
        if arrays[array].isTouched {
            arrays[array].isTouched = false
            return
        }
        let fifth = (limit + 4) / 5
        giveBack(fifth > avail ? (avail + 1) / 2 : fifth, of: array, cache, cpu, &common, memory: &memory, log: &log)
    }

    /// Gives free slabs back, the one that is free for longest first (drain_freelist).
    private mutating func drainFree(
        _ cache: CacheID, atMost limit: UInt64, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        var count: UInt64 = 0
        while count < limit, !caches[cache].free.isEmpty {
            let slab = caches[cache].free.tail
            detachFree(slab, &common)
            destroySlab(slab, cpu, &common, memory: &memory, log: &log)
            count += 1
        }
    }

    /// Empties all arrays of a cache and gives every free slab back. CPU 0 does the shared array's.
    mutating func shrink(
        _ cache: CacheID, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        for column in 0..<arrays.columns {
            let array = arrays.index(cache, column)
            let cpu = column == common.cpus ? 0 : column
            guard arrays[array].avail > 0 else { continue }
            giveBack(arrays[array].avail, of: array, cache, cpu, &common, memory: &memory, log: &log)
        }
        drainFree(cache, atMost: .max, 0, &common, memory: &memory, log: &log)
    }
}
