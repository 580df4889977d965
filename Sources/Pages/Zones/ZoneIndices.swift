import ReplayModel

/// The zones of a machine, lowest first.
public struct ZoneIndices: RandomAccessCollection, Sendable {
    public let endIndex: Int
    public var startIndex: Int { 0 }

    init(count: Int) { endIndex = count }

    public subscript(position: Int) -> ZoneIndex {
        @inline(__always) get { ZoneIndex(UInt8(truncatingIfNeeded: position)) }
    }
}

extension UnsafeMutablePointer where Pointee == Zone {
    /// A zone in its place.
    package subscript(zone: ZoneIndex) -> Zone {
        @inline(__always) _read { yield self[Int(zone.rawValue)] }
        @inline(__always) nonmutating _modify { yield &self[Int(zone.rawValue)] }
    }
}
