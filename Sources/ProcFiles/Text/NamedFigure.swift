import TraceFormat

/// `NAME:           VALUE kB`, as meminfo and smaps have it.
package struct NamedFigure: Equatable, Sendable {
    package var name: String
    package var value: UInt64
    /// False for counts, such as those of huge pages.
    package var isKilobytes: Bool

    package init(_ name: String, _ value: UInt64, isKilobytes: Bool = true) {
        self.name = name
        self.value = value
        self.isKilobytes = isKilobytes
    }

    /// Numbers end in column 24; a longer name takes from their width.
    package var text: String {
        let name = (self.name + ":").rightPadded(16)
        return name + value.padded(24 - name.count) + (isKilobytes ? " kB\n" : "\n")
    }
}

extension WordLines {
    /// Reads `NAME: VALUE` or `NAME: VALUE kB`.
    func figure(_ line: Line) throws(TraceError) -> NamedFigure {
        guard line.words.count >= 2, line.words[0].hasSuffix(":") else { throw error(line, "NAME: VALUE kB") }
        return NamedFigure(
            String(line.words[0].dropLast()), try number(line, 1, "a number"), isKilobytes: line.words.dropFirst(2).first == "kB")
    }
}
