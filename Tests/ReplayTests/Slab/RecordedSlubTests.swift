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
        func owner(of frame: FrameNumber) -> FrameOwner { FrameOwner(.slab) }
        func zone(of frame: FrameNumber) -> ZoneIndex { ZoneIndex(0) }
        func mapCount(of frame: FrameNumber) -> UInt32 { 0 }
        mutating func addMapping(to frame: FrameNumber) {}
        mutating func dropMapping(of frame: FrameNumber) -> UInt32 { 0 }
    }

    private var slab = SlubAllocator(profile: TestProfiles.amd64())
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
                let recorded = slab.linearBase + (try #require(UInt64(row[2], radix: 16)))
                pages.next = row.count > 3 ? FrameNumber(try #require(UInt32(row[3]))) : nil
                let wasOffered = pages.next != nil
                let address = try slab.cacheAllocate(
                    cache, gfp: .kernel, cpu: 0, caller: nil, recorded: nil, memory: &pages, log: &log)
                try #require(pages.next == nil, "a new slab where the model needs none")
                if wasOffered {
                    fresh += 1
                    beginOrder(of: cache, at: recorded)
                } else {
                    try #require(address.rawValue == recorded, "allocation \(total)")
                }
            default:
                let address = slab.linearBase + (try #require(UInt64(row[1], radix: 16)))
                let outcome = slab.free(VirtualAddress(address), cpu: 0, caller: nil, memory: &pages, log: &log)
                try #require(outcome == .freed)
            }
        }
        #expect(total == 2591)
        #expect(fresh == 5)
    }

    private func numbers(_ text: Substring) -> [UInt16] { text == "-" ? [] : text.split(separator: ",").map { UInt16($0)! } }

    private mutating func restoreCache(_ row: [Substring]) {
        let values = row[2...8].map { UInt32($0)! }
        let index = slab.addCache(name: names.intern(String(row[1])), size: values[0], align: 0, flags: [], log: &log)
        newest = CacheID(index + 1)
        slab.caches[Int(index)].geometry = CacheGeometry(
            objectSize: values[0], size: values[1], align: 8, order: UInt8(values[2]), objects: values[3],
            minOrder: SlabRules.pageOrder(UInt64(values[1])), minObjects: 1, minPartial: values[4], cpuPartial: values[5],
            cpuPartialSlabs: values[6])
        slab.caches[Int(index)].sequence = UInt32(slab.sequences.count)
        slab.sequences += numbers(row[9])
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
        let index = Int(cache.rawValue - 1)
        guard case .object(let fresh, let first) = slab.find(VirtualAddress(address)) else { return }
        let start = Int(slab.caches[index].sequence)
        let order = Array(slab.sequences[start..<start + Int(slab.caches[index].geometry.objects)])
        let position = order.firstIndex(of: first)!
        let base = slab.slabs[Int(fresh)].firstObject
        let requested = slab.caches[index].geometry.objectSize
        slab.objects[base + UInt32(first)] = SlabObject(requested: requested, next: SlabObject.isLive)
        var next = Slab.noObject
        for object in (order[(position + 1)...] + order[..<position]).reversed() {
            slab.objects[base + UInt32(object)] = SlabObject(requested: 0, next: next)
            next = object
        }
        slab.slots[index].freelist = next
    }
}
