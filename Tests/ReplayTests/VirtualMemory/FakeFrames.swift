@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// A page source without zones or orders to split: blocks come from a counter and freed ones are taken again, last first.
struct FakeFrames: PageSource, ~Copyable {
    /// Frames that may still be taken.
    var left: Int
    var owners: [FrameOwner] = []
    var counts: [UInt32] = []
    /// Requests served, in order.
    var requests: [PageRequest] = []
    /// Keep `requests`; off for measurements.
    var keepsRequests = true
    private var freed: [[UInt32]] = Array(repeating: [], count: orderCount)

    init(frames: Int) {
        left = frames
        append(FrameOwner(.reserved))
    }

    private mutating func append(_ owner: FrameOwner) {
        owners.append(owner)
        counts.append(0)
    }

    var used: Int { owners.reduce(0) { $0 + ($1.kind == .free || $1.kind == .reserved ? 0 : 1) } }

    func count(_ kind: OwnerKind) -> Int { owners.reduce(0) { $0 + ($1.kind == kind ? 1 : 0) } }

    mutating func allocate(_ request: PageRequest, log: inout TransitionLog) -> FrameNumber? {
        let size = 1 << Int(request.order)
        guard left >= size else { return nil }
        left -= size
        if keepsRequests { requests.append(request) }
        if let frame = freed[Int(request.order)].popLast() {
            for offset in 0..<size { owners[Int(frame) + offset] = request.owner }
            return FrameNumber(frame)
        }
        while owners.count & (size - 1) != 0 { append(FrameOwner(.reserved)) }
        let frame = UInt32(owners.count)
        for _ in 0..<size { append(request.owner) }
        return FrameNumber(frame)
    }

    mutating func free(_ frame: FrameNumber, order: UInt8, cpu: UInt16, log: inout TransitionLog) {
        let size = 1 << Int(order)
        for offset in 0..<size {
            let position = Int(frame.rawValue) + offset
            precondition(owners[position].kind != .free && counts[position] == 0, "freed once, unmapped")
            owners[position] = FrameOwner(.free)
        }
        left += size
        freed[Int(order)].append(frame.rawValue)
    }

    mutating func setOwner(_ owner: FrameOwner, of frame: FrameNumber, order: UInt8, log: inout TransitionLog) {
        for offset in 0..<(1 << Int(order)) { owners[Int(frame.rawValue) + offset] = owner }
    }

    var freePages: UInt64 { UInt64(left) }
    var reservePages: UInt64 { 0 }
    func owner(of frame: FrameNumber) -> FrameOwner { owners[Int(frame.rawValue)] }
    func zone(of frame: FrameNumber) -> ZoneIndex { ZoneIndex(0) }
    func mapCount(of frame: FrameNumber) -> UInt32 { counts[Int(frame.rawValue)] }
    mutating func addMapping(to frame: FrameNumber) { counts[Int(frame.rawValue)] += 1 }

    mutating func dropMapping(of frame: FrameNumber) -> UInt32 {
        counts[Int(frame.rawValue)] -= 1
        return counts[Int(frame.rawValue)]
    }
}
