import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// A slab allocator on simple pages, with short calls: SLUB, or the algorithm that is named.
struct SlabBench: ~Copyable {
    var slab: SlabAllocator
    var pages: FakePages
    var log = TransitionLog()
    var names = NameTable()

    init(
        _ algorithm: SlabSettings.Algorithm = .slub, _ profile: MachineProfile = TestProfiles.amd64(), frames: UInt32 = 1 << 16
    ) {
        var profile = profile
        profile.slab.algorithm = algorithm
        slab = SlabAllocator(profile: profile)
        pages = FakePages(frames: frames)
        log.begin(step: Step(1))
        slab.boot(names: &names, log: &log)
    }

    mutating func make(_ name: String, size: UInt32, align: UInt32 = 0, flags: SlabFlags = .constructor) -> CacheID {
        slab.createCache(CacheProperties(name: names.intern(name), objectSize: size, align: align, flags: flags), log: &log)
    }

    mutating func named(_ name: String) -> CacheID { slab.cache(named: names.intern(name))! }

    mutating func allocate(_ cache: CacheID, cpu: UInt16 = 0) throws(OutOfMemory) -> UInt64 {
        try slab.cacheAllocate(cache, ObjectRequest(gfp: .kernel, cpu: cpu), memory: &pages, log: &log).rawValue
    }

    mutating func kmalloc(
        _ size: UInt64, _ gfp: GfpFlags = .kernel, cpu: UInt16 = 0, caller: String? = nil
    ) throws(OutOfMemory) -> UInt64? {
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller.map { names.intern($0) })
        return try slab.kmalloc(size, request, memory: &pages, log: &log)?.rawValue
    }

    mutating func krealloc(_ address: UInt64, _ size: UInt64) throws(OutOfMemory) -> UInt64? {
        try slab.krealloc(VirtualAddress(address), size, ObjectRequest(gfp: .kernel, cpu: 0), memory: &pages, log: &log)?.rawValue
    }

    @discardableResult
    mutating func free(_ address: UInt64, cpu: UInt16 = 0, cache: CacheID? = nil) -> ObjectFreeOutcome {
        slab.free(VirtualAddress(address), cache: cache, ObjectRequest(cpu: cpu), memory: &pages, log: &log)
    }

    mutating func shrink(_ cache: CacheID) -> UInt64 { slab.shrink(cache, memory: &pages, log: &log) }
    @discardableResult
    mutating func shrinkAll() -> UInt64 { slab.shrinkAll(memory: &pages, log: &log) }
    mutating func destroy(_ cache: CacheID) -> Bool { slab.destroyCache(cache, memory: &pages, log: &log) }
    mutating func advance(seconds: UInt64) { slab.advance(to: seconds * 1_000_000_000, memory: &pages, log: &log) }
    func check() { slab.checkInvariants(memory: pages) }

    func figures(_ cache: CacheID) -> SlabFigures { slab.figures(of: cache) }

    /// SLUB's part of a cache for all CPUs.
    func node(_ cache: CacheID) -> SlubNode {
        switch slab.slub {
        case .some(let slub): slub.nodes[cache]
        case nil: preconditionFailure("the algorithm is not SLUB")
        }
    }

    /// SLUB's slabs, unused records included.
    var slabs: [SlubSlab] {
        switch slab.slub {
        case .some(let slub): slub.slabs.elements
        case nil: preconditionFailure("the algorithm is not SLUB")
        }
    }

    /// SLUB puts a CPU's slab away.
    mutating func deactivate(_ cache: CacheID, cpu: UInt16) {
        slab.slub!.deactivate(cache, cpu, &slab.common, memory: &pages, log: &log)
    }

    /// The name of the cache of a live object.
    mutating func cacheName(_ address: UInt64) -> String? {
        guard case .object(let object) = slab.find(VirtualAddress(address)), object.isLive else { return nil }
        return names[slab.common[object.cache].name]
    }

    /// The name of the cache that serves a kmalloc.
    mutating func cacheName(kmalloc size: UInt64, _ gfp: GfpFlags = .kernel, caller: String? = nil) throws(OutOfMemory) -> String? {
        guard let address = try kmalloc(size, gfp, caller: caller) else { return nil }
        return cacheName(address)
    }
}
