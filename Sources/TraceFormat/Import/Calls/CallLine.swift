/// A call as it stands in a line: where its name, its operands and its result are.
struct CallLine {
    /// A part of a line, which is shorter than 4 GiB.
    private struct Span {
        var start, end: UInt32

        init(_ range: Range<Int>) { (start, end) = (UInt32(range.lowerBound), UInt32(range.upperBound)) }

        var range: Range<Int> { Int(start)..<Int(end) }
    }

    /// How many operands are kept.
    static let limit = 16

    var name = 0..<0
    private var operands = InlineArray<16, Span>(repeating: Span(0..<0))
    private var keys = InlineArray<16, Span>(repeating: Span(0..<0))
    private(set) var count = 0
    /// Empty: none.
    var result = 0..<0
    /// Whether the operands' end is there.
    var isClosed = false
    /// What follows the call.
    var end = 0

    var hasResult: Bool { !result.isEmpty }

    mutating func add(_ operand: Range<Int>, key: Range<Int> = 0..<0) {
        guard count < Self.limit else { return }
        operands[count] = Span(operand)
        keys[count] = Span(key)
        count += 1
    }

    /// nil where there are not so many.
    func operand(_ index: Int) -> Range<Int>? { index < count ? operands[index].range : nil }

    /// The operand with this key.
    func operand(_ key: StaticString, in line: UnsafeRawBufferPointer) -> Range<Int>? {
        for index in 0..<count where keys[index].range.count == key.utf8CodeUnitCount && line.has(key, at: Int(keys[index].start)) {
            return operands[index].range
        }
        return nil
    }

    /// The call that begins at `start`; nil where there is none.
    static func read(_ line: UnsafeRawBufferPointer, _ start: Int, as syntax: CallSyntax) -> CallLine? {
        switch syntax {
        case .brackets: CallLine(brackets: line, start)
        case .words: CallLine(words: line, start)
        case .braces: CallLine(braces: line, start)
        case .columns(let name, let count): CallLine(columns: line, name: name, count: count)
        }
    }
}
