/// An argument of a print format: what C computes from the record's fields, as far as the kernel's formats go.
indirect enum FormatExpression: Equatable, Sendable {
    case number(UInt64)
    /// `REC->NAME`, or `__get_str(NAME)` and its kin.
    case field(String)
    case text(String)
    /// `-`, `~`, `!`.
    case unary(String, FormatExpression)
    case binary(String, FormatExpression, FormatExpression)
    /// `CONDITION ? IF : ELSE`.
    case choice(FormatExpression, FormatExpression, FormatExpression)
    /// `__print_flags(VALUE, "|", {MASK, "NAME"}, …)`.
    case flags(FormatExpression, separator: String, [Name])
    /// `__print_symbolic(VALUE, {VALUE, "NAME"}, …)`.
    case symbol(FormatExpression, [Name])

    struct Name: Equatable, Sendable {
        var value: UInt64
        var text: String
    }

    /// What an expression gives.
    enum Value: Equatable {
        case number(UInt64)
        case text(String)
    }

    /// The fields that it reads, each once.
    var fields: [String] {
        var names: [String] = []
        visit { if case .field(let name) = $0, !names.contains(name) { names.append(name) } }
        return names
    }

    private func visit(_ body: (FormatExpression) -> Void) {
        body(self)
        switch self {
        case .number, .field, .text: break
        case .unary(_, let value), .flags(let value, _, _), .symbol(let value, _): value.visit(body)
        case .binary(_, let left, let right):
            left.visit(body)
            right.visit(body)
        case .choice(let condition, let yes, let no):
            condition.visit(body)
            yes.visit(body)
            no.visit(body)
        }
    }

    /// The value where every field has the number that `load` gives; nil: texts where numbers are needed, or an unknown operator.
    func value(_ load: (String) -> UInt64?) -> Value? {
        switch self {
        case .number(let number): return .number(number)
        case .field(let name): return load(name).map { .number($0) }
        case .text(let text): return .text(text)
        case .choice(let condition, let yes, let no):
            guard case .number(let number)? = condition.value(load) else { return nil }
            return number != 0 ? yes.value(load) : no.value(load)
        case .flags(let value, let separator, let names):
            guard case .number(let number)? = value.value(load) else { return nil }
            return .text(Self.flags(number, separator, names))
        case .symbol(let value, let names):
            guard case .number(let number)? = value.value(load) else { return nil }
            return .text(names.first { $0.value == number }?.text ?? "0x" + String(number, radix: 16))
        case .unary(let mark, let value):
            guard case .number(let number)? = value.value(load) else { return nil }
            return Self.apply(mark, number).map { .number($0) }
        case .binary(let mark, let left, let right):
            guard case .number(let a)? = left.value(load), case .number(let b)? = right.value(load) else { return nil }
            return Self.apply(mark, a, b).map { .number($0) }
        }
    }

    /// Names of the masks that are wholly set, each taking its bits; then what is left in hexadecimal (trace_print_flags_seq,
    /// kernel/trace/trace_output.c).
    private static func flags(_ value: UInt64, _ separator: String, _ names: [Name]) -> String {
        var (left, words) = (value, [String]())
        for name in names where left & name.value == name.value && name.value != 0 {
            words.append(name.text)
            left &= ~name.value
        }
        if left != 0 { words.append("0x" + String(left, radix: 16)) }
        return words.joined(separator: separator)
    }

    private static func apply(_ mark: String, _ value: UInt64) -> UInt64? {
        switch mark {
        case "-": 0 &- value
        case "~": ~value
        case "!": value == 0 ? 1 : 0
        default: nil
        }
    }

    private static func apply(_ mark: String, _ a: UInt64, _ b: UInt64) -> UInt64? {
        switch mark {
        case "+": a &+ b
        case "-": a &- b
        case "*": a &* b
        case "/": b == 0 ? nil : a / b
        case "%": b == 0 ? nil : a % b
        case "&": a & b
        case "|": a | b
        case "^": a ^ b
        case "<<": b < 64 ? a << b : 0
        case ">>": b < 64 ? a >> b : 0
        case "==": a == b ? 1 : 0
        case "!=": a != b ? 1 : 0
        case "<": Int64(bitPattern: a) < Int64(bitPattern: b) ? 1 : 0
        case ">": Int64(bitPattern: a) > Int64(bitPattern: b) ? 1 : 0
        case "<=": Int64(bitPattern: a) <= Int64(bitPattern: b) ? 1 : 0
        case ">=": Int64(bitPattern: a) >= Int64(bitPattern: b) ? 1 : 0
        case "&&": a != 0 && b != 0 ? 1 : 0
        case "||": a != 0 || b != 0 ? 1 : 0
        default: nil
        }
    }
}
