import Glibc

/// What is known of a terminal.
enum Terminal {
    static func isThere(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Columns of the terminal at `descriptor`; nil where there is none, or it does not say.
    static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard isThere(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Long lines broken at blanks, their rest under their first word: `  12. A sentence …` goes on below `A`. Words longer than a line stay
    /// whole. Lines of tables and of the kernel's own text, which have no number before them, stay as they are.
    static func wrapped(_ text: String, _ width: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { wrapped($0, width) }.joined(separator: "\n")
    }

    private static func wrapped(_ line: Substring, _ width: Int) -> String {
        let number = line.prefix { $0 == " " || $0.isNumber || $0 == "." }
        let indent = line.hasPrefix("  …") ? 4 : number.count
        guard line.count > width, line.hasPrefix("  …") || number.hasSuffix(". "), indent < width / 2 else { return String(line) }
        var lines = [String(line.prefix(indent))]
        for word in line.dropFirst(indent).split(separator: " ") {
            let isFirst = lines[lines.count - 1].count <= indent
            if !isFirst, lines[lines.count - 1].count + 1 + word.count > width {
                lines.append(String(repeating: " ", count: indent) + word)
            } else {
                lines[lines.count - 1] += (isFirst ? "" : " ") + word
            }
        }
        return lines.joined(separator: "\n")
    }
}
