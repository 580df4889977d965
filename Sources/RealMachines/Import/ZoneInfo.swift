import Replay

/// /proc/zoneinfo as far as a profile needs it. Pages unless said otherwise.
struct ZoneInfo: Equatable {
    struct Zone: Equatable {
        var kind: ZoneKind
        var values: [String: UInt64] = [:]
        var protection: [UInt64] = []
        /// By CPU: high (where there is a lower bound, that) and batch.
        var stocks: [Stock] = []

        var managed: UInt64 { values["managed"] ?? values["present"] ?? 0 }
        var present: UInt64 { values["present"] ?? 0 }
        var spanned: UInt64 { values["spanned"] ?? 0 }
        var start: UInt64 { values["start_pfn"] ?? 0 }
    }

    struct Stock: Equatable {
        var high: UInt64 = 0
        var batch: UInt64 = 0
    }

    /// All zones, also those without memory, in the file's order.
    var zones: [Zone] = []
    /// The names of all zones in order, also of kinds that the model has not (Device).
    var titles: [String] = []

    init() {}

    init(_ lines: [Substring]) throws(MachineFileError) {
        var current: Zone?
        for (index, line) in lines.enumerated() {
            let words = line.split { $0.isBlank || $0 == "," || $0 == "(" || $0 == ")" }
            guard let first = words.first else { continue }
            if first == "Node" {
                if let zone = current { zones.append(zone) }
                current = nil
                guard words.count >= 4, words[2] == "zone" else {
                    throw .init(file: "zoneinfo", line: index + 1, problem: "\"\(line)\"", expected: "Node N, zone NAME")
                }
                // One node: what the model has. Zones of further nodes have no place in a profile.
                guard words[1] == "0" else { continue }
                titles.append(String(words[3]))
                current = ZoneKind.allCases.first { $0.title == words[3] }.map { Zone(kind: $0) }
            } else {
                current?.take(words)
            }
        }
        if let zone = current { zones.append(zone) }
        guard zones.contains(where: { $0.managed > 0 }) else {
            throw .init(file: "zoneinfo", line: nil, problem: "no zone with memory", expected: "Node 0, zone NAME and its figures")
        }
    }

    subscript(_ kind: ZoneKind) -> Zone? { zones.first { $0.kind == kind } }

    /// Zones with memory, lowest first.
    var filled: [Zone] { zones.filter { $0.present > 0 } }
    var cpus: Int { filled.map(\.stocks.count).max() ?? 0 }
}

extension ZoneInfo.Zone {
    /// One line's words: `min 16`, `start_pfn: 1`, `protection: 0 835`, `cpu: 0`, `high: 20`.
    fileprivate mutating func take(_ words: [Substring]) {
        let key = words[0].hasSuffix(":") ? words[0].dropLast() : words[0]
        let numbers = words.dropFirst().compactMap { UInt64($0) }
        switch (words[0], numbers.first) {
        case ("protection:", _): protection = numbers
        case ("cpu:", _?): stocks.append(.init())
        case ("high:", let value?) where !stocks.isEmpty, ("high_min:", let value?) where !stocks.isEmpty:
            stocks[stocks.count - 1].high = value
        case ("batch:", let value?) where !stocks.isEmpty: stocks[stocks.count - 1].batch = value
        case ("pages", _): break
        case (_, let value?) where values[String(key)] == nil: values[String(key)] = value
        default: break
        }
    }
}
