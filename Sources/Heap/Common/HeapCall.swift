/// A call of the malloc family, with the blocks of the program named by numbers instead of addresses.
public struct HeapCall: Sendable {
    public enum Kind: UInt32, Sendable { case malloc, calloc, realloc, memalign, free }

    public var kind: Kind
    /// Where the program keeps the block's address: what is given back, or where the result goes; for realloc both.
    public var slot: UInt32
    public var size: UInt64
    /// calloc's count, memalign's alignment.
    public var extra: UInt64

    public init(_ kind: Kind, slot: UInt32, size: UInt64 = 0, extra: UInt64 = 0) {
        self.kind = kind
        self.slot = slot
        self.size = size
        self.extra = extra
    }
}
