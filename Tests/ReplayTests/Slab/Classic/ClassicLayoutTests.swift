import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// SLAB's layouts, worked out by hand from the rules.
@Suite struct ClassicLayoutTests {
    private func layout(
        _ size: UInt32, _ flags: SlabFlags = [], align: UInt32 = 0, _ generation: KernelGeneration = .v61
    ) -> ClassicLayout {
        ClassicRules(profile: TestProfiles.amd64(generation)).layout(objectSize: size, align: align, flags: flags)
    }

    @Test func theListStandsInAFreeObjectWhereItFits() {
        let found = layout(64, .hardwareCacheAlign)
        #expect(found.management == .inObject)
        #expect([UInt32(found.order), found.objects, found.colours] == [0, 64, 0])
    }

    @Test func ofKmalloc32TheListStandsBehindTheObjects() {
        // 128 objects would need a list of 128 bytes, more than an object; off the slab its memory would be as large.
        let found = layout(32, .hardwareCacheAlign)
        #expect(found.management == .back)
        #expect([found.objects, found.leftOver] == [124, 4])
    }

    @Test func tinyObjectsTakeSixteenBytesBecauseListsHaveBytes() {
        let found = layout(8)
        #expect(found.size == 16)
        // 256 are one too many to count with a byte.
        #expect(found.management == .back)
        #expect(found.objects == 240)
    }

    @Test func withAConstructorTheListOfALargeObjectStandsOffTheSlab() {
        let found = layout(2048, .constructor)
        #expect(found.management == .offSlab)
        #expect([found.objects, found.managementBytes] == [2, 2])
        // 32 bytes are left over: enough for 4 bytes of list.
        #expect(layout(1016, .constructor).management == .back)
    }

    @Test func aLargerOrderIsTriedWhileAnEighthIsLeftOver() {
        // 5 objects of 704 leave 576 of 4096; 11 leave 448 of 8192.
        let found = layout(700)
        #expect([found.size, UInt32(found.order), found.objects, found.leftOver, found.colours] == [704, 1, 11, 448, 7])
        #expect(layout(700, .reclaimAccount).order == 0)
        #expect(layout(5000).order == 1)
        #expect(layout(9000).order == 2)
    }

    @Test func olderKernelsDescribeASlabBeforeItsObjects() {
        // 48 bytes and 4 for each of 11 objects, aligned to 8: 96 of the 448 left over.
        let linked = layout(700, .v310)
        #expect(linked.management == .front)
        #expect([linked.managementBytes, linked.leftOver, linked.colours] == [96, 352, 5])
        // (4096 - 48) / (256 + 4) = 15 with 112 bytes of list; 144 left over.
        let small = layout(256, .v310)
        #expect(small.management == .front)
        #expect([small.objects, small.managementBytes, small.leftOver] == [15, 112, 144])
        let bytes = layout(100, .v44)
        // 4096 / 105 = 39; 39 bytes of list are aligned to 40.
        #expect([bytes.size, bytes.objects, bytes.managementBytes, bytes.leftOver] == [104, 39, 40, 0])
        let off = layout(2048, .v44)
        #expect(off.management == .offSlab)
        #expect([off.objects, off.managementBytes] == [2, 2])
    }

    private func layout(_ size: UInt32, _ generation: KernelGeneration) -> ClassicLayout { layout(size, [], align: 0, generation) }

    @Test func kmallocHasTheClassesOfItsGeneration() throws {
        var bench = SlabBench(.slab)
        let names = try [8, 96, 8192, 8193].map { try bench.cacheName(kmalloc: $0) }
        #expect(names == ["kmalloc-32", "kmalloc-96", "kmalloc-8k", nil])
        // kmalloc's caches are aligned to the cache line.
        let named = bench.slab.cache(named: bench.names.intern("kmalloc-96"))
        let cache = try #require(named)
        #expect(bench.figures(cache).size == 128)
        var old = SlabBench(.slab, TestProfiles.amd64(.v2632))
        #expect(try [96, 4 << 20].map { try old.cacheName(kmalloc: $0) } == ["size-128", "size-4194304"])
        #expect(try old.cacheName(kmalloc: 150, [.kernel, .dma]) == "size-192(DMA)")
    }

    @Test func arraysFollowTheSize() {
        let limits = [256, 257, 1024, 1025, 4096, 4097, 131072, 131073].map { ClassicRules.arrayLimit(size: $0) }
        #expect(limits == [120, 54, 54, 24, 24, 8, 8, 1])
        #expect(ClassicRules.batch(limit: 1) == 1 && ClassicRules.batch(limit: 120) == 60)
    }
}
