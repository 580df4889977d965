import Notation
import ProcFiles
import ReplayAnalysis
import ReplayModel

extension LogExplanation {
    /// How many candidates are shown.
    private static let most = 12

    public var text: String { heading + reasons + memoryText + victimText + remedyText + damageText + othersText }

    private var heading: String {
        let kernel =
            report.release.map { "kernel \($0)" } ?? "kernel not named; by the report's form the rules of \(report.assumedGeneration.title)"
        var text = "\(file):\(report.line): "
        switch report.trigger {
        case .oomKiller: text += report.request.map { "\($0.comm) invoked the OOM killer" } ?? "the OOM killer"
        case .allocationFailure: text += "\(report.request?.comm ?? "") asked for a block that was not to be had"
        case .shown: text += "memory was shown; no request is told of"
        }
        text += " (\(kernel))\n"
        if let request = report.request {
            text += "  gfp_mask \(request.mask.hexadecimal), order \(request.order)"
            text += request.adj.map { ", oom_score_adj \($0)" } ?? ""
            text += ".\n"
        }
        return text
    }

    private var reasons: String {
        switch verdict {
        case .groupLimit: return groupText
        case .memoryShort: return "  Memory was short: no zone that it may use has free memory above its watermark.\n"
        case .fragmented: return "  Memory was in pieces too small: a zone is above its watermark, but has no block for this request.\n"
        case .metNow:
            return "  By the report's own figures it could be met: memory came free before they were printed, or reclaim was given up "
                + "for another reason.\n"
        case .asked: return "  A person asked for the kill (SysRq-F); no request failed.\n"
        case .unknown: return "  Why no page was to be had the report does not say.\n"
        }
    }

    private var groupText: String {
        let group = report.group
        let name = group?.name ?? report.constraint?.group
        var text = "  A memory cgroup was at its limit\(name.map { ": " + $0 } ?? ""). The machine's zones do not matter.\n"
        if let usage = group?.usage, let limit = group?.limit {
            text += "  Usage \(grouped(usage)) kB, limit \(grouped(limit)) kB.\n"
        }
        if group?.killsAll == true { text += "  memory.oom.group is set: all processes of the group die.\n" }
        return text
    }

    private var memoryText: String { (request?.text ?? "") + notes.map { "  Note: \($0).\n" }.joined() }

    private var damageText: String {
        guard !report.damage.isEmpty else { return "" }
        return "\nThe report is not whole:\n" + report.damage.map { "  line \($0.line): \($0.problem)\n" }.joined()
    }

    private var othersText: String {
        guard log.reports.count > 1 else { return "" }
        return "\nAll reports of this log (choose with --report):\n"
            + log.reports.enumerated().map { place, other in
                "  \(place + 1)  line \(other.line): \(other.summary)\(other == report ? "  (this one)" : "")\n"
            }.joined()
    }
}

extension MemoryReport {
    /// A report in a line.
    var summary: String {
        var text =
            switch trigger {
            case .oomKiller: isOfGroup ? "memory cgroup out of memory" : "out of memory"
            case .allocationFailure: "page allocation failure"
            case .shown: "memory shown"
            }
        if let request { text += ", \(request.comm), order \(request.order)" }
        if let kill = kills.first { text += ", killed \(kill.name) (\(kill.pid))" }
        return text
    }
}

extension LogExplanation {
    // Who is killed.

    fileprivate var victimText: String {
        guard report.trigger == .oomKiller else { return "" }
        var text = "\nWho is killed\n"
        if let victim {
            text += "  Scores are relative to \(grouped(victim.totalPages)) pages\(report.isOfGroup ? " (the group's limit)" : "").\n"
            text += victim.table(most: Self.most, marked: report.kills.map(\.pid))
            text += victim.notes.map { "  Note: \($0).\n" }.joined()
        }
        return text + comparison
    }

    /// What the log says against what the rules say.
    private var comparison: String {
        guard let kill = report.kills.first else {
            return "  The log says: \(report.panic.map { "\"\($0)\"" } ?? "nothing of a kill").\n"
        }
        var text = "  The log says: process \(kill.pid) (\(kill.name))"
        if let score = kill.score { text += ", score \(score)" }
        guard let chosen = victim?.chosenTask else { return text + ".\n" }
        if chosen.pid == kill.pid {
            text += ": the same by these rules.\n"
        } else if kill.reason.contains("oom_kill_allocating_task") {
            text += ": the one that asked (vm.oom_kill_allocating_task).\n"
        } else if victim?.lacksSwap == true {
            text += ". Swap of processes counts, too, and the table does not have it: whether the choice is right cannot be said.\n"
        } else {
            text +=
                "; by these rules \(chosen.pid) (\(chosen.name)): processes that were exiting, or not allowed to the nodes, are not "
                + "told in the table.\n"
        }
        if let child = report.kills.dropFirst().first, child.pid != kill.pid, child.reason.isEmpty {
            text += "  Its child \(child.pid) (\(child.name)) died in its place.\n"
        }
        return text
    }
}

extension LogVictim {
    var chosenTask: MemoryReport.Task? { chosen.map { candidates[$0].task } }

    /// The candidates with most points, and those that the log names.
    func table(most: Int, marked: [Int64]) -> String {
        let ranked = candidates.indices.sorted { first, second in
            let points = [first, second].map { candidates[$0].score?.points ?? .min }
            return (points[1], first) < (points[0], second)
        }
        let shown = ranked.enumerated().filter { $0.offset < most || marked.contains(candidates[$0.element].task.pid) }.map(\.element)
        var rows = [["pid", "name", "uid", "total_vm", "rss", "swap", "tables", "adj", "for adj", "for root", "points", ""]]
        for place in shown { rows.append(row(candidates[place], isChosen: place == chosen)) }
        var text = ReplayAnalysis.table(rows, right: [0, 2, 3, 4, 5, 6, 7, 8, 9, 10]).split(separator: "\n").map { "    \($0)\n" }.joined()
        if shown.count < candidates.count { text += "    … \(grouped(candidates.count - shown.count)) more\n" }
        return text
    }

    private func row(_ candidate: Candidate, isChosen: Bool) -> [String] {
        let task = candidate.task
        let what =
            switch candidate.eligibility {
            case .eligible: isChosen ? "chosen" : ""
            case .`init`: "init"
            case .adjMinimum: "exempt by its adj"
            case .kernelThread, .dying: ""
            }
        return [
            "\(task.pid)", task.name, "\(task.uid)", grouped(task.total), grouped(task.resident), task.swap.map { grouped($0) } ?? "-",
            grouped(candidate.tables), "\(task.adj ?? task.legacyAdj ?? 0)",
            candidate.score.map { grouped($0.adjustment) } ?? "-",
            candidate.score.map { grouped(-$0.rootBonus) } ?? "-", candidate.score.map { grouped($0.points) } ?? "-", what,
        ]
    }
}
