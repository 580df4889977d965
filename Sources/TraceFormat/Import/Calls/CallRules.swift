/// A rule as it is asked for each call. A class, so that no call copies it.
final class PreparedRule: Sendable {
    let kind: EventKind?
    let operands: [CallOperand]
    let effect: CallEffect
    let count: Int
    /// Whether the call is complete only with its result.
    let needsResult: Bool

    init(_ rule: CallRule) {
        (kind, operands, effect, count) = (rule.kind, rule.operands, rule.effect, rule.count)
        needsResult = rule.operands.contains { if case .result = $0.place { true } else { false } }
    }
}

extension PreparedRule {
    /// Whether numbers stand where the call has them: a trace's own lines (`0 0 1 malloc size=100`) are no such call.
    func hasNumbers(_ line: UnsafeRawBufferPointer, _ call: CallLine) -> Bool {
        operands.allSatisfy { operand in
            guard case .at(let index) = operand.place, case .number = operand.form, let range = call.operand(index) else { return true }
            return CallDecoder.number(line, range) != nil
        }
    }
}

/// The rules of a format, found by a call's name.
struct CallRules: Sendable {
    private let rules: [PreparedRule]
    private var exact = ByteInterner()
    /// Beginning, what must follow anywhere, and the rule.
    private var patterns: [(beginning: String, middle: String, rule: Int)] = []

    init(_ rules: [CallRule]) {
        self.rules = rules.map { PreparedRule($0) }
        for (index, rule) in rules.enumerated() {
            for name in rule.names {
                let parts = name.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
                if parts.count == 1 {
                    if find(exactly: name) == nil { exact.add(name, value: UInt32(index)) }
                } else {
                    patterns.append((parts[0], parts[1], index))
                }
            }
        }
    }

    private func find(exactly name: String) -> UInt32? {
        var name = name
        return name.withUTF8 { exact.find(UnsafeRawBufferPointer($0)) }
    }

    /// The rule of the call with this name, or nil.
    func rule(named name: UnsafeRawBufferPointer) -> PreparedRule? {
        if let index = exact.find(name) { return rules[Int(index)] }
        guard !patterns.isEmpty else { return nil }
        let text = name.text
        return patterns.first { text.hasPrefix($0.beginning) && ($0.middle.isEmpty || Self.has(text, $0.middle)) }.map { rules[$0.rule] }
    }

    private static func has(_ text: String, _ part: String) -> Bool {
        text.utf8.indices.contains { text.utf8[$0...].starts(with: part.utf8) }
    }
}
