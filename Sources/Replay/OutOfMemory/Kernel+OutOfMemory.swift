import OomKiller
import Pages
import ReplayModel
import TraceFormat
import Virtual

/// What to do after a page request found nothing.
enum Resolution: Equatable, Sendable {
    /// There is memory now: run the operation again.
    case retry
    /// A victim will give memory back: run the operation again after that.
    case wait
    /// The request fails for good (or its process is the victim).
    case giveUp
}

// What the slow path of the page allocator does once every zone is below its watermark: reclaim, then the OOM killer
// (__alloc_pages_slowpath, __alloc_pages_may_oom, mm/page_alloc.c; out_of_memory, mm/oom_kill.c of Linux 6.1).
// Left out: page cache reclaim, swap and compaction, which the model does not have yet; oom_reaper, whose effect is the
// profile's `oom.exit_delay`.
extension Kernel {
    /// Requests above this order are never worth a kill (PAGE_ALLOC_COSTLY_ORDER).
    static let costlyOrder: UInt8 = 3

    /// Pages that direct reclaim takes at a time (SWAP_CLUSTER_MAX, include/linux/swap.h).
    static let reclaimCluster: UInt64 = 32

    /// Reclaims, kills or gives up for a request of `process` that found no page.
    mutating func resolve(_ request: PageRequest, for process: ProcessID, log: inout TransitionLog) -> Resolution {
        guard request.gfp.contains(.directReclaim) else { return fail(request, process, log: &log) }
        if isDying(process) { return .giveUp }
        if reclaim(for: request, log: &log) > 0 {
            logFailure(.reclaimed, request, process, log: &log)
            return .retry
        }
        let mayKill =
            request.order <= Self.costlyOrder && request.gfp.contains(.fs)
            && request.gfp.isDisjoint(with: [.noRetry, .retryMayFail, .thisNode]) && !isForLowZones(request)
        return mayKill ? killSomebody(request, process, log: &log) : fail(request, process, log: &log)
    }

    /// The request must come from below zone Normal: killing would not free what it needs, so nobody is killed for it (from 2.6.35).
    private mutating func isForLowZones(_ request: PageRequest) -> Bool {
        profile.generation != .v2632 && memory.highestZone(for: request.gfp) < .normal
    }

    /// Takes what processes gave back lazily, and what the allocators hold in reserve; returns how many pages that freed. Per-CPU lists are drained only once
    /// something was reclaimed (`__alloc_pages_direct_reclaim`), so they keep their pages through an OOM kill, as its report
    /// shows (`free_pcp`). For a block of several pages they are drained all the same, in place of compaction.
    private mutating func reclaim(for request: PageRequest, log: inout TransitionLog) -> UInt64 {
        let lazyPages = virtual.reclaimLazilyFree(limit: Self.reclaimCluster, cpu: request.cpu, memory: &memory, log: &log)
        let slabPages = slab.shrinkAll(memory: &memory, log: &log)
        let hugePages = virtual.splitPartialBlocks(cpu: request.cpu, memory: &memory, log: &log)
        guard lazyPages + slabPages + hugePages > 0 || request.order > 0 else { return 0 }
        let pcpPages = memory.perCPUPages
        memory.drainPerCPU(cpu: nil, log: &log)
        return lazyPages + slabPages + hugePages + pcpPages - memory.perCPUPages
    }

    private mutating func fail(_ request: PageRequest, _ process: ProcessID, log: inout TransitionLog) -> Resolution {
        logFailure(.failed, request, process, log: &log)
        return .giveUp
    }

    mutating func logFailure(
        _ reason: AllocationFailure, _ request: PageRequest, _ process: ProcessID, log: inout TransitionLog
    ) {
        let report = memory.failureReport(request)
        let isFragmented = reason != .reclaimed && reason != .recorded && report.isFragmentation
        log.append(
            AllocationFailureRow(
                reason: isFragmented ? .fragmentation : reason, order: request.order, gfp: request.gfp.rawValue,
                zone: report.zone, process: process, free: report.free, largestOrder: report.largestOrder,
                extfragIndex: report.extfragIndex))
    }

    private mutating func killSomebody(_ request: PageRequest, _ process: ProcessID, log: inout TransitionLog) -> Resolution {
        logFailure(.outOfMemory, request, process, log: &log)
        let candidates = oomCandidates()
        if profile.oom.panicOnOom > 0 {
            logDecision(request, process, candidates, victim: nil, log: &log)
            log.count(.oomPanic)
            hasPanicked = true
            return .giveUp
        }
        let allocating = profile.oom.killAllocatingTask ? candidates.firstIndex { $0.process == process } : nil
        let decision = oomRules.select(candidates, allocating: allocating)
        guard case .kill(let victim, _) = decision else {
            logDecision(request, process, candidates, victim: nil, log: &log)
            if decision == .wait { return .wait }
            return endWithoutVictim(candidates, log: &log)
        }
        logDecision(request, process, candidates, victim: victim, log: &log)
        kill(candidates[victim].process, signal: 9, after: profile.oom.exitDelay, log: &log)
        return candidates[victim].process == process ? .giveUp : .wait
    }

