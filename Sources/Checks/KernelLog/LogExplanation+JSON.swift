import Notation
import ProcFiles
import ReplayModel

extension LogExplanation {
    /// One line of JSON; sizes are pages, but where a name says otherwise.
    public var json: String {
        var pairs: [(String, JSON)] = [
            ("file", .string(file)), ("line", JSON(report.line)), ("trigger", .string(report.trigger.rawValue)),
            ("verdict", .string(verdict.rawValue)), ("kernel", .text(report.release)),
            ("comm", .text(report.request?.comm)), ("order", JSON(report.request?.order)), ("gfp_mask", JSON(report.request?.mask)),
        ]
        if let request { pairs.append(("request", request.json)) }
        if report.isOfGroup { pairs.append(("group", groupJSON)) }
        if report.trigger == .oomKiller { pairs.append(("victim", victimJSON)) }
        if let remedies { pairs.append(("would_have_met", remedies.json)) }
        if let withMemory {
            let answers = withMemory.answers.map { ($0.zone, JSON.boolean($0.isMet)) }
            pairs.append(("with_memory", .object([("bytes", JSON(withMemory.bytes)), ("zones", .object(answers))])))
        }
        pairs.append(("notes", .array((notes + (victim?.notes ?? [])).map { .string($0) })))
        pairs.append(
            (
                "damage",
                .array(
                    report.damage.map { damage in
                        .object([("line", JSON(damage.line)), ("problem", .string(damage.problem))])
                    })
            ))
        pairs.append(
            (
                "reports",
                .array(
                    log.reports.map { other in
                        .object([("line", JSON(other.line)), ("summary", .string(other.summary))])
                    })
            ))
        return JSON.object(pairs).text + "\n"
    }

    private var groupJSON: JSON {
        .object([
            ("name", .text(report.group?.name ?? report.constraint?.group)), ("usage_kb", JSON(report.group?.usage)),
            ("limit_kb", JSON(report.group?.limit)), ("kills_all", .boolean(report.group?.killsAll ?? false)),
        ])
    }

    private var victimJSON: JSON {
        .object([
            ("killed", JSON(report.kills.first?.pid)), ("chosen", JSON(victim?.chosenTask?.pid)), ("total_pages", JSON(victim?.totalPages)),
            ("candidates", .array((victim?.candidates ?? []).map(\.json))),
        ])
    }
}

extension LogVictim.Candidate {
    fileprivate var json: JSON {
        .object([
            ("pid", JSON(task.pid)), ("name", .string(task.name)), ("uid", JSON(task.uid)), ("total_vm", JSON(task.total)),
            ("rss", JSON(task.resident)), ("swap", JSON(task.swap)), ("tables", JSON(tables)), ("oom_score_adj", JSON(task.adj)),
            ("oom_adj", JSON(task.legacyAdj)), ("eligibility", .string(eligibility.title)), ("points", JSON(score?.points)),
            ("base", JSON(score?.base)), ("root_bonus", JSON(score?.rootBonus)), ("adjustment", JSON(score?.adjustment)),
        ])
    }
}

extension LogRemedies {
    fileprivate var json: JSON {
        .object([
            ("memory_mib", .object(memory.map { ($0.zone, JSON($0.mebibytes)) })), ("min_free_kbytes", JSON(minFree)),
            ("min_free_kbytes_now", JSON(minFreeNow)), ("without_boost", isMetWithoutBoost.map { .boolean($0) } ?? .null),
            ("without_lowmem_reserve", .boolean(isMetWithoutReserves)),
            ("zone_flags", .array(zones.map { .string($0) })), ("order", JSON(order)),
        ])
    }
}
