import ReplayModel

/// What a frame record says about its frame.
package enum FrameState: UInt8 {
    /// Inside a block whose first frame says what it is.
    case body
    /// First frame of a free block on a buddy list.
    case free
    /// First frame of a free block on a per-CPU list.
    case perCPU
    /// First frame of an allocated block.
    case allocated
    /// RAM that is not managed: firmware, kernel image, memory map. Always of order 0.
    case reserved
    /// No RAM. Always of order 0.
    case hole
}

/// A doubly linked list's links: frame numbers, or `noFrame` at the ends.
struct FrameLinks {
    var next: UInt32
    var previous: UInt32
}

/// Stands for no frame in links and list ends.
let noFrame = UInt32.max
/// Frames in the largest block, and in one chunk of the frame table.
package let chunkFrames = 1 << (orderCount - 1)

/// One page frame, 32 bytes (mm_types.h's `struct page` is the kernel's).
///
/// Invariants:
/// - `links` are meaningful only where `state` is `free` with `order` < 10 or `perCPU`;
/// - `order` and the owner are meaningful only where `state` is not `body`, and hold for all 2^`order` frames;
/// - a block's first frame is a multiple of 2^`order`;
/// - `mapCount` is the frame's own and 0 unless its block is allocated.
package struct FrameRecord {
    var links = FrameLinks(next: noFrame, previous: noFrame)
    package var ownerID: UInt32 = 0
    var mapCount: UInt32 = 0
    var tag: UInt64 = 0
    package var state = FrameState.body
    package var order: UInt8 = 0
    /// Free: the list it stands on. On a per-CPU list: the list to drain to. Allocated: what the request asked for.
    var migratetype: UInt8 = 0
    package var ownerKind = OwnerKind.free
    package var zone = ZoneIndex(0)

    var owner: FrameOwner {
        get { FrameOwner(ownerKind, id: ownerID, tag: tag) }
        set {
            ownerKind = newValue.kind
            ownerID = newValue.id
            tag = newValue.tag
        }
    }
}

/// The ends of one list of blocks and how many there are.
package struct FrameList {
    var head = noFrame
    var tail = noFrame
    var count: UInt32 = 0

    package var isEmpty: Bool { head == noFrame }
}
