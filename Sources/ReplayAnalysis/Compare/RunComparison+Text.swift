extension RunComparison {
    /// The comparison for people. A is the older or the reference run.
    public var text: String {
        var text = "A  \(pathA)\nB  \(pathB)\n"
        if !identity.isEmpty { text += "\nThe runs\n" + list(identity) }
        if !settings.isEmpty { text += "\nSettings\n" + list(settings) }
        text += "\n" + divergenceText
        text += "\n" + figureText
        for budget in budgets {
            let breach = breaches.first { $0.budget == budget }
            let figure = figures.first { $0.name == budget.figure }
            text += (breach == nil ? "ok      " : "BROKEN  ") + budget.text
            if let figure, let a = figure.a, let b = figure.b {
                text += ": \(grouped(a)) → \(grouped(b))" + (figure.percent.isEmpty ? "" : " (\(figure.percent))")
            }
            text += "\n"
        }
        return text
    }

    private func list(_ differences: [Difference]) -> String {
        table([["", "A", "B"]] + differences.map { ["  \($0.key)", $0.a ?? "-", $0.b ?? "-"] })
    }

    private var divergenceText: String {
        guard let divergence else { return "Events and transitions are the same from first to last.\n" }
        var text = "The runs go apart at step \(divergence.step).\n"
        if divergence.eventA == divergence.eventB {
            text += "  Event  \(divergence.eventA ?? "none")\n"
        } else {
            text += "  Event in A  \(divergence.eventA ?? "none: the run has ended")\n"
            text += "  Event in B  \(divergence.eventB ?? "none: the run has ended")\n"
        }
        text += "  A  " + rowText(divergence.rowA) + "\n  B  " + rowText(divergence.rowB) + "\n"
        return text
    }

    private func rowText(_ row: Divergence.Row?) -> String { row.map { "\($0.table): \($0.text)" } ?? "nothing more in this step" }

    private var figureText: String {
        let changed = changedFigures
        guard !changed.isEmpty else { return "All \(figures.count) figures are the same.\n" }
        var rows = [["FIGURE", "UNIT", "A", "B", "CHANGE", ""]]
        for figure in changed {
            let change = figure.change.map { ($0 > 0 ? "+" : "") + grouped($0) } ?? ""
            rows.append([
                figure.name, figure.unit, figure.a.map { grouped($0) } ?? "-", figure.b.map { grouped($0) } ?? "-", change,
                figure.percent,
            ])
        }
        return table(rows, right: [2, 3, 4, 5])
            + (changed.count < figures.count ? "\(figures.count - changed.count) other figures are the same.\n" : "")
    }
}
