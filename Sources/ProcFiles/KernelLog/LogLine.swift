import TraceFormat

/// A line of a kernel log without what stood before the kernel's own text: the time, the level, syslog's host, a mail's quote marks.
package struct LogLine: Sendable {
    /// From 1, in the file.
    package var number: UInt32
    package var text: Substring
    /// What stands between blanks; at least one.
    package var words: [Substring]
}

/// Finds the kernel's own text in the lines of dmesg, syslog, journalctl, serial consoles and quoted mails.
enum LogPrefix {
    /// All lines that hold text. Lines that a mail has broken (quoted-printable) are joined again.
    static func lines(_ lines: WordLines) -> [LogLine] {
        let isMail = lines.lines.contains { $0.text.contains("=3D") }
        var broken: (number: UInt32, text: String)?
        var result: [LogLine] = []
        for line in lines.lines {
            var text = (broken?.text ?? "") + line.text
            let number = broken?.number ?? line.number
            broken = nil
            if isMail, text.hasSuffix("=") {
                broken = (number, String(text.dropLast()))
                continue
            }
            if isMail { text = text.replacing("=3D", with: "=") }
            // rsyslog writes the end of a line in a message so.
            for part in text.split(separator: "#012") { append(String(part), number, to: &result) }
        }
        return result
    }

    private static func append(_ text: String, _ number: UInt32, to lines: inout [LogLine]) {
        let message = message(text[...])
        let words = message.split { $0 == " " || $0 == "\t" }
        if !words.isEmpty { lines.append(LogLine(number: number, text: message, words: words)) }
    }

    /// The text behind all prefixes.
    static func message(_ line: Substring) -> Substring {
        var rest = line.drop { $0 == ">" || $0 == "|" || $0 == " " || $0 == "\t" }
        rest = afterLevel(afterKernel(rest))
        if let after = afterTime(rest) {
            rest = afterMarks(after)
        } else if let after = afterDate(rest) {
            rest = after
        }
        return afterLevel(rest.drop { $0 == " " })
    }

    /// Syslog and journalctl: `Jan  2 03:04:05 host kernel: …`.
    private static func afterKernel(_ line: Substring) -> Substring {
        guard let place = line.prefix(160).firstRange(of: "kernel:"), place.lowerBound > line.startIndex else {
            return line.hasPrefix("kernel:") ? line.dropFirst(7).drop { $0 == " " } : line
        }
        return line[line.index(before: place.lowerBound)] == " " ? line[place.upperBound...].drop { $0 == " " } : line
    }

    /// A level: `<4>`.
    private static func afterLevel(_ line: Substring) -> Substring {
        guard line.first == "<", let end = line.firstIndex(of: ">") else { return line }
        let inner = line[line.index(after: line.startIndex)..<end]
        return !inner.isEmpty && inner.allSatisfy(\.isNumber) ? line[line.index(after: end)...].drop { $0 == " " } : line
    }

    /// The text behind the first bracket that holds a time: `[   12.345678] `, `[Mon Nov 30 22:09:29 2026] `.
    private static func afterTime(_ line: Substring) -> Substring? {
        var rest = line.prefix(160)
        while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
            if isTime(rest[rest.index(after: open)..<close]) { return line[line.index(after: close)...] }
            rest = rest[close...]
        }
        return nil
    }

    private static func isTime(_ text: Substring) -> Bool {
        guard text.contains(where: \.isNumber) else { return false }
        if text.contains("."), text.allSatisfy({ $0.isNumber || " .,:-s".contains($0) }) { return true }
        return text.split(separator: " ").contains { $0.count == 8 && $0.filter { $0 == ":" }.count == 2 }
    }

    /// Who printed, behind the time: `[    T123]`, `[pid:1361,cpu5,name]`, `[c0]`.
    private static func afterMarks(_ line: Substring) -> Substring {
        var rest = line
        while let close = mark(rest.drop { $0 == " " }) { rest = rest[close...] }
        return rest
    }

    private static func mark(_ line: Substring) -> Substring.Index? {
        guard line.first == "[", let close = line.firstIndex(of: "]") else { return nil }
        let inner = line[line.index(after: line.startIndex)..<close].drop { $0 == " " }
        let isCaller =
            inner.first.map { "TCc".contains($0) } == true && !inner.dropFirst().isEmpty && inner.dropFirst().allSatisfy(\.isNumber)
        return isCaller || inner.hasPrefix("pid:") ? line.index(after: close) : nil
    }

    /// dmesg's ISO times: `2026-11-30T22:09:29,123456+00:00 …`.
    private static func afterDate(_ line: Substring) -> Substring? {
        guard let end = line.firstIndex(of: " ") else { return nil }
        let word = line[..<end]
        return word.count > 18 && word.prefix(4).allSatisfy(\.isNumber) && word.dropFirst(10).first == "T" ? line[end...] : nil
    }
}

extension Substring {
    /// The first place of `text`.
    func firstRange(of text: String) -> Range<Index>? { ranges(of: text).first }

    /// What stands behind `text`; nil: it does not stand here.
    func after(_ text: String) -> Substring? { firstRange(of: text).map { self[$0.upperBound...] } }

    /// What stands before `text`; nil: it does not stand here.
    func before(_ text: String) -> Substring? { firstRange(of: text).map { self[..<$0.lowerBound] } }

    /// The number that it begins with; at most as much as a limit that there is none (PAGE_COUNTER_MAX in kB) may be.
    var leadingNumber: UInt64? { UInt64(prefix { $0.isASCII && $0.isNumber }).map { Swift.min($0, 1 << 53) } }

    /// The number that it begins with, with its sign.
    var leadingSigned: Int64? { Int64(prefix { $0 == "-" || $0.isASCII && $0.isNumber }) }
}
