import ReplayModel

/// A kernel that grants everything and keeps nothing: a program break and a bump pointer. For heaps that are to be looked at without
/// a machine around them.
public struct BareKernel: HeapKernel, Sendable {
    /// The program break in bytes.
    public private(set) var programBreak: UInt64
    private var nextMapping: UInt64 = 0x7000_0000_0000

    public init(programBreak: UInt64) { self.programBreak = programBreak }

    public mutating func sbrk(_ delta: Int64, log: inout TransitionLog) -> UInt64? {
        let old = programBreak
        programBreak &+= UInt64(bitPattern: delta)
        return old
    }

    public mutating func mmap(_ request: HeapMapping, log: inout TransitionLog) -> UInt64? {
        if request.isFixed, let address = request.address { return address }
        nextMapping += request.length
        return nextMapping - request.length
    }

    public mutating func munmap(_ address: UInt64, length: UInt64, log: inout TransitionLog) {}

    /// In place if it shrinks, else at a new address.
    public mutating func mremap(_ address: UInt64, oldLength: UInt64, newLength: UInt64, log: inout TransitionLog) -> UInt64? {
        newLength <= oldLength ? address : mmap(HeapMapping(length: newLength), log: &log)
    }

    public mutating func unprotect(_ address: UInt64, length: UInt64, log: inout TransitionLog) -> Bool { true }
    public mutating func discard(_ address: UInt64, length: UInt64, log: inout TransitionLog) {}
    public mutating func touch(_ address: UInt64, length: UInt64, log: inout TransitionLog) {}
    public mutating func load(_ address: UInt64, length: UInt64, log: inout TransitionLog) {}
    public var neverOvercommits: Bool { false }
}
