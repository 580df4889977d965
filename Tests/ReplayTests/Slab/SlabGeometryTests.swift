import Testing

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// The layout of every cache of three real kernels.
@Suite struct SlabGeometryTests {
    /// A row of the /sys/kernel/slab excerpts.
    struct Row {
        var name: Substring
        var objectSize, size, objects, order, minPartial, cpuPartial, align: UInt32

        init(_ fields: [Substring]) throws {
            name = fields[0]
            let numbers = try fields[1...7].map { try #require(UInt32($0)) }
            (objectSize, size, objects, order) = (numbers[0], numbers[1], numbers[2], numbers[3])
            (minPartial, cpuPartial, align) = (numbers[4], numbers[5], numbers[6])
        }
    }

    /// The file does not tell whether the free pointer stands behind the object; whichever fits the size must fit the rest.
    private func check(_ path: String, _ rules: SlubRules) throws -> (rows: Int, outside: Int) {
        var outside = 0
        let rows = try RealTraces.rows(path).dropFirst().map { try Row($0) }
        for row in rows {
            var geometry = rules.geometry(objectSize: row.objectSize, align: row.align, flags: [])
            if geometry.size != row.size {
                geometry = rules.geometry(objectSize: row.objectSize, align: row.align, flags: .constructor)
                outside += 1
            }
            #expect(geometry.size == row.size, "\(row.name): size")
            #expect(geometry.align == row.align, "\(row.name): align")
            #expect(geometry.objects == row.objects, "\(row.name): objects")
            #expect(UInt32(geometry.order) == row.order, "\(row.name): order")
            #expect(geometry.minPartial == row.minPartial, "\(row.name): min_partial")
            #expect(geometry.cpuPartial == row.cpuPartial, "\(row.name): cpu_partial")
        }
        return (rows.count, outside)
    }

    @Test func everyCacheOf32BitLinux61() throws {
        let found = try check("slab-geometry/i686-pae-6.1-1cpu.txt", SlubRules(profile: TestProfiles.i386()))
        #expect(found.rows == 238)
        #expect(found.outside == 12)
    }

    @Test func everyCacheOf64BitLinux618() throws {
        let found = try check("slab-geometry/x86_64-6.18-2cpu.txt", SlubRules(profile: TestProfiles.amd64(.v618, cpus: 2)))
        #expect(found.rows == 429)
        #expect(found.outside == 23)
    }

    /// Here the flags and the free pointer's place are known, the alignment is not.
    @Test func everyCacheOf64BitLinux61() throws {
        let rules = SlubRules(profile: TestProfiles.amd64())
        let rows = try RealTraces.rows("slab-geometry/amd64-6.1-1cpu.txt").dropFirst()
        #expect(rows.count == 146)
        for row in rows {
            let numbers = try row[1...6].map { try #require(UInt32($0)) } + [#require(UInt32(row[9]))]
            let bits = try #require(UInt32(row[8].dropFirst(2), radix: 16))
            var flags = SlabFlags(rawValue: bits & 0x0FFF_FFFC)
            if numbers[6] >= numbers[0] { flags.insert(.constructor) }
            let aligns: [UInt32] = [0, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192]
            let fits = aligns.contains { (align: UInt32) -> Bool in
                let geometry = rules.geometry(objectSize: numbers[0], align: align, flags: flags)
                return geometry.size == numbers[1] && geometry.objects == numbers[2] && UInt32(geometry.order) == numbers[3]
                    && geometry.minPartial == numbers[4] && geometry.cpuPartial == numbers[5]
                    && rules.cpuPartialSlabs(geometry) == UInt32(row[7])
            }
            #expect(fits, "\(row[0])")
        }
    }

    /// Boot makes exactly the kmalloc caches of the real kernels, with their alignment.
    @Test(arguments: [
        ("slab-geometry/i686-pae-6.1-1cpu.txt", TestProfiles.i386()),
        ("slab-geometry/x86_64-6.18-2cpu.txt", TestProfiles.amd64(.v618, cpus: 2)),
    ])
    func bootMakesTheCachesThatRealKernelsHave(path: String, profile: MachineProfile) throws {
        let rows: [Row] = try RealTraces.rows(path).dropFirst().map { try Row($0) }
        let real = rows.filter { isOfBoot($0.name) }
        let kernel = SlabBench(.slub, profile)
        let made = kernel.slab.common.caches.elements.map { cache in
            "\(kernel.names[cache.name]) \(cache.geometry.objectSize) \(cache.geometry.size) \(cache.geometry.align)"
        }
        #expect(made.sorted() == real.map { "\($0.name) \($0.objectSize) \($0.size) \($0.align)" }.sorted())
        #expect(made.count == 54)
    }

    /// Whether boot makes the cache.
    private func isOfBoot(_ cache: some StringProtocol) -> Bool {
        cache.contains("kmalloc-") || cache == "kmem_cache" || cache == "kmem_cache_node"
    }

    /// slabinfo lists the newest first, so its order is that of boot, backwards. `kmalloc_buckets` holds sets of caches, which no
    /// event is about.
    @Test(arguments: [
        ("slab-geometry/i686-pae-6.1-1cpu.slabinfo", TestProfiles.i386()),
        ("slab-geometry/x86_64-6.18-2cpu.slabinfo", TestProfiles.amd64(.v618, cpus: 2)),
    ])
    func bootMakesTheCachesInTheOrderOfSlabinfo(path: String, profile: MachineProfile) throws {
        let listed = try RealTraces.rows(path).map { String($0[0]) }.filter { isOfBoot($0) }
        let kernel = SlabBench(.slub, profile)
        #expect(kernel.slab.figures.map { kernel.names[$0.name] } == listed)
    }

    @Test func oldKernelsCountCPUPartialsByObjectsAndKeepMoreSlabs() {
        let old = SlubRules(profile: TestProfiles.i386(.v2632)).geometry(objectSize: 512, align: 0, flags: [])
        #expect(old.cpuPartial == 0)
        #expect(old.minPartial == 9)
        let middle = SlubRules(profile: TestProfiles.i386(.v44)).geometry(objectSize: 512, align: 0, flags: [])
        #expect(middle.cpuPartial == 13)
        #expect(middle.minPartial == 5)
    }

    @Test func anObjectTooLargeForTheUsualOrderGetsTheOrderThatHoldsIt() {
        for generation in KernelGeneration.allCases {
            let geometry = SlubRules(profile: TestProfiles.amd64(generation, cpus: 8)).geometry(objectSize: 51472, align: 16, flags: [])
            #expect(geometry.order == 4)
            #expect(geometry.objects == 1)
        }
    }

    @Test func eightByteObjectsFillAPage() {
        let geometry = SlubRules(profile: TestProfiles.i386()).geometry(objectSize: 8, align: 8, flags: [])
        #expect(geometry.order == 0)
        #expect(geometry.objects == 512)
    }

    @Test func everyKmallocSizeGetsTheSmallestClassThatHoldsIt() {
        for least: UInt32 in [8, 16, 32, 64, 128] {
            var profile = TestProfiles.i386()
            profile.slab.minimumSize = least
            let rules = SlabRules(profile: profile)
            let sizes = rules.kmallocClasses().map(\.size)
            for size in 1...UInt64(8192) {
                let given = rules.kmallocClass(size: size).size
                #expect(UInt64(given) == sizes.map { UInt64($0) }.filter { $0 >= size }.min())
            }
        }
    }
}
