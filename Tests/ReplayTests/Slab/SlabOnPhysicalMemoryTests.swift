import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab
@testable import Virtual

/// Slab and vmalloc on the real page allocator.
@Suite struct SlabOnPhysicalMemoryTests {
    @Test(arguments: SlabSettings.Algorithm.allCases)
    func everyPageComesBackAndEveryOwnerAgrees(algorithm: SlabSettings.Algorithm) throws {
        var profile = TestProfiles.i386(cpus: 2)
        profile.slab.algorithm = algorithm
        var memory = PhysicalMemory(profile: profile)
        var slab = SlabAllocator(profile: profile)
        var space = VmallocSpace(profile: profile)
        var tables = FakeTables()
        var names = NameTable()
        var log = TransitionLog()
        log.begin(step: Step(1))
        slab.boot(names: &names, log: &log)
        var random = SeededRandom(5)
        var objects: [VirtualAddress] = []
        var areas: [VirtualAddress] = []
        for round in 0..<3000 {
            let cpu = UInt16(random.next() % 2)
            let choice = random.next() % 8
            if choice < 4 || objects.isEmpty {
                let size = 1 + random.next() % 12000
                let address = try slab.kmalloc(size, ObjectRequest(gfp: .kernel, cpu: cpu), memory: &memory, log: &log)
                objects.append(try #require(address))
            } else if choice < 6 {
                let victim = objects.remove(at: Int(random.next() % UInt64(objects.count)))
                #expect(slab.free(victim, ObjectRequest(cpu: cpu), memory: &memory, log: &log) == .freed)
            } else if choice == 6 || areas.isEmpty {
                let size = 1 + random.next() % 40000
                let outcome = try space.vmalloc(size: size, gfp: .kernel, cpu: cpu, tables: &tables, memory: &memory, log: &log)
                areas.append(VirtualAddress(try #require(outcome.address)))
            } else {
                let victim = areas.remove(at: Int(random.next() % UInt64(areas.count)))
                let outcome = space.free(victim, as: .vmalloc, cpu: cpu, tables: &tables, memory: &memory, log: &log)
                #expect(outcome == .freed)
            }
            #expect(memory.pages(of: .slab) == slab.reclaimablePages + slab.unreclaimablePages)
            #expect(memory.pages(of: .largeKmalloc) == slab.largePages)
            if round % 500 == 0 {
                slab.checkInvariants(memory: memory)
                space.checkInvariants(tables: tables, memory: memory)
            }
        }
        for object in objects { _ = slab.free(object, ObjectRequest(cpu: 0), memory: &memory, log: &log) }
        for area in areas { space.free(area, cpu: 0, tables: &tables, memory: &memory, log: &log) }
        _ = slab.shrinkAll(memory: &memory, log: &log)
        #expect(slab.reclaimablePages + slab.unreclaimablePages + slab.largePages + space.mappedPages == 0)
        for frame in 0..<UInt32(1 << 18) {
            let kind = memory.owner(of: FrameNumber(frame)).kind
            if kind == .slab || kind == .vmalloc || kind == .largeKmalloc { Issue.record("frame \(frame) was not given back") }
        }
    }
}
