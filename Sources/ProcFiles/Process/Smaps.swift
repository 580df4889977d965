import TraceFormat
import Virtual

/// /proc/PID/smaps (show_smap, fs/proc/task_mmu.c), and smaps_rollup, which has one area.
package struct Smaps: ProcFormat {
    /// One area and the lines below it.
    package struct Area: Equatable, Sendable {
        package var map: Maps.Area
        /// `Size` to `Locked`, in kB, as the kernel prints them.
        package var figures: [NamedFigure] = []
        /// `THPeligible`; nil: the kernel has no such line.
        package var isHugeEligible: Bool?
        /// As in `VmFlags`: `rd wr mr mw me ac`; nil: the kernel has no such line.
        package var flags: [String]?

        package init(map: Maps.Area) { self.map = map }
    }

    package var areas: [Area]
    /// The kernel's: 4 or 8.
    package var pointerSize: UInt8
    /// Columns of THPeligible's value: 1 in 6.1, 8 in 6.18.
    package var eligibleWidth: Int

    package init(areas: [Area], pointerSize: UInt8, eligibleWidth: Int = 8) {
        self.areas = areas
        self.pointerSize = pointerSize
        self.eligibleWidth = eligibleWidth
    }

    package var text: String { areas.map(text).joined() }

    private func text(_ area: Area) -> String {
        var text = area.map.line(pointerSize: pointerSize) + "\n" + area.figures.map(\.text).joined()
        if let isEligible = area.isHugeEligible {
            text += "THPeligible:".rightPadded(16) + (isEligible ? 1 : 0).padded(eligibleWidth) + "\n"
        }
        if let flags = area.flags { text += "VmFlags: " + flags.map { $0 + " " }.joined() + "\n" }
        return text
    }
}

extension Smaps {
    package init(_ lines: WordLines) throws(TraceError) {
        self.init(areas: [], pointerSize: lines.pointerSize)
        for line in lines.lines {
            guard line.words[0].hasSuffix(":") else {
                areas.append(Area(map: try lines.area(line)))
                continue
            }
            guard !areas.isEmpty else { throw lines.error(line, "an area: START-END rwxp OFFSET MAJOR:MINOR INODE") }
            try take(line, of: lines)
        }
    }

    private mutating func take(_ line: WordLines.Line, of lines: WordLines) throws(TraceError) {
        let last = areas.count - 1
        switch line.words[0] {
        case "THPeligible:":
            areas[last].isHugeEligible = try lines.number(line, 1, "0 or 1") != 0
            eligibleWidth = line.text.count - 16
        case "VmFlags:": areas[last].flags = line.words.dropFirst().map(String.init)
        default: areas[last].figures.append(try lines.figure(line))
        }
    }
}
