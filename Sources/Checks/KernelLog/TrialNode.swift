import Pages
import ProcFiles
import RealMachines
import ReplayModel
import TraceFormat

/// The zones of one memory node as a machine that is just large enough for their free blocks: the model's page allocator is asked there.
///
/// What a request meets depends on free blocks, watermarks and reserves alone, so allocated memory is left out. The blocks of a zone lie side
/// by side, the largest first; no rule of a single request asks where.
struct TrialNode {
    var zones: [TrialZone]
    var generation: KernelGeneration
    var pageblockOrder: UInt8

    /// Answers of all nodes, one after another, as the zonelist goes: each pass over all of them before the next pass.
    static func trial(_ nodes: [TrialNode], _ request: PageRequest) -> RequestTrial {
        var answer = RequestTrial(attempts: [], isServed: false)
        var first: UInt8 = 0
        for node in nodes {
            let own = node.trial(request)
            answer.isServed = answer.isServed || own.isServed
            for (pass, attempt) in own.attempts.enumerated() {
                if pass == answer.attempts.count { answer.attempts.append(RequestAttempt(attempt)) }
                answer.attempts[pass].zones += attempt.zones.map { node.placed($0, after: first) }
            }
            first += UInt8(node.zones.count)
        }
        if let served = answer.attempts.firstIndex(where: { $0.zones.contains { $0.outcome == .serves } }) {
            answer.attempts.removeLast(answer.attempts.count - served - 1)
        }
        return answer
    }

    /// A zone's answer under its number among all nodes' zones, with the pages that the trial left out.
    private func placed(_ trial: ZoneTrial, after first: UInt8) -> ZoneTrial {
        var trial = trial
        let excess = zones[Int(trial.zone.rawValue)].excess
        trial.zone = ZoneIndex(trial.zone.rawValue + first)
        trial.check.free += excess
        trial.check.usable += Int64(excess)
        return trial
    }

    private func trial(_ request: PageRequest) -> RequestTrial {
        let (profile, state) = machine
        do { return try PhysicalMemory.trial(of: request, on: profile, in: state) } catch {
            preconditionFailure("a trial's blocks lie side by side: \(error)")
        }
    }

    /// The machine and its free blocks.
    private var machine: (MachineProfile, InitialPageState) {
        var profile = MachineProfile.builtIn[0]
        (profile.generation, profile.cpus, profile.pages) = (generation, 1, PageAllocatorSettings())
        profile.pages.perCPULists = false
        profile.architecture.pageblockOrder = pageblockOrder
        (profile.ram, profile.reserved, profile.zones) = ([], [], [])
        var state = InitialPageState()
        var next: UInt32 = 0
        for zone in zones {
            let start = next
            next = Self.place(zone, from: start, &state)
            state.zones.append(Self.figures(zone, start..<next))
            profile.zones.append(ZoneProfile(zone.kind, PhysicalRange(UInt64(start) << pageShift, UInt64(next) << pageShift)))
        }
        profile.ram = [PhysicalRange(0, UInt64(next) << pageShift)]
        return (profile, state)
    }

    /// Lays a zone's free blocks from a frame on; returns where the next zone may begin.
    private static func place(_ zone: TrialZone, from start: UInt32, _ state: inout InitialPageState) -> UInt32 {
        var frame = start
        for order in (0..<orderCount).reversed() {
            for (type, counts) in zone.blocks.enumerated() {
                for _ in 0..<counts[order] {
                    state.free.append(.init(frame: FrameNumber(frame), order: UInt8(order), migratetype: UInt8(type)))
                    frame += 1 << UInt32(order)
                }
            }
        }
        let chunk = UInt32(1) << UInt32(maxOrder)
        return (frame / chunk + 1) * chunk
    }

    private static func figures(_ zone: TrialZone, _ span: Range<UInt32>) -> InitialPageState.ZoneFigures {
        let pages = UInt64(span.count)
        return InitialPageState.ZoneFigures(
            kind: zone.kind, start: FrameNumber(span.lowerBound), spanned: pages, present: pages, managed: pages, min: zone.min,
            low: zone.low, high: zone.high, highAtomic: zone.highAtomic, protection: zone.protection, perCPUHigh: 1, perCPUBatch: 1)
    }
}

extension RequestAttempt {
    /// The pass without its answers.
    fileprivate init(_ attempt: RequestAttempt) {
        self = attempt
        zones = []
    }
}

extension MemoryReport {
    /// The nodes whose zones the report has, as trials.
    func trialNodes(isMovable: Bool) -> [TrialNode] {
        let generation = version.map { KernelGeneration(nearestTo: $0.major, $0.minor) } ?? assumedGeneration
        // The zones of all nodes are numbered by a byte.
        return nodes.prefix(50).map { node in
            let own = zones.filter { $0.node == node }.compactMap { TrialZone($0, of: self, isMovable: isMovable) }
            return TrialNode(zones: own.sorted { $0.kind < $1.kind }, generation: generation, pageblockOrder: 9)
        }.filter { !$0.zones.isEmpty }
    }

    /// The generation whose forms the report has, where no line names the release: columns of the task table, figures of zones.
    var assumedGeneration: KernelGeneration {
        if taskColumns.contains("rss_anon") || zones.contains(where: { $0["free_highatomic"] != nil }) { return .v618 }
        if zones.contains(where: { $0["boost"] != nil || $0["reserved_highatomic"] != nil }) { return .v61 }
        if taskColumns.contains("pgtables_bytes") || request?.names != nil || zones.contains(where: { $0["writepending"] != nil }) {
            return .v44
        }
        if taskColumns.contains("cpu"), !taskColumns.contains("oom_score_adj") { return .v2632 }
        return zones.contains { $0["managed"] != nil } || !taskColumns.isEmpty ? .v310 : .v61
    }
}
