import ReplayStore

extension Run {
    /// The moment that `--at` names. Errors: a step beyond the end, a mark that does not exist (the marks are listed).
    public func moment(_ text: String?) throws -> Moment {
        switch text.map(MomentName.init) ?? .end {
        case .end: return try moment(step: lastStep())
        case .step(let step):
            let last = try lastStep()
            guard step <= last else { throw AnalysisError("no step \(step) in \(path)", expected: "0 to \(last)") }
            return try moment(step: step)
        case .time(let time): return try moment(time: time)
        case .mark(let label): return try moment(mark: label)
        }
    }

    private func moment(step: UInt64) throws -> Moment { Moment(step: step, time: try time(ofStep: step)) }

    /// Nanoseconds: when a step happened.
    func time(ofStep step: UInt64) throws -> UInt64 {
        UInt64(bitPattern: try database.integer("SELECT time FROM event WHERE step = ?", [SQLValue(step)]) ?? 0)
    }

    /// Time never falls from step to step, so the step is found by halving.
    private func moment(time: UInt64) throws -> Moment {
        var (low, high) = (UInt64(0), try lastStep())
        while low < high {
            let middle = high - (high - low) / 2
            if try moment(step: middle).time <= time { low = middle } else { high = middle - 1 }
        }
        return try moment(step: low)
    }

    private func moment(mark label: String) throws -> Moment {
        let step = try database.integer(
            "SELECT m.step FROM mark m JOIN name n ON n.id = m.label WHERE n.text = ? ORDER BY m.step LIMIT 1", [.text(label)])
        guard let step else {
            let marks = try self.marks()
            throw AnalysisError(
                "no mark \"\(label)\" in \(path)",
                expected: marks.isEmpty
                    ? "a step or a time such as 2.5ms (the run has no marks)"
                    : "a step, a time such as 2.5ms, or one of the marks \(marks.joined(separator: ", "))")
        }
        return try moment(step: UInt64(bitPattern: step))
    }

    /// The labels of all marks, in order of first appearance.
    public func marks() throws -> [String] {
        var labels: [String] = []
        try database.forEachRow("SELECT n.text FROM mark m JOIN name n ON n.id = m.label ORDER BY m.step, m.seq") { row in
            let label = row.text(0)
            if !labels.contains(label) { labels.append(label) }
        }
        return labels
    }
}
