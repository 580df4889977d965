import Pages
import ProcFiles
import ReplayAnalysis
import ReplayModel
import TraceFormat

/// A report of a kernel log, explained: what was asked for, why no zone gave it, who was chosen to be killed, and what would have helped.
public struct LogExplanation {
    /// Why the request was not met.
    enum Verdict: String {
        /// A memory cgroup was at its limit.
        case groupLimit = "group_limit"
        /// No zone has free memory above its watermark.
        case memoryShort = "memory_short"
        /// A zone has, but in pieces too small or not of a kind that the request may take.
        case fragmented
        /// The report's own figures would meet it: memory came free before they were printed, or another reason led to the report.
        case metNow = "met_now"
        /// A person asked for the kill.
        case asked
        case unknown
    }

    let file: String
    let log: KernelLog
    let report: MemoryReport
    var verdict = Verdict.unknown
    /// The zones' arithmetic; nil: no request or no zones.
    var request: RequestExplanation?
    var remedies: LogRemedies?
    var victim: LogVictim?
    /// What else is to be said.
    var notes: [String] = []
    /// Bytes of `--with-memory`, and whether they would have done, by zone.
    var withMemory: (bytes: UInt64, answers: [(zone: String, isMet: Bool)])?

    /// Explains the last report of a log, or the one with a number from 1. Errors: there is none.
    public init(_ bytes: [UInt8], file: String, report number: Int? = nil, withMemory bytesMore: UInt64? = nil) throws(TraceError) {
        self.file = file
        log = KernelLog(WordLines(bytes, file: file))
        report = try log.report(number, file: file)
        victim = report.trigger == .oomKiller ? LogVictim(report) : nil
        if report.isOfGroup {
            verdict = .groupLimit
        } else if let asked = LogRequest(report) {
            explain(asked, bytesMore)
        }
    }

    private mutating func explain(_ asked: LogRequest, _ bytesMore: UInt64?) {
        if let problem = asked.problem { notes.append(problem) }
        if asked.order < 0 { return verdict = .asked }
        guard let request = asked.pageRequest else {
            return notes.append("a block of order \(asked.order) is larger than any that the model has")
        }
        let nodes = report.trialNodes(isMovable: asked.gfp.contains(.movable))
        guard !nodes.isEmpty else { return }
        let trial = TrialNode.trial(nodes, request)
        verdict = Verdict(trial)
        self.request = explanation(asked, nodes, trial)
        remedies = LogRemedies(asked, report)
        if let bytesMore, let remedies {
            withMemory = (bytesMore, remedies.zoneTitles.map { ($0, remedies.isMet(with: bytesMore, in: $0)) })
        }
        noteTypes()
        for zone in nodes.flatMap(\.zones) where zone.kept > 0 {
            notes.append("\(zone.title): \(grouped(zone.kept)) free pages of CMA are left out, only movable requests may use them")
        }
    }

    /// What is assumed about migrate types.
    private mutating func noteTypes() {
        let letters = report.zones.flatMap { ($0.blocks ?? []).filter { $0.count > 0 }.map(\.letters) }
        if letters.allSatisfy(\.isEmpty) {
            notes.append("the log has no migrate types of free blocks: all are taken as movable")
        } else if letters.contains(where: { $0.count > 1 }) {
            notes.append("of several types in one order each is taken to have one block, and movable the others")
        }
    }

    private func explanation(_ asked: LogRequest, _ nodes: [TrialNode], _ trial: RequestTrial) -> RequestExplanation {
        var explanation = RequestExplanation(
            kind: .failed, seq: 0, order: UInt8(asked.order), gfp: asked.gfp.rawValue, migratetype: asked.migratetype,
            who: "for \(report.request?.comm ?? "")")
        explanation.reason = verdict.rawValue
        explanation.attempts = trial.attempts
        explanation.zoneNames = nodes.flatMap { $0.zones.map(\.title) }
        let tried = trial.attempts.max { $0.zones.count < $1.zones.count }?.zones.map { Int($0.zone.rawValue) } ?? []
        for title in tried.map({ explanation.zoneNames[$0] }) {
            guard let zone = report.zones.first(where: { title == $0.title || title == $0.name }) else { continue }
            explanation.zones.append(Self.lists(zone, title, order: asked.order))
        }
        return explanation
    }

    /// A zone's free lists as the log has them.
    private static func lists(_ zone: MemoryReport.Zone, _ title: String, order: Int) -> RequestExplanation.ZoneLists {
        let counts = zone.blocksByType
        let all = BuddyInfo.Zone(name: title, blocks: (0..<orderCount).map { order in counts.reduce(0) { $0 + $1[order] } })
        return RequestExplanation.ZoneLists(
            name: title, free: zone.free, perCPU: zone["free_pcp"] ?? 0, blocks: counts.map { $0.map { UInt32(clamping: $0) } },
            extfragIndex: all.extfragIndex(order: order), unusableIndex: all.unusableIndex(order: order))
    }
}

extension LogExplanation.Verdict {
    init(_ trial: RequestTrial) {
        if trial.isServed {
            self = .metNow
        } else {
            let passes = trial.attempts.last?.zones.contains { $0.check.passes } ?? false
            self = passes ? .fragmented : .memoryShort
        }
    }
}
