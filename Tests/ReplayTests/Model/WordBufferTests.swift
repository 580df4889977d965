import Testing

@testable import ReplayModel

/// The words of rows.
@Suite struct WordBufferTests {
    private func buffer(_ words: Int64...) -> WordBuffer {
        var buffer = WordBuffer()
        append(words, to: &buffer)
        return buffer
    }

    private func append(_ words: [Int64], to buffer: inout WordBuffer) {
        words.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
    }

    @Test func wordsStayInOrderAsTheBufferGrows() {
        var words = WordBuffer()
        for row in 0..<1000 { append([Int64(3 * row), Int64(3 * row + 1), Int64(3 * row + 2)], to: &words) }
        #expect(Array(words) == (0..<3000).map { Int64($0) })
    }

    @Test func aCopyIsNotWrittenToByAppends() {
        var one = buffer(1, 2, 3)
        var other = one
        append([4, 5, 6], to: &one)
        append([7, 8, 9], to: &other)
        #expect(Array(one) == [1, 2, 3, 4, 5, 6])
        #expect(Array(other) == [1, 2, 3, 7, 8, 9])
    }

    @Test func aCopyIsNotWrittenToByEmptyingAndFilling() {
        var one = buffer(1, 2, 3)
        let other = one
        one.removeAll()
        append([7, 8, 9], to: &one)
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
