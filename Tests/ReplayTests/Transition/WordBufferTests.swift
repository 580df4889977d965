import Testing

@testable import Replay

/// The words of rows.
@Suite struct WordBufferTests {
    private func buffer(_ words: Int64...) -> WordBuffer {
        var buffer = WordBuffer()
        words.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
        return buffer
    }

    @Test func wordsStayInOrderAsTheBufferGrows() {
        var words = WordBuffer()
        for row in 0..<1000 { words.append(Int64(3 * row), Int64(3 * row + 1), [Int64(3 * row + 2)]) }
        #expect(Array(words) == (0..<3000).map { Int64($0) })
    }

    @Test func aCopyIsNotWrittenToByAppends() {
        var one = buffer(1, 2, 3)
        var other = one
        one.append(4, 5, [6])
        other.append(7, 8, [9])
        #expect(Array(one) == [1, 2, 3, 4, 5, 6])
        #expect(Array(other) == [1, 2, 3, 7, 8, 9])
    }

    @Test func aCopyIsNotWrittenToByEmptyingAndFilling() {
        var one = buffer(1, 2, 3)
        let other = one
        one.removeAll()
        one.append(7, 8, [9])
        #expect(Array(other) == [1, 2, 3])
        #expect(Array(one) == [7, 8, 9])
    }

    @Test func aCopyIsNotWrittenToByItsSubscript() {
        var one = buffer(1, 2, 3)
        let other = one
        one[1] = 9
        #expect(Array(one) == [1, 9, 3])
        #expect(Array(other) == [1, 2, 3])
    }
}
