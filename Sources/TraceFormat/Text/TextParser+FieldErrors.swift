extension TextParser {
    @inline(never)
    func unknownField(_ scanner: TextScanner, _ rule: KindRule) -> TraceError {
        let word = scanner.text(from: scanner.at)
        guard let equals = word.firstIndex(of: "=") else {
            return error("\"\(word)\" is not a field", expected: "FIELD=VALUE", at: scanner.at)
        }
        let field = String(word[..<equals])
        let fields = rule.slots.map(\.field.name)
        let all = fields.isEmpty ? "no field" : "one of " + fields.joined(separator: ", ")
        return error(
            "\(rule.kind.name) has no field \"\(field)\"", expected: Suggestion.text(for: field, among: fields, otherwise: all),
            at: scanner.at)
    }

    @inline(never)
    func badValue(_ scanner: TextScanner, _ slot: SlotRule, _ start: Int) -> TraceError {
        error("\"\(scanner.text(from: start))\" is not right", expected: expectation(scanner, slot, start), at: start)
    }

    @inline(never)
    func outOfRange(_ slot: SlotRule, _ value: UInt64, _ start: Int) -> TraceError {
        slot.outOfRange(value).error(file: name, line: lineNumber, offset: lineOffset + UInt64(start))
    }

    /// What a value of the slot looks like, with a near word where the text is nearly one.
    private func expectation(_ scanner: TextScanner, _ slot: SlotRule, _ start: Int) -> String {
        switch slot.form {
        case .count: "a number \(slot.range.description)"
        case .frame, .address: "a number 0 … \(slot.range.upper), hexadecimal after 0x"
        case .signed: "a number \(slot.range.description), with - in front or a unit of bytes"
        case .bytes: Self.bytesExpected
        case .pointer: "a label, or an address after 0x" + (slot.takesOffset ? ", then +N where an offset is meant" : "")
        case .name: "a word, or a name in quotes"
        case .protection: "r, w and x in this order, with - for what is not there"
        case .boolean: "0, 1, false or true"
        case .gfp, .mapFlags: nearWord(scanner, slot, start, otherwise: "flags joined with |, or a number")
        case .migratetype, .choice: nearWord(scanner, slot, start, otherwise: slot.words.words.joined(separator: ", ") + ", or its number")
        }
    }

    static let bytesExpected = "bytes, or a number with KiB, MiB, GiB, TiB (powers of 1024) or kB (1024, as in /proc)"

    private func nearWord(_ scanner: TextScanner, _ slot: SlotRule, _ start: Int, otherwise: String) -> String {
        let value = scanner.text(from: start + slot.nameLength + 1)
        for word in value.split(separator: "|", omittingEmptySubsequences: false) where !slot.words.words.contains(String(word)) {
            return Suggestion.text(for: String(word), among: slot.words.words, otherwise: otherwise)
        }
        return otherwise
    }
}
