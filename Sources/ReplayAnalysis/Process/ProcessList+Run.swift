import ReplayModel

extension RunProcesses {
    /// The living processes, as ps would list them: sizes in kB.
    public func list(at moment: Moment) throws -> String {
        let all = try living(at: moment)
        var rows = [["PID", "PPID", "UID", "VSS", "RSS", "ANON", "PTE", "MINFLT", "ADJ", "OOM_SCORE", "COMMAND"]]
        for process in all where process.exited == nil {
            let sizes = [process.virtualPages, process.resident, process.anonymous, process.pageTables].map {
                String($0 * pageSize >> 10)
            }
            rows.append(
                ["\(process.pid)", "\(process.parent)", "\(process.uid)"] + sizes
                    + [
                        "\(process.minorFaults)", "\(try shownAdj(process))",
                        "\(try oomScore(process, among: all, at: moment))", process.comm,
                    ])
        }
        return table(rows, right: Set(0...9))
    }

    private func shownAdj(_ process: ProcessFacts) throws -> Int64 {
        try oomRules().rules.hasScoreAdj ? process.oomScoreAdj : process.oomAdj
    }
}
