import TraceFormat

/// What a column may hold: a value that is one word of 64 bits.
public protocol ColumnValue {
    /// The word that is stored.
    var word: Int64 { get }

    /// The value whose word this is; nil: there is none.
    init?(word: Int64)
}

extension ColumnValue where Self: FixedWidthInteger {
    @inlinable @inline(__always) public var word: Int64 { Int64(truncatingIfNeeded: self) }

    /// 64 bits are a pattern, fewer a number.
    @inlinable @inline(__always)
    public init?(word: Int64) {
        self.init(truncatingIfNeeded: word)
        if Self.bitWidth < 64, Int64(self) != word { return nil }
    }
}

extension ColumnValue where Self: RawRepresentable, RawValue: ColumnValue {
    @inlinable @inline(__always) public var word: Int64 { rawValue.word }

    @inlinable @inline(__always)
    public init?(word: Int64) {
        guard let rawValue = RawValue(word: word) else { return nil }
        self.init(rawValue: rawValue)
    }
}

extension Bool: ColumnValue {
    @inlinable @inline(__always) public var word: Int64 { self ? 1 : 0 }

    @inlinable
    public init?(word: Int64) {
        guard word == 0 || word == 1 else { return nil }
        self = word == 1
    }
}

extension UInt8: ColumnValue {}
extension UInt16: ColumnValue {}
extension UInt32: ColumnValue {}
extension UInt64: ColumnValue {}
extension Int8: ColumnValue {}
extension Int16: ColumnValue {}
extension Int32: ColumnValue {}
extension Int64: ColumnValue {}
extension FrameNumber: ColumnValue {}
extension ProcessID: ColumnValue {}
extension ZoneIndex: ColumnValue {}
extension CacheID: ColumnValue {}
extension VirtualAddress: ColumnValue {}
extension VirtualPage: ColumnValue {}
extension NameID: ColumnValue {}
extension EventKind: ColumnValue {}
extension Migratetype: CodedValue {}
