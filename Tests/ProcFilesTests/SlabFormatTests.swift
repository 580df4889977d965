import Testing
import TraceFormat

@testable import ProcFiles

@Suite struct SlabFormatTests {
    @Test(arguments: [
        "proc/slabinfo-6.1-i686-1g", "proc/slabinfo-6.18-x86_64", "slab-geometry/i686-pae-6.1-1cpu.slabinfo",
        "slab-geometry/x86_64-6.18-2cpu.slabinfo",
    ])
    func slabinfoPrintsAsTheKernelDoes(file: String) throws { try expectSameText(file, SlabInfo.self) }

    @Test func slabsOfSLABHaveTunables() throws {
        var cache = SlabInfo.Cache(
            name: "dentry", activeObjects: 50, objects: 56, objectSize: 144, objectsPerSlab: 28, pagesPerSlab: 1, activeSlabs: 2, slabs: 2)
        (cache.limit, cache.batchCount, cache.sharedFactor, cache.sharedAvailable) = (120, 60, 8, 4)
        let info = SlabInfo(caches: [cache])
        #expect(try SlabInfo(info.text, file: "slabinfo") == info)
    }

    @Test func aWrongLineIsReported() {
        let text = "slabinfo - version: 2.1\n# name\nfoo 1 2 64 32 1 : tunables 0 0\n"
        let error = #expect(throws: TraceError.self) { try SlabInfo(text, file: "slabinfo") }
        #expect(error?.description.hasPrefix("slabinfo:3: cannot read \"foo 1 2 64") == true)
        #expect(throws: TraceError.self) { try SlabInfo("foo 1 2 64 32 1\n", file: "slabinfo") }
    }

    @Test func slabtopPrintsAsProcpsDoes() throws {
        let theirs = lines(try real("proc/slabtop-c-6.18-x86_64"))
        let ours = lines(SlabTop(caches: try read("proc/slabinfo-6.18-x86_64", as: SlabInfo.self).caches, sortKey: .cacheSize).text)
        #expect(ours.prefix(6) == theirs.prefix(6))
        // Caches of equal size come in no order of procps's own making.
        #expect(ours.dropFirst(6).sorted() == theirs.dropFirst(6).sorted())
        let sizes = { (lines: [String]) in lines.dropFirst(6).map { words($0)[6] } }
        #expect(sizes(ours) == sizes(theirs))
    }

    @Test(arguments: SlabTop.SortKey.allCases)
    func slabtopSortsByEveryKey(key: SlabTop.SortKey) throws {
        let all = try read("proc/slabinfo-6.1-i686-1g", as: SlabInfo.self).caches
        let rows = lines(SlabTop(caches: all, sortKey: key).text).dropFirst(6).map { words($0.replacing("%", with: " ")) }
        #expect(rows.map { $0[7] }.sorted() == all.map(\.name).sorted())
        let column: [SlabTop.SortKey: Int] = [
            .objects: 0, .activeObjects: 1, .utilization: 2, .objectSize: 3, .slabs: 4, .activeSlabs: 4, .objectsPerSlab: 5,
            .cacheSize: 6,
        ]
        switch key {
        case .name: #expect(rows.map { $0[7] } == rows.map { $0[7] }.sorted())
        case .pagesPerSlab:
            let pages = rows.map { row in all.first { $0.name == row[7] }!.pagesPerSlab }
            #expect(pages == pages.sorted(by: >))
        default:
            let values = rows.map { Double($0[column[key]!].filter { $0 != "K" })! }
            #expect(values == values.sorted(by: >))
            #expect(values.first! > values.last!)
        }
    }
}
