import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// A SLUB allocator on simple pages, with short calls.
struct SlabBench: ~Copyable {
    var slab: SlubAllocator
    var pages: FakePages
    var log = TransitionLog()
    var names = NameTable()

    init(_ profile: MachineProfile = TestProfiles.amd64(), frames: UInt32 = 1 << 16) {
        slab = SlubAllocator(profile: profile)
        pages = FakePages(frames: frames)
        log.begin(step: Step(1))
        slab.boot(names: &names, log: &log)
    }

    mutating func make(_ name: String, size: UInt32, align: UInt32 = 0, flags: SlabFlags = .constructor) -> CacheID {
        slab.createCache(name: names.intern(name), size: size, align: align, flags: flags.rawValue, log: &log)
    }

    mutating func named(_ name: String) -> CacheID { slab.cache(named: names.intern(name))! }

    mutating func allocate(_ cache: CacheID, cpu: UInt16 = 0) throws(OutOfMemory) -> UInt64 {
        try slab.cacheAllocate(cache, gfp: .kernel, cpu: cpu, caller: nil, recorded: nil, memory: &pages, log: &log).rawValue
    }

    mutating func kmalloc(_ size: UInt64, _ gfp: GfpFlags = .kernel, cpu: UInt16 = 0) throws(OutOfMemory) -> UInt64? {
        try slab.kmalloc(size: size, gfp: gfp, cpu: cpu, caller: nil, recorded: nil, memory: &pages, log: &log)?.rawValue
    }

    mutating func krealloc(_ address: UInt64, _ size: UInt64) throws(OutOfMemory) -> UInt64? {
        try slab.krealloc(
            VirtualAddress(address), size: size, gfp: .kernel, cpu: 0, caller: nil, recorded: nil, memory: &pages, log: &log)?
            .rawValue
    }

    @discardableResult
    mutating func free(_ address: UInt64, cpu: UInt16 = 0, cache: CacheID? = nil) -> ObjectFreeOutcome {
        slab.free(VirtualAddress(address), cache: cache, cpu: cpu, caller: nil, memory: &pages, log: &log)
    }

    mutating func shrink(_ cache: CacheID) -> UInt64 { slab.shrink(cache, memory: &pages, log: &log) }

    func check() { slab.checkInvariants(memory: pages) }

    /// The name of the cache that serves a kmalloc of a call site.
    mutating func cacheName(kmalloc size: UInt64, _ gfp: GfpFlags = .kernel, caller: String) throws(OutOfMemory) -> String {
        let address = try slab.kmalloc(
            size: size, gfp: gfp, cpu: 0, caller: names.intern(caller), recorded: nil, memory: &pages, log: &log)
        return cacheName(address!.rawValue)!
    }

    /// The name of the cache that holds an object.
    func cacheName(_ address: UInt64) -> String? {
        slab.cache(holding: VirtualAddress(address)).map { names[slab.caches[Int($0.rawValue - 1)].name] }
    }

    func figures(_ cache: CacheID) -> SlabFigures { slab.figures(of: cache) }
}
