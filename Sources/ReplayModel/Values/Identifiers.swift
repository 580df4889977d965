import TraceFormat

/// A physical page frame's number (address / page size), 0 … 2³²-1: RAM up to 16 TiB.
public struct FrameNumber: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Number of an event as it was replayed, from 1; trace events and the model's own share one sequence.
public struct Step: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: UInt64
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public init(_ rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A process's pid (thread group id). 0 is the kernel itself.
public struct ProcessID: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: Int32
    @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
    @inlinable public init(_ rawValue: Int32) { self.rawValue = rawValue }
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    public static let kernel = ProcessID(0)
}

/// A zone's position in `MachineProfile.zones`, lowest first.
public struct ZoneIndex: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    @inlinable public init(_ rawValue: UInt8) { self.rawValue = rawValue }
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A slab cache's number, in order of creation from 1.
public struct CacheID: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A virtual address.
public struct VirtualAddress: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: UInt64
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public init(_ rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// The page that holds the address.
    @inlinable public var page: VirtualPage { VirtualPage(rawValue >> pageShift) }
}

/// A virtual page's number (address / page size).
public struct VirtualPage: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: UInt64
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public init(_ rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// The page's first address.
    @inlinable public var address: VirtualAddress { VirtualAddress(rawValue << pageShift) }
}

/// log2 of the page size: 4 KiB on every architecture modelled.
public let pageShift: UInt64 = 12
/// The page size in bytes.
public let pageSize: UInt64 = 1 << pageShift
/// One more than the largest block order (MAX_ORDER of Linux up to 6.3, include/linux/mmzone.h): orders are 0 … 10.
public let orderCount = 11
/// log2 of the frames in the largest block (MAX_ORDER - 1 of Linux 6.1).
package let maxOrder = UInt8(orderCount - 1)
