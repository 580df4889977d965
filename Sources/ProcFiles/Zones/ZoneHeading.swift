import ReplayModel
import TraceFormat

/// How the kernel's lines name a zone: `Node 0, zone   Normal`. Zones belong to memory nodes.
struct ZoneHeading: Equatable {
    var node: Int
    /// DMA, DMA32, Normal, HighMem, Movable or Device.
    var name: String

    var text: String { "Node \(node), zone \(name.leftPadded(8))" }
}

extension WordLines {
    /// The zone of a line that begins with `Node N, zone NAME`; a comma may follow.
    func zone(_ line: Line) throws(TraceError) -> ZoneHeading {
        let words = line.words
        guard words.count >= 4, words[0] == "Node", words[2] == "zone", words[1].hasSuffix(","), let node = Int(words[1].dropLast()),
            node >= 0
        else { throw error(line, "Node 0, zone NAME") }
        return ZoneHeading(node: node, name: String(words[3].hasSuffix(",") ? words[3].dropLast() : words[3]))
    }
}

extension WordLines {
    /// Checks that the lines which name a zone are about one that the model has, or about Device, which is passed over, and name processors that
    /// ascend (those that are online: not all need be there).
    package func requireModelledZones() throws(TraceError) {
        var least: UInt64 = 0
        for line in lines {
            if line.words[0] == "Node" {
                let zone = try zone(line)
                guard zone.node <= UInt8.max else { throw error(line, "a memory node below 256") }
                guard ZoneKind(title: zone.name) != nil || zone.name == "Device" else {
                    throw error(line, "the zone DMA, DMA32, Normal, HighMem, Movable or Device")
                }
                least = 0
            } else if line.words[0] == "cpu:" {
                let cpu = try number(line, 1, "a processor's number")
                guard cpu >= least, cpu < 4096 else { throw error(line, "processors that ascend, below 4096") }
                least = cpu + 1
            }
        }
    }
}

extension ZoneKind {
    /// The zone called `title` in /proc.
    package init?(title: some StringProtocol) {
        guard let kind = Self.allCases.first(where: { $0.title == title }) else { return nil }
        self = kind
    }
}
