import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// Three caches of a running Linux 6.1: from their state at one moment every later address follows, except the first object
/// of a new slab, whose place in the random order the kernel draws.
@Suite struct RecordedSlubTests: ~Copyable {
    /// Pages where the recording had them.
    struct RecordedPages: PageSource {
        var next: FrameNumber?

        mutating func allocate(_ request: PageRequest, log: inout TransitionLog) -> FrameNumber? {
            defer { next = nil }
            return next
        }
        mutating func free(_ frame: FrameNumber, order: UInt8, cpu: UInt16, log: inout TransitionLog) {}
        mutating func setOwner(_ owner: FrameOwner, of frame: FrameNumber, order: UInt8, log: inout TransitionLog) {}
        var freePages: UInt64 { 0 }
        var reservePages: UInt64 { 0 }
        func owner(of frame: FrameNumber) -> FrameOwner { FrameOwner(.slab) }
        func zone(of frame: FrameNumber) -> ZoneIndex { ZoneIndex(0) }
        func mapCount(of frame: FrameNumber) -> UInt32 { 0 }
        mutating func addMapping(to frame: FrameNumber) {}
        mutating func dropMapping(of frame: FrameNumber) -> UInt32 { 0 }
    }

    private var slab = SlabAllocator(profile: TestProfiles.amd64())
    private var names = NameTable()
    private var log = TransitionLog()
    private var pages = RecordedPages()
    private var newest = CacheID(0)

    @Test mutating func everyAddressButAFreshSlabsFirstIsPredicted() throws {
        log.begin(step: Step(1))
        var total = 0
        var fresh = 0
        for row in try RealTraces.rows("slub/amd64-6.1.txt") {
            switch row[0] {
            case "C": restoreCache(row)
            case "S": restoreSlab(row)
            case "A":
                total += 1
                let named = slab.cache(named: names.intern(String(row[1])))
                let cache = try #require(named)
                let recorded = slab.common.linearDistance + (try #require(UInt64(row[2], radix: 16)))
                pages.next = row.count > 3 ? FrameNumber(try #require(UInt32(row[3]))) : nil
                let wasOffered = pages.next != nil
                let address = try slab.cacheAllocate(cache, ObjectRequest(gfp: .kernel, cpu: 0), memory: &pages, log: &log)
                try #require(pages.next == nil, "a new slab where the model needs none")
                if wasOffered {
                    fresh += 1
                    beginOrder(of: cache, at: recorded)
                } else {
                    try #require(address.rawValue == recorded, "allocation \(total)")
                }
            default:
                let address = slab.common.linearDistance + (try #require(UInt64(row[1], radix: 16)))
                let outcome = slab.free(VirtualAddress(address), ObjectRequest(cpu: 0), memory: &pages, log: &log)
                try #require(outcome == .freed)
            }
        }
        #expect(total == 2591)
        #expect(fresh == 5)
    }

    private func numbers(_ text: Substring) -> [UInt16] { text == "-" ? [] : text.split(separator: ",").map { UInt16($0)! } }

    private mutating func restoreCache(_ row: [Substring]) {
        let values = row[2...8].map { UInt32($0)! }
        let state = InitialSlabState.Cache(
            name: String(row[1]), objectSize: values[0], size: values[1], order: UInt8(values[2]), objects: values[3],
            minPartial: values[4], cpuPartial: values[5], cpuPartialSlabs: values[6], flags: 0, sequence: numbers(row[9]))
        newest = slab.slub!.addCache(like: state, name: names.intern(state.name), &slab.common, log: &log)
    }

    private mutating func restoreSlab(_ row: [Substring]) {
        let places: [Substring: SlabList] = ["cpu": .cpu, "cpuPartial": .cpuPartial, "nodePartial": .nodePartial, "full": .full]
        let snapshot = SlabSnapshot(
            frame: FrameNumber(UInt32(row[2])!), order: UInt8(row[3])!, objects: UInt16(row[4])!, freelist: numbers(row[5]),
            place: places[row[1]]!, cpuFreelist: numbers(row[6]))
        slab.restore(snapshot, cache: newest, log: &log)
    }

    /// Makes a fresh slab, of which one object was taken, as if its order had begun at `address`.
    private mutating func beginOrder(of cache: CacheID, at address: UInt64) {
        guard case .object(let first) = slab.find(VirtualAddress(address)) else { return }
        let (order, count) = (slab.common[cache].freelistOrder, slab.common[cache].geometry.objects)
        let place = slab.common.freelistOrders.place(of: first.number, in: order, count: count)!
        let objects = Array(slab.common.freelistOrders.objects(order, count: count, from: place))
        slab.slub!.relink(first, rest: objects.dropFirst(), bytes: slab.common[cache].geometry.objectSize)
    }
}

extension SlubAllocator {
    /// CPU 0's slab has this object live and the rest free, in their order.
    fileprivate mutating func relink(_ first: FoundObject, rest: ArraySlice<ObjectNumber>, bytes: UInt32) {
        let start = slabs[first.slab].firstObject
        objects[start, first.number] = SlabObject(requested: bytes, next: .live)
        cpuSlabs[cpuSlabs.index(first.cache, 0)].freelist = objects.link(start, count: slabs[first.slab].objects, in: rest)
    }
}
