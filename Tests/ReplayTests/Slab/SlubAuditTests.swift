import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// Seeded random runs against `NaiveSlub`.
@Suite struct SlubAuditTests {
    @Test(arguments: [(1, 1016, 1), (2, 1016, 2), (3, 200, 3), (4, 60, 2), (5, 3000, 4), (6, 8000, 1)])
    func everyAddressAgreesWithTheNaiveModel(seed: UInt64, size: UInt32, cpus: UInt16) throws {
        var bench = SlabBench(.slub, TestProfiles.amd64(.v61, cpus: cpus))
        let cache = bench.make("audited", size: size, flags: .constructor)
        let geometry = bench.slab.common[cache].geometry
        var naive = NaiveSlub(
            size: UInt64(geometry.size), perSlab: Int(geometry.objects), minPartial: Int(geometry.minPartial),
            cpuPartialSlabs: Int(bench.node(cache).cpuPartialSlabs), cpus: Int(cpus))
        var random = SeededRandom(seed)
        var live: [UInt64] = []
        var grows = true
        for round in 0..<6000 {
            let cpu = UInt16.random(in: 0..<cpus, using: &random)
            if round % 500 == 0 { grows.toggle() }
            if round % 997 == 996 {
                let before = bench.pages.count(.slab)
                let freed = bench.shrink(cache)
                #expect(naive.shrink().count << Int(geometry.order) == Int(freed))
                #expect(before - bench.pages.count(.slab) == Int(freed))
            } else if live.isEmpty || Int.random(in: 0..<10, using: &random) < (grows ? 7 : 3) {
                let address = try bench.allocate(cache, cpu: cpu)
                live.append(address)
                let expected = naive.allocate(Int(cpu)) { address - address % (4096 << UInt64(geometry.order)) }
                try #require(address == expected, "round \(round)")
            } else {
                let object = live.remove(at: Int.random(in: 0..<live.count, using: &random))
                #expect(bench.free(object, cpu: cpu) == .freed)
                _ = naive.free(object, Int(cpu))
            }
            try #require(bench.figures(cache).slabs == naive.all.count, "round \(round)")
            if round % 100 == 0 { bench.check() }
        }
        #expect(bench.figures(cache).liveObjects == live.count)
        for object in live { bench.free(object) }
        _ = bench.shrink(cache)
        #expect(bench.pages.count(.slab) == 0)
        bench.check()
    }

    /// kmalloc, krealloc, caches and large requests mixed, under every generation, with pages that run out.
    @Test(arguments: KernelGeneration.allCases)
    func mixedTrafficKeepsTheInvariants(generation: KernelGeneration) throws {
        var profile = TestProfiles.i386(generation, cpus: 3)
        profile.slab.randomFreelist = generation == .v618
        var bench = SlabBench(.slub, profile, frames: 600)
        let cache = bench.make("dedicated", size: 300)
        var random = SeededRandom(UInt64(generation.rawValue))
        var live: Set<UInt64> = []
        var failures = 0
        for round in 0..<4000 {
            let cpu = UInt16.random(in: 0..<3, using: &random)
            do throws(OutOfMemory) {
                switch Int.random(in: 0..<8, using: &random) {
                case 0...3:
                    let largest = 1 << UInt64.random(in: 1...14, using: &random)
                    let size = UInt64.random(in: 1...UInt64(largest), using: &random)
                    let address = try bench.kmalloc(size, cpu: cpu)
                    #expect(live.insert(address!).inserted)
                case 4:
                    let address = try bench.allocate(cache, cpu: cpu)
                    #expect(live.insert(address).inserted)
                case 5:
                    guard let old = live.min() else { continue }
                    let address = try bench.krealloc(old, UInt64.random(in: 1...9000, using: &random))
                    live.remove(old)
                    #expect(live.insert(address!).inserted)
                default:
                    guard let object = live.sorted().randomElement(using: &random) else { continue }
                    live.remove(object)
                    #expect(bench.free(object, cpu: cpu) == .freed)
                }
            } catch {
                failures += 1
                bench.shrinkAll()
                for object in live.sorted().prefix(live.count / 2) {
                    live.remove(object)
                    bench.free(object, cpu: cpu)
                }
            }
            if round % 50 == 0 { bench.check() }
        }
        #expect(failures > 0)
        for object in live.sorted() { #expect(bench.free(object) == .freed) }
        bench.shrinkAll()
        #expect(bench.pages.count(.slab) + bench.pages.count(.largeKmalloc) == 0)
        bench.check()
    }
}
