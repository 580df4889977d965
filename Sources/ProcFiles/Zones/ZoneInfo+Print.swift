import Pages

extension ZoneInfo: ProcFormat {
    package var text: String { zones.map(\.text).joined() }
}

extension ZoneInfo.Zone {
    fileprivate var text: String {
        var text = ZoneHeading(node: node, name: name).text
        if !nodeStatistics.isEmpty { text += "\n  per-node stats" + lines(nodeStatistics) }
        for (index, line) in pages.enumerated() {
            text += index == 0 ? "\n  pages free     \(line.value)" : "\n        \(line.name.rightPadded(8)) \(line.value)"
        }
        text += "\n        protection: (" + protection.map(String.init).joined(separator: ", ") + ")"
        text += lines(statistics)
        if !pageSets.isEmpty { text += "\n  pagesets" }
        for set in pageSets {
            text += set.text
            if let statThreshold { text += "\n  vm stats threshold: \(statThreshold)" }
        }
        if let unreclaimable { text += "\n  node_unreclaimable:  \(unreclaimable)" }
        if let start { text += "\n  start_pfn:           \(start)" }
        return text + "\n"
    }

    private func lines(_ statistics: [ZoneInfo.Statistic]) -> String {
        statistics.map { "\n      \($0.name.rightPadded(12)) \($0.value)" }.joined()
    }
}

extension ZoneInfo.PageSet {
    fileprivate var text: String {
        var figures = [("count:", count), ("high:", high), ("batch:", batch)]
        if let highBounds { figures += [("high_min:", highBounds.lowerBound), ("high_max:", highBounds.upperBound)] }
        let width = highBounds == nil ? 6 : 9
        return figures.reduce("\n    cpu: \(cpu)") { $0 + "\n              \($1.0.rightPadded(width)) \($1.1)" }
    }
}
