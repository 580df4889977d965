import Foundation

@testable import Pages
@testable import ReplayModel

/// `traces/real/kmem-amd64/window-pages.txt`, read: a real page allocator's state, what then happened, and its state after.
struct RealWindow {
    struct List: Equatable {
        var zone: Int
        var order: UInt8
        var type: UInt8
        var frames: [FrameNumber]
    }

    struct Snapshot {
        var free: [List] = []
        var perCPU: [List] = []
        var factors: [Int: UInt8] = [:]
        var pageblocks: [UInt8] = []
    }

    struct Event {
        var isAllocation: Bool
        var order: UInt8
        var type: UInt8
        var frame: UInt32
    }

    var before = Snapshot()
    var after = Snapshot()
    var events: [Event] = []

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("traces/real/kmem-amd64/window-pages.txt"), encoding: .utf8)
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " ")).map { Substring($0) }
            switch words[0].first! {
            case "#": continue
            case "T" where words[0] == "T0": Self.read(words, into: &before)
            case "T": Self.read(words, into: &after)
            default: append(words)
            }
        }
    }

    private static func read(_ words: [Substring], into snapshot: inout Snapshot) {
        switch words[1] {
        case "factor": snapshot.factors[Int(words[2])!] = UInt8(words[3])!
        case "blocks": snapshot.pageblocks = words[2].utf8.map { $0 - UInt8(ascii: "0") }
        default:
            let list = List(
                zone: Int(words[2])!, order: UInt8(words[3])!, type: UInt8(words[4])!,
                frames: words[5...].map { FrameNumber(UInt32($0)!) })
            if words[1] == "free" { snapshot.free.append(list) } else { snapshot.perCPU.append(list) }
        }
    }

    private mutating func append(_ words: [Substring]) {
        let digits = words[0].utf8.dropFirst().map { $0 - UInt8(ascii: "0") }
        let count = words.count > 2 ? Int(words[2])! : 1
        let first = UInt32(words[1], radix: 16)!
        for index in 0..<UInt32(count.magnitude) {
            let distance = index << UInt32(digits[0])
            events.append(
                Event(
                    isAllocation: words[0].first == "a", order: digits[0], type: digits.count > 1 ? digits[1] : 0,
                    frame: count < 0 ? first - distance : first + distance))
        }
    }

    /// The machine: RAM as its memory map has it; as many frames reserved in DMA32 as zoneinfo says, of those that no list and no event names.
    func profile() -> MachineProfile {
        var profile = TestMachine.amd64()
        var named = [Bool](repeating: false, count: 262_144)
        func name(_ frame: UInt32, _ order: UInt8) {
            for each in frame..<(frame + (1 << UInt32(order))) { named[Int(each)] = true }
        }
        for list in before.free + before.perCPU + after.free + after.perCPU {
            for frame in list.frames { name(frame.rawValue, list.order) }
        }
        for event in events { name(event.frame, event.order) }
        let unnamed = (4096..<262_103).filter { !named[$0] }
        profile.reserved = [TestMachine.frames(0, 256)] + unnamed.prefix(15_917).map { TestMachine.frames(UInt64($0), UInt64($0) + 1) }
        profile.pages.initMemory = unnamed.dropFirst(15_917).prefix(2860).map { TestMachine.frames(UInt64($0), UInt64($0) + 1) }
        return profile
    }

    /// The snapshot at T0 as a starting state.
    func initialState() -> InitialPageState {
        var state = InitialPageState()
        for list in before.free {
            state.free += list.frames.map { .init(frame: $0, order: list.order, migratetype: list.type) }
        }
        for list in before.perCPU {
            state.perCPU += list.frames.map { .init(frame: $0, order: list.order, migratetype: list.type) }
        }
        for (index, type) in before.pageblocks.enumerated() where index * 512 < 262_103 {
            state.pageblocks.append(.init(frame: FrameNumber(UInt32(max(index * 512, 1))), migratetype: type))
        }
        for (zone, factor) in before.factors.sorted(by: { $0.key < $1.key }) {
            state.freeFactors.append(.init(zone: ZoneIndex(UInt8(zone)), cpu: 0, factor: factor))
        }
        return state
    }

    /// Frames that the window takes without an event (bulk allocations): free at T0, and freed or not free at T1 without having been allocated.
    /// How often, by frame.
    func bulkFrames() -> [UInt32: Int] {
        var free = Set<UInt32>()
        func add(_ list: List) {
            for frame in list.frames { free.formUnion(frame.rawValue..<(frame.rawValue + (1 << UInt32(list.order)))) }
        }
        (before.free + before.perCPU).forEach(add)
        var live = free
        var bulk: [UInt32: Int] = [:]
        for event in events {
            let frames = event.frame..<(event.frame + (1 << UInt32(event.order)))
            if event.isAllocation {
                live.subtract(frames)
            } else {
                if live.contains(event.frame) { bulk[event.frame, default: 0] += 1 }
                live.formUnion(frames)
            }
        }
        free = []
        (after.free + after.perCPU).forEach(add)
        for frame in live.subtracting(free) { bulk[frame, default: 0] += 1 }
        return bulk
    }
}
