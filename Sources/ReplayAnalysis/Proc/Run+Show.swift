import ProcFiles

extension Run {
    /// The text of a view after a moment. `pid` and `address`: where the view takes them; `sort`: for slabtop.
    package func show(
        _ view: ProcView, pid: Int64 = 0, address: UInt64 = 0, sort: SlabTop.SortKey = .objects, at moment: Moment
    ) throws -> String {
        switch view {
        case .buddyinfo: return try buddyInfo(at: moment).text
        case .pagetypeinfo: return try pageTypeInfo(at: moment).text
        case .zoneinfo: return try zoneInfo(at: moment).text
        case .extfragIndex: return try buddyInfo(at: moment).extfragText
        case .unusableIndex: return try buddyInfo(at: moment).unusableText
        case .slabinfo: return try slabInfo(at: moment).text
        case .slabtop: return SlabTop(caches: try slabInfo(at: moment).caches, sortKey: sort).text
        case .meminfo: return try memInfo(at: moment).text
        case .vmallocinfo: return try vmallocInfo(at: moment).text
        case .numastat: return try numaStat(at: moment)
        case .ps: return try processes.list(at: moment)
        case .statm: return try statm(pid, at: moment).text
        case .status: return try status(pid, at: moment).text
        case .maps: return try maps(pid, at: moment).text
        case .smaps: return try smaps(pid, at: moment).text
        case .smapsRollup: return try smapsRollup(pid, at: moment).text
        case .pagemap: return try pagemap(pid, at: moment)
        case .oomScore:
            return "\(try processes.oomScore(try processes.process(pid, at: moment), among: processes.living(at: moment), at: moment))\n"
        case .oomScoreAdj: return "\(try scoreAdj(pid, at: moment))\n"
        case .oomAdj: return "\(try processes.process(pid, at: moment).oomAdj)\n"
        case .mallocInfo: return try mallocInfo(pid, at: moment).text
        case .mallinfo: return try mallinfo(pid, at: moment)
        case .heap: return try heapText(pid, at: moment)
        case .heapPins: return try heapPinsText(pid, at: moment)
        case .heapBins: return try heaps.map(pid, at: moment).binText
        case .translate: return try translation(of: address, in: pid, at: moment)
        }
    }

    private func scoreAdj(_ pid: Int64, at moment: Moment) throws -> Int64 {
        guard try processes.oomRules().rules.hasScoreAdj else {
            throw AnalysisError("Linux \(try machine.generation().title) has no oom_score_adj", expected: "oom_adj")
        }
        return try processes.process(pid, at: moment).oomScoreAdj
    }
}
