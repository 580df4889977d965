import Testing

@testable import TraceFormat

@Suite struct LineReaderTests {
    /// The lines of `text` as the reader gives them: number, offset, content.
    private func lines(of bytes: [UInt8]) throws -> [(UInt32, UInt64, String)] {
        var reader = try LineReader(name: "t", bytes: bytes)
        var lines: [(UInt32, UInt64, String)] = []
        while let line = try reader.next() { lines.append((line.number, line.offset, String(decoding: line.bytes, as: UTF8.self))) }
        return lines
    }

    @Test func linesCarryTheirNumberAndOffset() throws {
        let lines = try lines(of: Array("one\n\r\ntwo\r\n\nlast".utf8))
        #expect(lines.map(\.0) == [1, 2, 3, 4, 5])
        #expect(lines.map(\.1) == [0, 4, 6, 11, 12])
        #expect(lines.map(\.2) == ["one", "", "two", "", "last"])
    }

    @Test func emptyInputHasNoLine() throws {
        #expect(try lines(of: []).isEmpty)
        #expect(try lines(of: [0x0a]).count == 1)
    }

    @Test func linesAcrossChunksAreWhole() throws {
        let length = ByteSource.chunk - 3
        let text = String(repeating: "x", count: length) + "\n" + String(repeating: "y", count: length) + "\nz"
        let lines = try lines(of: Array(text.utf8))
        #expect(lines.map(\.2.utf8.count) == [length, length, 1])
        #expect(lines[1].2.allSatisfy { $0 == "y" })
    }

    @Test func longestLineIsReadAndOneByteMoreIsAnError() throws {
        let longest = [UInt8](repeating: 0x61, count: LineReader.maximumLength)
        #expect(try lines(of: longest + [0x0a, 0x62]).count == 2)
        #expect(try lines(of: longest).count == 1)
        for tooLong in [longest + [0x61], longest + [0x61, 0x0a]] {
            let error = #expect(throws: TraceError.self) { try lines(of: [0x0a] + tooLong) }
            #expect(error?.line == 2)
            #expect(error?.offset == 1)
        }
    }
}
