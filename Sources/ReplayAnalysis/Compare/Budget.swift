/// A limit to how much a figure may change from run A to run B, as `--fail-on` takes it: `peak.memory.anon>5%`, `end.memory.used<1000`.
///
/// `>` is broken when B is more than the limit above A, `<` when B is more than the limit below A.
public struct Budget: Equatable, Sendable {
    public enum Direction: String, Sendable {
        case rise = ">"
        case fall = "<"
    }

    public enum Limit: Equatable, Sendable {
        /// Thousandths of a per cent of A.
        case milliPercent(UInt64)
        /// In the figure's unit.
        case absolute(UInt64)
    }

    /// As the user wrote it.
    public var text: String
    /// A figure as `compare` prints it: `peak.NAME` or `end.NAME`.
    public var figure: String
    public var direction: Direction
    public var limit: Limit

    /// Reads a budget. Errors: not of the form FIGURE>N, FIGURE>N%, FIGURE<N or FIGURE<N%.
    public init(_ text: String) throws {
        let wrong = AnalysisError(
            "\"\(text)\" is no budget", expected: "FIGURE>N% or FIGURE<N%, or the same without % for an amount, e.g. 'peak.memory.anon>5%'")
        guard let sign = text.firstIndex(where: { $0 == ">" || $0 == "<" }) else { throw wrong }
        figure = text[..<sign].filter { $0 != " " }
        direction = text[sign] == ">" ? .rise : .fall
        var number = text[text.index(after: sign)...].filter { $0 != " " }
        let isPercent = number.last == "%"
        if isPercent { number.removeLast() }
        guard !figure.isEmpty, let limit = Self.limit(number, isPercent: isPercent) else { throw wrong }
        self.limit = limit
        self.text = text
    }

    private static func limit(_ number: String, isPercent: Bool) -> Limit? {
        guard isPercent else { return UInt64(number).map { .absolute($0) } }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = UInt64(parts[0]), whole < 1 << 40 else { return nil }
        guard parts.count == 2 else { return .milliPercent(whole * 1000) }
        guard (1...3).contains(parts[1].count), let fraction = UInt64(parts[1]) else { return nil }
        return .milliPercent(whole * 1000 + fraction * [100, 10, 1][parts[1].count - 1])
    }

    /// Whether the change from `a` to `b` is too much. A rise from 0 is above every percentage.
    public func isBroken(from a: Int64, to b: Int64) -> Bool {
        guard direction == .rise ? b > a : b < a else { return false }
        let change = (b > a ? b &- a : a &- b).magnitude
        switch limit {
        case .absolute(let most): return change > most
        case .milliPercent(let most):
            // change / |a| > most / 100,000
            let left = change.multipliedFullWidth(by: 100_000)
            let right = a.magnitude.multipliedFullWidth(by: most)
            return (left.high, left.low) > (right.high, right.low)
        }
    }
}
