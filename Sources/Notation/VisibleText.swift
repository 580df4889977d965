/// Text from outside, as people may see it: what would steer a terminal or turn the order of letters round is written as an escape
/// (`\n`, `\u001b`, `\u202e`), as in JSON. `keepsLines`: line ends and tabs are the text's own layout and stay.
package func visible(_ text: String, keepsLines: Bool = false) -> String {
    func escape(_ scalar: Unicode.Scalar) -> String? {
        keepsLines && (scalar == "\n" || scalar == "\t") ? nil : scalar.terminalEscape
    }
    guard text.unicodeScalars.contains(where: { escape($0) != nil }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if let escape = escape(scalar) { result += escape } else { result.unicodeScalars.append(scalar) }
    }
    return result
}

extension Unicode.Scalar {
    /// An escape for what a terminal may take for more than a letter; nil: it is harmless.
    package var terminalEscape: String? {
        if let controlEscape { return controlEscape }
        return isBidiControl || (0x80...0x9f).contains(value) ? "\\u" + value.hex(4) : nil
    }

    /// Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX #9), and the line and paragraph separators.
    private var isBidiControl: Bool {
        switch value {
        case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}
