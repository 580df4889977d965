import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Slab
@testable import Virtual

/// A simple source of pages: the block freed last of an order first, else the next aligned frames up to a limit.
struct FakePages: PageSource {
    private(set) var owners: [FrameOwner]
    private var orders: [UInt8]
    private var freeBlocks = [[FrameNumber]](repeating: [], count: orderCount)
    private var mappings: [UInt32]
    private var next: UInt32
    /// What was asked for, in order, granted or not.
    private(set) var requests: [PageRequest] = []
    /// Requests above this order fail.
    var largestOrder: UInt8 = 10
    /// How many more requests are granted.
    var budget = Int.max

    init(frames: UInt32 = 1 << 16, first: UInt32 = 16) {
        owners = Array(repeating: FrameOwner(.free), count: Int(frames))
        orders = Array(repeating: 0, count: Int(frames))
        mappings = Array(repeating: 0, count: Int(frames))
        next = first
    }

    mutating func allocate(_ request: PageRequest, log: inout TransitionLog) -> FrameNumber? {
        requests.append(request)
        guard request.order <= largestOrder, budget > 0, let frame = take(request.order) else { return nil }
        budget -= 1
        orders[Int(frame.rawValue)] = request.order
        setOwner(request.owner, of: frame, order: request.order, log: &log)
        return frame
    }

    private mutating func take(_ order: UInt8) -> FrameNumber? {
        if let frame = freeBlocks[Int(order)].popLast() { return frame }
        let size: UInt32 = 1 << UInt32(order)
        let start = (next + size - 1) & ~(size - 1)
        guard start + size <= owners.count else { return nil }
        next = start + size
        return FrameNumber(start)
    }

    mutating func free(_ frame: FrameNumber, order: UInt8, cpu: UInt16, log: inout TransitionLog) {
        precondition(owner(of: frame).kind != .free && orders[Int(frame.rawValue)] == order, "freed what was not allocated so")
        setOwner(FrameOwner(.free), of: frame, order: order, log: &log)
        freeBlocks[Int(order)].append(frame)
    }

    mutating func setOwner(_ owner: FrameOwner, of frame: FrameNumber, order: UInt8, log: inout TransitionLog) {
        for index in Int(frame.rawValue)..<Int(frame.rawValue) + (1 << Int(order)) { owners[index] = owner }
    }

    var freePages: UInt64 { UInt64(max(0, owners.count - Int(next))) }
    var reservePages: UInt64 { 0 }
    func owner(of frame: FrameNumber) -> FrameOwner { owners[Int(frame.rawValue)] }
    func zone(of frame: FrameNumber) -> ZoneIndex { ZoneIndex(0) }
    func mapCount(of frame: FrameNumber) -> UInt32 { mappings[Int(frame.rawValue)] }
    mutating func addMapping(to frame: FrameNumber) { mappings[Int(frame.rawValue)] += 1 }

    mutating func dropMapping(of frame: FrameNumber) -> UInt32 {
        mappings[Int(frame.rawValue)] -= 1
        return mappings[Int(frame.rawValue)]
    }

    /// Frames whose owner is of a kind.
    func count(_ kind: OwnerKind) -> Int { owners.count { $0.kind == kind } }
    func count(_ kind: OwnerKind, of cache: CacheID) -> UInt64 {
        UInt64(owners.count { $0.kind == kind && $0.id == cache.rawValue })
    }
}
