import ReplayModel

/// Encodes rows of one table as SQLite records (sqlite.org/fileformat2.html, 2.1) with the record's length before them: a
/// leaf cell of an index b-tree.
///
/// A record is a header (its own length, then a serial type for each column) and a body. An integer's serial type is its
/// length: 1, 2, 3, 4, 6 or 8 bytes are types 1 … 6; 0 and 1 are types 8 and 9 and NULL is type 0, without a body. Types are one
/// byte each, so where the body begins is known before it is written; every value is stored as eight bytes with its own at the
/// front, and the next goes over the rest. So there is no branch on a value.
///
/// NULLs at the end of a row are left out: SQLite reads a column that a record does not have as NULL, as it must for columns
/// added later (and leaves them out itself when it is built with SQLITE_ENABLE_NULL_TRIM).
///
/// Invariants: 3 ≤ width ≤ `widest`; `isOptional` has `width` flags; `shapes` is indexed by leading zero bits.
final class RowEncoder {
    /// Header lengths above this would need two bytes.
    static let widest = 126

    let width: Int
    /// 1 for a column in which `RowBuffer.null` stands for NULL, 0 for others.
    private let isOptional: UnsafeMutablePointer<UInt8>
    /// Serial type (low byte) and length in bytes (high byte) of a value, by the leading zero bits of its magnitude.
    private let shapes: UnsafeMutablePointer<UInt16>

    /// Bytes that `encode` may touch from its pointer on: the longest cell (two bytes of length, header, body) and what the
    /// last value's store runs over.
    var reach: Int { 2 + 1 + width + 8 * width + 8 }
    /// The longest record: header and body.
    var longestRecord: Int { 1 + width + 8 * width }

    /// An encoder of rows of `step`, `seq` and the columns given. Precondition: they are at most `widest` in all.
    init(_ schema: TableSchema) {
        width = schema.columns.count + 2
        precondition(width >= 3 && width <= Self.widest, "\(schema.name) has \(width) columns")
        isOptional = .allocate(capacity: width)
        isOptional.initialize(repeating: 0, count: width)
        for (index, column) in schema.columns.enumerated() { isOptional[index + 2] = column.isOptional ? 1 : 0 }
        shapes = .allocate(capacity: 65)
        for zeros in 0...64 { (shapes + zeros).initialize(to: Self.shape(leadingZeros: zeros)) }
    }

    deinit {
        isOptional.deallocate()
        shapes.deallocate()
    }

    private static func shape(leadingZeros: Int) -> UInt16 {
        // One bit more for the sign.
        let bytes = (65 - leadingZeros + 7) / 8
        let (type, length): (UInt16, UInt16) =
            switch bytes {
            case ...1: (1, 1)
            case 2...4: (UInt16(bytes), UInt16(bytes))
            case 5, 6: (5, 6)
            default: (6, 8)
            }
        return length << 8 | type
    }

    /// Writes a row as a cell and returns its length. Precondition: `reach` bytes are there.
    @inline(__always)
    func encode(_ row: UnsafePointer<Int64>, to cell: UnsafeMutableRawPointer) -> Int {
        let (shapes, isOptional) = (shapes, isOptional)
        var width = width
        while row[width - 1] == RowBuffer.null && isOptional[width - 1] != 0 { width -= 1 }
        let types = cell + 2
        var body = types + width
        for column in 0..<width {
            let value = row[column]
            // A negative number is as long as its complement; | 1 spares the case of no bit at all.
            let magnitude = UInt64(bitPattern: value ^ (value >> 63)) | 1
            var shape = shapes[magnitude.leadingZeroBitCount]
            if UInt64(bitPattern: value) < 2 { shape = 8 | UInt16(truncatingIfNeeded: value) }
            if value == RowBuffer.null && isOptional[column] != 0 { shape = 0 }
            let length = Int(shape >> 8)
            (types + column).storeBytes(of: UInt8(truncatingIfNeeded: shape), as: UInt8.self)
            body.storeBytes(of: (value &<< (64 &- Int64(length &* 8))).bigEndian, as: Int64.self)
            body += length
        }
        let record = body - cell - 1
        (cell + 1).storeBytes(of: UInt8(truncatingIfNeeded: width + 1), as: UInt8.self)
        guard record > 127 else {
            cell.storeBytes(of: UInt8(truncatingIfNeeded: record), as: UInt8.self)
            return record + 1
        }
        (cell + 2).copyMemory(from: cell + 1, byteCount: record)
        cell.storeBytes(of: UInt8(truncatingIfNeeded: 0x80 | record >> 7), as: UInt8.self)
        (cell + 1).storeBytes(of: UInt8(truncatingIfNeeded: record & 127), as: UInt8.self)
        return record + 2
    }

    /// As `encode`, for a row in which the columns of `values` hold the bits of `RowBuffer.null` as a value.
    func encode(_ row: UnsafePointer<Int64>, values: [Int], to cell: UnsafeMutableRawPointer) -> Int {
        let flags = values.map { isOptional[$0] }
        for column in values { isOptional[column] = 0 }
        defer { for (column, flag) in zip(values, flags) { isOptional[column] = flag } }
        return encode(row, to: cell)
    }
}
