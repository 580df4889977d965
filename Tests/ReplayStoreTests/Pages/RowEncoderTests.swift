import ReplayModel
import Testing

@testable import ReplayStore

@Suite struct RowEncoderTests {
    private func cell(_ row: [Int64], optional: Bool = false) -> [UInt8] {
        let columns = (2..<row.count).map { ColumnSchema("c\($0)", .integer, optional: optional, "") }
        let encoder = RowEncoder(TableSchema("t", "", columns))
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: encoder.reach, alignment: 1)
        defer { bytes.deallocate() }
        let length = encoder.encode(row, to: bytes)
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
    }

    /// The example values of the format's table of serial types: each in the fewest bytes.
    @Test(
        arguments: [
            (0, 8, []), (1, 9, []), (2, 1, [2]), (-1, 1, [0xff]), (127, 1, [0x7f]), (128, 2, [0, 0x80]), (-128, 1, [0x80]),
            (-129, 2, [0xff, 0x7f]), (32767, 2, [0x7f, 0xff]), (32768, 3, [0, 0x80, 0]), (-8_388_609, 4, [0xff, 0x7f, 0xff, 0xff]),
            (0x7fff_ffff, 4, [0x7f, 0xff, 0xff, 0xff]), (0x8000_0000, 5, [0, 0, 0x80, 0, 0, 0]),
            (0x7fff_ffff_ffff, 5, [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff]), (0x8000_0000_0000, 6, [0, 0, 0x80, 0, 0, 0, 0, 0]),
            (.min, 6, [0x80, 0, 0, 0, 0, 0, 0, 0]),
        ] as [(Int64, UInt8, [UInt8])])
    func anIntegerTakesTheFewestBytes(value: Int64, type: UInt8, body: [UInt8]) {
        let record: [UInt8] = [4, 1, 8, type, 5] + body
        #expect(cell([5, 0, value]) == [UInt8(record.count)] + record)
    }

    @Test func nullHasATypeAndNoBody() {
        #expect(cell([5, 0, RowBuffer.null, 7], optional: true) == [7, 5, 1, 8, 0, 1, 5, 7])
        #expect(cell([5, 0, RowBuffer.null]).count == 14)
    }

    @Test func nullsAtTheEndAreLeftOut() {
        #expect(cell([5, 0, 6, RowBuffer.null, RowBuffer.null], optional: true) == [6, 4, 1, 8, 1, 5, 6])
        #expect(cell([5, 0, RowBuffer.null, RowBuffer.null], optional: true) == [4, 3, 1, 8, 5])
    }

    /// The length of a record over 127 bytes takes two bytes.
    @Test(arguments: 10...20)
    func theLengthBeforeTheRecordIsAVarint(columns: Int) {
        let bytes = cell([Int64](repeating: .max, count: columns))
        let record = 1 + columns + 8 * columns
        let length: [UInt8] = record > 127 ? [0x80 | UInt8(record >> 7), UInt8(record & 127)] : [UInt8(record)]
        #expect(bytes.count == length.count + record)
        #expect(bytes.starts(with: length + [UInt8(columns + 1)] + [UInt8](repeating: 6, count: columns) + [0x7f, 0xff]))
    }
}
