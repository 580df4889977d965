import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// The same traffic under all three algorithms, counted naively beside them.
@Suite struct SlabTrafficTests {
    struct Case: CustomStringConvertible, Sendable {
        var algorithm: SlabSettings.Algorithm
        var generation: KernelGeneration
        var description: String { "\(algorithm) of \(generation)" }
    }

    static let cases = SlabSettings.Algorithm.allCases.flatMap { algorithm in
        KernelGeneration.allCases.map { Case(algorithm: algorithm, generation: $0) }
    }

    /// What is live: by address its size, and what each cache was asked for.
    struct Ledger {
        var sizes: [UInt64: UInt64] = [:]
        var order: [UInt64] = []
        var caches: [UInt64: CacheID] = [:]

        /// No live object may overlap another.
        mutating func add(_ address: UInt64, _ size: UInt64, _ cache: CacheID? = nil) {
            for (other, length) in sizes where other < address + size && address < other + length {
                Issue.record("\(address) of \(size) overlaps \(other) of \(length)")
            }
            sizes[address] = size
            order.append(address)
            caches[address] = cache
        }

        mutating func remove(_ address: UInt64) {
            sizes[address] = nil
            caches[address] = nil
            order.removeAll { $0 == address }
        }
    }

    @Test(arguments: cases)
    func invariantsHoldAfterEveryEventAndAllPagesComeBack(of test: Case) throws {
        var bench = SlabBench(test.algorithm, TestProfiles.i386(test.generation, cpus: 2), frames: 64)
        let cache = bench.make("dedicated", size: 300)
        let aligned = bench.make("aligned", size: 90, flags: [.hardwareCacheAlign, .reclaimAccount])
        let wide = bench.make("wide", size: 4500)
        var random = SeededRandom(UInt64(test.generation.rawValue) + 7)
        var ledger = Ledger()
        var failures = 0
        for round in 0..<600 {
            let cpu = UInt16.random(in: 0..<2, using: &random)
            do throws(OutOfMemory) {
                switch Int.random(in: 0..<10, using: &random) {
                case 0...3:
                    let size = UInt64.random(in: 1...(1 << UInt64.random(in: 1...14, using: &random)), using: &random)
                    ledger.add(try bench.kmalloc(size, cpu: cpu)!, size)
                case 4...5:
                    let which = [cache, aligned, wide][Int.random(in: 0..<3, using: &random)]
                    let size: UInt64 = which == cache ? 300 : which == aligned ? 90 : 4500
                    ledger.add(try bench.allocate(which, cpu: cpu), size, which)
                case 6:
                    guard let old = ledger.order.first(where: { ledger.caches[$0] == nil }) else { continue }
                    let size = UInt64.random(in: 1...5000, using: &random)
                    let address = try bench.krealloc(old, size)!
                    ledger.remove(old)
                    ledger.add(address, size)
                default:
                    guard let object = ledger.order.randomElement(using: &random) else { continue }
                    let named = ledger.caches[object]
                    ledger.remove(object)
                    #expect(bench.free(object, cpu: cpu, cache: named) == .freed)
                    #expect(bench.free(object, cpu: cpu) != .freed)
                }
            } catch {
                failures += 1
                bench.check()
                for object in ledger.order.prefix(ledger.order.count / 2) {
                    bench.free(object, cpu: cpu)
                    ledger.remove(object)
                }
                bench.shrinkAll()
            }
            bench.advance(seconds: UInt64(round / 3))
            bench.check()
            let counted = ledger.caches.values.count { $0 == cache }
            #expect(bench.figures(cache).liveObjects == counted)
            #expect(bench.figures(cache).reportedActive >= counted)
            for made in [cache, aligned] where test.algorithm != .slob {
                let figures = bench.figures(made)
                let held = bench.pages.count(.slab, of: figures.cache)
                #expect(figures.slabs * UInt64(figures.pagesPerSlab) == held)
                #expect(figures.objects == held / UInt64(figures.pagesPerSlab) * UInt64(figures.objectsPerSlab))
                #expect(figures.liveObjects <= figures.reportedActive && figures.reportedActive <= figures.objects)
            }
            #expect(
                bench.pages.count(.slab) == Int(bench.slab.reclaimablePages + bench.slab.unreclaimablePages), "round \(round)")
        }
        #expect(failures > 0)
        for object in ledger.order { #expect(bench.free(object, cpu: 1) == .freed) }
        bench.shrinkAll()
        bench.check()
        #expect(bench.pages.count(.slab) + bench.pages.count(.largeKmalloc) == 0)
        #expect(bench.slab.figures.allSatisfy { $0.liveObjects == 0 && $0.requested == 0 })
        for made in [cache, aligned, wide] {
            #expect(bench.destroy(made) == true)
        }
    }

    @Test(arguments: SlabSettings.Algorithm.allCases)
    func anEmptiedCacheReturnsAllItsPagesWhenItIsDestroyed(algorithm: SlabSettings.Algorithm) throws {
        var bench = SlabBench(algorithm)
        let cache = bench.make("mine", size: 700)
        let objects = try (0..<100).map { _ in try bench.allocate(cache) }
        #expect(bench.pages.count(.slab) > 15)
        for object in objects { bench.free(object) }
        #expect(bench.destroy(cache) == true)
        #expect(bench.pages.count(.slab) == 0)
        #expect(bench.slab.cache(named: bench.names.intern("mine")) == nil)
    }

    @Test(arguments: SlabSettings.Algorithm.allCases)
    func withoutPagesNothingChanges(algorithm: SlabSettings.Algorithm) throws {
        var bench = SlabBench(algorithm)
        // Off its slab in SLAB: the list's memory may be what is missing.
        let cache = bench.make("large", size: 2048)
        for budget in 0...1 {
            bench.pages.budget = budget
            if budget == 1 && (algorithm != .slab) { continue }
            #expect(throws: OutOfMemory.self) { try bench.allocate(cache) }
            bench.check()
            #expect(bench.pages.count(.slab) == 0)
            #expect(bench.figures(cache).objects == 0)
        }
        bench.pages.budget = 10
        _ = try bench.allocate(cache)
        #expect(throws: OutOfMemory.self) { for _ in 0..<1000 { _ = try bench.allocate(cache) } }
        bench.check()
    }

    @Test(arguments: SlabSettings.Algorithm.allCases)
    func badFreesAreToldApartAndChangeNothing(algorithm: SlabSettings.Algorithm) throws {
        var bench = SlabBench(algorithm)
        let address = try #require(try bench.kmalloc(100))
        let other = try #require(try bench.kmalloc(100))
        #expect(bench.free(address + 2) == .misaligned)
        #expect(bench.free(address + 1 << 28) == .unknownObject)
        #expect(bench.free(0) == .nothing)
        #expect(bench.free(16) == .nothing)
        #expect(bench.free(address) == .freed)
        #expect(bench.free(address) == .doubleFree)
        let large = try #require(try bench.kmalloc(20_000))
        #expect(bench.free(large + 4096) == .misaligned)
        #expect(bench.free(large) == .freed)
        #expect(try bench.kmalloc(1 << 22 + 1) == nil)
        #expect(bench.free(other) == .freed)
        bench.check()
    }
}
