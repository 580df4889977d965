import ReplayModel

/// The owner of a block of frames.
public struct FrameOwner: Hashable, Sendable {
    public var kind: OwnerKind
    public var id: UInt32
    public var tag: UInt64

    @inlinable
    public init(_ kind: OwnerKind, id: UInt32 = 0, tag: UInt64 = 0) {
        self.kind = kind
        self.id = id
        self.tag = tag
    }
}
