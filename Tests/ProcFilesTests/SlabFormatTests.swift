import Testing

@testable import ReplayAnalysis

/// Reads slabinfo.
private func caches(_ text: String) -> [SlabInfo.Cache] {
    lines(text).dropFirst(2).map { line in
        let parts = words(line)
        let numbers = parts.compactMap { UInt64($0) }
        var cache = SlabInfo.Cache(
            name: parts[0], activeObjects: numbers[0], objects: numbers[1], objectSize: numbers[2], objectsPerSlab: numbers[3],
            pagesPerSlab: numbers[4], activeSlabs: numbers[8], slabs: numbers[9])
        (cache.limit, cache.batchCount, cache.sharedFactor) = (numbers[5], numbers[6], numbers[7])
        cache.sharedAvailable = numbers[10]
        return cache
    }
}

@Suite struct SlabFormatTests {
    @Test(arguments: ["slabinfo-6.1-i686-1g", "slabinfo-6.18-x86_64"])
    func slabinfoPrintsAsTheKernelDoes(file: String) throws {
        let text = try real(file)
        #expect(SlabInfo(caches: caches(text)).text == text)
    }

    @Test func slabtopPrintsAsProcpsDoes() throws {
        let theirs = lines(try real("slabtop-c-6.18-x86_64"))
        let ours = lines(SlabTop(caches: caches(try real("slabinfo-6.18-x86_64")), sortKey: .cacheSize).text)
        #expect(ours.prefix(6) == theirs.prefix(6))
        // Caches of equal size come in no order of procps's own making.
        #expect(ours.dropFirst(6).sorted() == theirs.dropFirst(6).sorted())
        let sizes = { (lines: [String]) in lines.dropFirst(6).map { words($0)[6] } }
        #expect(sizes(ours) == sizes(theirs))
    }

    @Test(arguments: SlabTop.SortKey.allCases)
    func slabtopSortsByEveryKey(key: SlabTop.SortKey) throws {
        let all = caches(try real("slabinfo-6.1-i686-1g"))
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