    /// Nobody can be killed: the kernel panics, whatever the generation ("Out of memory and no killable processes", since 4.20 "System is
    /// deadlocked on memory"; out_of_memory, mm/oom_kill.c). Where the run knows no process at all, or began in mid-life, there may be
    /// others, and the request fails.
    private mutating func endWithoutVictim(_ candidates: [OomCandidate], log: inout TransitionLog) -> Resolution {
        guard !isInMidLife, !candidates.isEmpty else {
            log.count(.oomNobodyToKill)
            return .giveUp
        }
        log.count(.oomDeadlocked)
        hasPanicked = true
        return .giveUp
    }

    /// Every process with its score, in the order of the task list.
    mutating func oomCandidates() -> [OomCandidate] {
        let total = oomTotalPages
        return virtual.processes.indices.compactMap { slot in
            let process = virtual.processes[slot]
            guard process.isAlive else { return nil }
            let subject = subject(process)
            let eligibility = oomRules.eligibility(
                isInit: process.process.rawValue == 1, isKernelThread: !process.hasAddressSpace,
                isDying: isDying(process.process), subject: subject)
            return OomCandidate(
                process: process.process, parent: process.parent ?? .kernel, eligibility: eligibility,
                hasMemory: process.hasAddressSpace,
                score: eligibility == .`init` || eligibility == .kernelThread ? nil : oomRules.score(subject, totalPages: total))
        }
    }

    /// What is scored of a process now. Its children's memory and its age count in 2.6.32 only (`badness`, mm/oom_kill.c); how long it used a
    /// processor no trace tells.
    private mutating func subject(_ process: Process) -> OomSubject {
        var subject = OomSubject(process)
        guard oomRules.base == .virtualSize else { return subject }
        subject.runSeconds = clock / 1_000_000_000 - min(clock, process.startTime) / 1_000_000_000
        for slot in virtual.processes.indices {
            let child = virtual.processes[slot]
            guard child.isAlive, child.parent == process.process, child.hasAddressSpace else { continue }
            subject.childPages += child.counters.total / 2 + 1
        }
        return subject
    }

    /// RAM that the buddy allocator manages, and swap: what scores are relative to.
    var oomTotalPages: UInt64 { memory.managedPages + profile.vm.swapSize / pageSize }

    private mutating func logDecision(
        _ request: PageRequest, _ process: ProcessID, _ candidates: [OomCandidate], victim: Int?, log: inout TransitionLog
    ) {
        let totals = memoryState()
        log.append(
            OomRow(
                trigger: .oomKiller, invoker: process, order: request.order, gfp: request.gfp.rawValue,
                totalPages: oomTotalPages, victim: victim.map { candidates[$0].process },
                points: victim.flatMap { candidates[$0].score?.points } ?? 0, candidates: UInt32(candidates.count),
                slabReclaimable: totals.slabReclaimable, slabUnreclaimable: totals.slabUnreclaimable, pageTables: totals.pageTables))
        logZones(cpu: request.cpu, log: &log)
        for candidate in candidates { logCandidate(candidate, log: &log) }
    }

    mutating func logCandidate(_ candidate: OomCandidate, log: inout TransitionLog) {
        guard let process = virtual.processes.live(candidate.process) else { return }
        let counters = process.counters
        log.append(
            OomCandidateRow(
                process: candidate.process, eligibility: candidate.eligibility, points: candidate.score?.points ?? 0,
                virtualPages: counters.total, residentPages: counters.resident, pageTablePages: counters.tables, swapPages: 0,
                oomScoreAdj: process.oomScoreAdj, adjustment: candidate.score?.adjustment ?? 0,
                rootBonus: candidate.score?.rootBonus ?? 0, score: candidate.score?.score ?? 0, anonymousPages: counters.anonymous))
    }
}

extension OomSubject {
    /// What scoring reads of a process of the model. Page tables of the last level alone are all but one per directory; the
    /// model counts those below the top as 6.1 does.
    init(_ process: Process) {
        let counters = process.counters
        self.init(
            virtualPages: counters.total, residentPages: counters.resident, pageTablePages: counters.tables,
            lastLevelPages: counters.tables, oomScoreAdj: process.oomScoreAdj, oomAdj: process.oomAdj, isRoot: process.isRoot)
    }
}

extension ProcessTable {
    /// The live process of that pid.
    func live(_ process: ProcessID) -> Process? { liveSlot(of: process).map { self[$0] } }
}
