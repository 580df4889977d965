/// Reading expressions, by the precedence of C's operators.
extension FormatExpression {
    /// How deep brackets may be nested: the kernel's formats have about twelve.
    private static let deepest = 64

    /// Reads an argument, up to the comma or bracket behind it; nil where it is none that is read, and then it is passed all the same.
    static func argument(_ tokens: inout FormatTokens) -> FormatExpression? {
        let start = tokens
        if let expression = expression(&tokens, above: 0, depth: 0), tokens.peek == nil || tokens.peek == .mark(",") { return expression }
        tokens = start
        pass(&tokens)
        return nil
    }

    /// Passes an argument: all up to a comma outside brackets.
    private static func pass(_ tokens: inout FormatTokens) {
        var depth = 0
        while let token = tokens.peek {
            if token == .mark(","), depth == 0 { return }
            if token == .mark("(") || token == .mark("{") { depth += 1 }
            if token == .mark(")") || token == .mark("}") { depth -= 1 }
            tokens.advance()
        }
    }

    private static let precedence: [String: Int] = [
        "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7, "<<": 8, ">>": 8, "+": 9, "-": 9,
        "*": 10, "/": 10, "%": 10,
    ]

    private static func expression(_ tokens: inout FormatTokens, above: Int, depth: Int) -> FormatExpression? {
        guard depth < deepest, var left = operand(&tokens, depth: depth) else { return nil }
        while case .mark(let mark)? = tokens.peek, let rank = precedence[mark], rank > above {
            tokens.advance()
            guard let right = expression(&tokens, above: rank, depth: depth + 1) else { return nil }
            left = .binary(mark, left, right)
        }
        guard above == 0, tokens.take("?") else { return left }
        guard let yes = expression(&tokens, above: 0, depth: depth + 1), tokens.take(":"),
            let no = expression(&tokens, above: 0, depth: depth + 1)
        else { return nil }
        return .choice(left, yes, no)
    }

    private static func operand(_ tokens: inout FormatTokens, depth: Int) -> FormatExpression? {
        guard depth < deepest, let token = tokens.peek else { return nil }
        tokens.advance()
        switch token {
        case .number(let number): return .number(number)
        case .text(let text): return .text(text)
        case .word(let word): return named(word, &tokens, depth: depth)
        case .mark("-"), .mark("~"), .mark("!"):
            guard case .mark(let mark) = token, let value = operand(&tokens, depth: depth + 1) else { return nil }
            return .unary(mark, value)
        case .mark("("):
            if let cast = cast(&tokens, depth: depth) { return cast }
            guard let inner = expression(&tokens, above: 0, depth: depth + 1), tokens.take(")") else { return nil }
            return inner
        case .mark: return nil
        }
    }

    /// `TYPE) VALUE` behind an open bracket; nil, and nothing taken, where words and stars are not all that it holds. Widths of types are
    /// not looked at: the kernel's formats cast numbers to wider ones.
    private static func cast(_ tokens: inout FormatTokens, depth: Int) -> FormatExpression? {
        let start = tokens
        var words = 0
        while true {
            if case .word? = tokens.peek { words += 1 } else if tokens.peek != .mark("*") { break }
            tokens.advance()
        }
        if words > 0, start.peek != .word("REC"), tokens.take(")"), let value = operand(&tokens, depth: depth + 1) { return value }
        tokens = start
        return nil
    }

    private static func named(_ word: String, _ tokens: inout FormatTokens, depth: Int) -> FormatExpression? {
        if word == "REC" {
            guard tokens.take("->"), case .word(let name)? = tokens.peek else { return nil }
            tokens.advance()
            // An element of an array is no number of the plan's.
            return tokens.peek == .mark("[") ? nil : .field(name)
        }
        guard tokens.take("(") else { return nil }
        switch word {
        case "__get_str", "__get_rel_str":
            guard case .word(let name)? = tokens.peek else { return nil }
            tokens.advance()
            return tokens.take(")") ? .field(name) : nil
        case "__print_flags", "__print_symbolic":
            guard let value = expression(&tokens, above: 0, depth: depth + 1), tokens.take(",") else { return nil }
            if word == "__print_symbolic" { return names(&tokens, depth: depth).map { .symbol(value, $0) } }
            guard case .text(let separator)? = tokens.peek else { return nil }
            tokens.advance()
            guard tokens.take(",") else { return nil }
            return names(&tokens, depth: depth).map { .flags(value, separator: separator, $0) }
        default: return nil
        }
    }

    /// `{VALUE, "NAME"}, …` up to the bracket that closes the list, which the kernel ends with a name of NULL or without.
    private static func names(_ tokens: inout FormatTokens, depth: Int) -> [Name]? {
        var names: [Name] = []
        repeat {
            guard tokens.take("{"), let expression = expression(&tokens, above: 0, depth: depth + 1), tokens.take(",") else { return nil }
            if case .text(let text)? = tokens.peek {
                tokens.advance()
                guard case .number(let value)? = expression.value({ _ in nil }) else { return nil }
                names.append(Name(value: value, text: text))
            } else if Self.expression(&tokens, above: 0, depth: depth + 1) == nil {
                return nil
            }
            guard tokens.take("}") else { return nil }
        } while tokens.take(",")
        return tokens.take(")") ? names : nil
    }
}
