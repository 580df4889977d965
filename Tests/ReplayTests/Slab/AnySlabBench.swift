import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// The allocator that a profile chooses, on simple pages, with short calls.
struct AnySlabBench: ~Copyable {
    var slab: SlabAllocator
    var pages: FakePages
    var log = TransitionLog()
    var names = NameTable()

    init(_ algorithm: SlabSettings.Algorithm, _ profile: MachineProfile = TestProfiles.amd64(), frames: UInt32 = 1 << 16) {
        var profile = profile
        profile.slab.algorithm = algorithm
        slab = SlabAllocator(profile: profile)
        pages = FakePages(frames: frames)
        log.begin(step: Step(1))
        slab.boot(names: &names, log: &log)
    }

    mutating func make(_ name: String, size: UInt32, align: UInt32 = 0, flags: SlabFlags = .constructor) -> CacheID {
        slab.createCache(name: names.intern(name), size: size, align: align, flags: flags.rawValue, log: &log)
    }

    mutating func allocate(_ cache: CacheID, cpu: UInt16 = 0) throws(OutOfMemory) -> UInt64 {
        try slab.cacheAllocate(cache, gfp: .kernel, cpu: cpu, memory: &pages, log: &log).rawValue
    }

    mutating func kmalloc(_ size: UInt64, _ gfp: GfpFlags = .kernel, cpu: UInt16 = 0) throws(OutOfMemory) -> UInt64? {
        try slab.kmalloc(size: size, gfp: gfp, cpu: cpu, memory: &pages, log: &log)?.rawValue
    }

    mutating func krealloc(_ address: UInt64, _ size: UInt64) throws(OutOfMemory) -> UInt64? {
        try slab.krealloc(VirtualAddress(address), size: size, gfp: .kernel, cpu: 0, memory: &pages, log: &log)?.rawValue
    }

    @discardableResult
    mutating func free(_ address: UInt64, cpu: UInt16 = 0, cache: CacheID? = nil) -> ObjectFreeOutcome {
        slab.free(VirtualAddress(address), cache: cache, cpu: cpu, memory: &pages, log: &log)
    }

    mutating func shrink(_ cache: CacheID) -> UInt64 { slab.shrink(cache, memory: &pages, log: &log) }
    mutating func shrinkAll() { _ = slab.shrinkAll(memory: &pages, log: &log) }
    mutating func advance(seconds: UInt64) { slab.advance(to: seconds * 1_000_000_000, memory: &pages, log: &log) }
    func check() { slab.checkInvariants(memory: pages) }
    func figures(_ cache: CacheID) -> SlabFigures { slab.figures(of: cache) }
    func cacheName(_ address: UInt64) -> String? {
        slab.cache(holding: VirtualAddress(address)).map { names[slab.figures(of: $0).name] }
    }

    /// The name of the cache that serves a kmalloc.
    mutating func cacheName(kmalloc size: UInt64, _ gfp: GfpFlags = .kernel) throws(OutOfMemory) -> String? {
        guard let address = try kmalloc(size, gfp) else { return nil }
        return cacheName(address)
    }
}
