import Notation

extension RunComparison {
    /// The comparison as one JSON object, keys in a fixed order, with a line end.
    public var json: String {
        let first = divergence.map { divergence in
            JSON.object([
                ("step", .number("\(divergence.step)")), ("event_a", .text(divergence.eventA)),
                ("event_b", .text(divergence.eventB)), ("row_a", rowJSON(divergence.rowA)), ("row_b", rowJSON(divergence.rowB)),
            ])
        }
        return JSON.object([
            ("a", .text(pathA)), ("b", .text(pathB)), ("same", .boolean(isSame)), ("failed", .boolean(isFailure)),
            ("identity", list(identity)), ("settings", list(settings)), ("first_difference", first ?? .null),
            ("figures", .array(figures.map(json))),
            (
                "budgets",
                .array(
                    budgets.map { budget in
                        .object([
                            ("budget", .text(budget.text)), ("broken", .boolean(breaches.contains { $0.budget == budget })),
                        ])
                    })
            ),
        ]).text + "\n"
    }

    private func rowJSON(_ row: Divergence.Row?) -> JSON {
        row.map { .object([("table", .text($0.table)), ("seq", .number("\($0.seq)")), ("text", .text($0.text))]) } ?? .null
    }

    private func list(_ differences: [Difference]) -> JSON {
        .array(differences.map { .object([("key", .text($0.key)), ("a", .text($0.a)), ("b", .text($0.b))]) })
    }

    private func json(_ figure: Figure) -> JSON {
        .object([
            ("name", .text(figure.name)), ("unit", .text(figure.unit)), ("a", JSON(figure.a)), ("b", JSON(figure.b)),
            ("change", JSON(figure.change)),
        ])
    }
}
