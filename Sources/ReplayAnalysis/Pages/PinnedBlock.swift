import Pages
import ReplayModel

/// A block of frames that is almost free, and what keeps it from being whole.
public struct PinnedBlock: Equatable, Sendable {
    /// Something allocated inside the block.
    public struct Holder: Equatable, Sendable {
        public var frame: FrameNumber
        public var order: UInt8
        public var owner: FrameOwner
        /// The step that put it there; nil: it was there when the run began.
        public var step: UInt64?
    }

    public var zone: ZoneIndex
    public var frame: FrameNumber
    public var order: UInt8
    /// Frames: in use, free in the buddy, and managed at all.
    public var used: UInt32
    public var free: UInt32
    public var managed: UInt32
    /// Ascending.
    public var holders: [Holder]
}

extension PageAllocatorState {
    /// How many frames in use still leave a block of an order nearly free: 1 in 32, at least 1. `@pins` takes the same.
    public static func fewFrames(order: UInt8) -> UInt32 { max(1, (1 << UInt32(order)) / 32) }

    /// Blocks of 2^`order` frames with something, but no more than `frames` frames, in use; fewest first, then ascending. O(blocks of RAM).
    public func pinnedBlocks(order: UInt8, frames most: UInt32, in zones: [ZoneIndex]) -> [PinnedBlock] {
        var blocks: [PinnedBlock] = []
        let size = UInt64(1) << UInt64(order)
        for zone in zones {
            let report = memory.report(zone)
            var frame = UInt64(report.start.rawValue) & ~(size - 1)
            let end = UInt64(report.start.rawValue) + report.spanned
            while frame < end {
                if let block = pinned(FrameNumber(UInt32(frame)), order: order, most: most, zone: zone) { blocks.append(block) }
                frame += size
            }
        }
        return blocks.sorted { ($0.used, $0.frame) < ($1.used, $1.frame) }
    }

    private func pinned(_ frame: FrameNumber, order: UInt8, most: UInt32, zone: ZoneIndex) -> PinnedBlock? {
        let counts = memory.freeFrames(in: frame, order: order)
        // What is managed and not free is in use, or on a per-CPU list.
        guard counts.free < counts.managed else { return nil }
        let held = memory.allocatedBlocks(in: frame, order: order)
        guard held.allSatisfy({ $0.order < order }) else { return nil }
        let used = held.reduce(UInt32(0)) { $0 + 1 << UInt32($1.order) }
        guard used > 0, used <= most else { return nil }
        return PinnedBlock(
            zone: zone, frame: frame, order: order, used: used, free: counts.free, managed: counts.managed,
            holders: held.map { PinnedBlock.Holder(frame: $0.frame, order: $0.order, owner: $0.owner, step: birth(of: $0.frame)) })
    }
}
