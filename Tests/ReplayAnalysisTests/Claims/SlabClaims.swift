import Foundation
import ReplayAnalysis
import ReplayStore
import Testing

/// S2, S4, S5, S23: slab caches cut pages into objects.
@Suite struct SlabClaims {
    @Test func s02EightByteObjectsComeOutOfOnePage() throws {
        let run = try ClaimRun.of("s02-slab")
        #expect(
            try run.table("SELECT cache, substr(address, -3), requested, given, step FROM object_life ORDER BY step") == [
                "kmalloc-8 000 8 8 3", "kmalloc-8 008 8 8 4", "kmalloc-8 010 5 8 5",
                "kmalloc-8 018 1 8 6", "kmalloc-128 000 100 128 8", "kmalloc-192 000 150 192 9",
                "kmalloc-8 008 8 8 11",
            ])
        #expect(
            try run.table("SELECT cache, active_objs, num_objs, num_slabs, pagesperslab FROM cache_at_end WHERE num_objs > 0") == [
                "kmalloc-8 4 512 1 1", "kmalloc-128 1 32 1 1", "kmalloc-192 1 21 1 1",
            ])
        #expect(try run.table("SELECT step FROM page WHERE step > 2 AND op = 0") == ["3", "8", "9"])
    }

    @Test func s04SlabinfoShowsTheCaches() throws {
        let run = try ClaimRun.of("s04-slabinfo")
        let lines = try run.lines(.slabinfo)
        #expect(lines[0] == "slabinfo - version: 2.1")
        #expect(
            lines.contains(
                "my_inode              10     10    400   10    1 : tunables    0    0    0 : slabdata      1      1      0"))
        let top = try run.lines(.slabtop)
        #expect(top.contains { $0.split(separator: " ").map(String.init) == ["10", "10", "100%", "0.39K", "1", "10", "4K", "my_inode"] })
        #expect(try run.table("SELECT active_objs FROM cache_at_end WHERE cache IN ('my_inode', 'kmalloc-4k')") == ["1", "2"])
    }

    @Test func s05CachesAreDedicatedOrGeneral() throws {
        let run = try ClaimRun.of("s05-caches")
        let caches = try run.table("SELECT cache, objsize, objperslab, pagesperslab FROM cache_at_end WHERE num_objs > 0")
        #expect(
            caches == [
                "kmalloc-8 8 512 1", "kmalloc-16 16 256 1", "kmalloc-32 32 128 1", "kmalloc-64 64 64 1", "kmalloc-96 96 42 1",
                "kmalloc-128 128 32 1", "kmalloc-192 192 21 1", "kmalloc-256 256 16 1", "kmalloc-512 512 8 1",
                "kmalloc-1k 1024 8 2", "kmalloc-2k 2048 8 4", "kmalloc-4k 4096 8 8", "kmalloc-8k 8192 4 8",
                "task_struct 2944 11 8", "UDPv6 1024 8 2", "TCPv6 2048 8 4", "nfsd_drc 112 36 1",
            ])
        // More than 8 KiB: four pages straight from the buddy.
        #expect(try run.table("SELECT ord FROM page WHERE step = (SELECT max(step) FROM event) AND op = 0") == ["2"])
    }

    /// S23 under each algorithm: events and requested bytes are the same, what they cost is not.
    @Test(arguments: ["slub", "slab", "slob"]) func s23OneTraceThreeAllocators(algorithm: String) throws {
        let file = ClaimRun.folder.appending(path: "s23-\(algorithm).sqlite")
        try ClaimRun.replay("s23-three-slabs", to: file, settings: [("slab", algorithm)], checksEveryStep: true)
        let run = try Run(path: file.path)
        let query = try #require(NamedQuery(named: "slab_cost")).sql
        let there = "SELECT algorithm, objects, requested, large_bytes FROM (\(query)) WHERE moment = 'end'"
        #expect(try run.table(there) == ["\(algorithm) 0 0 0"])
        let pages = "SELECT slab_pages FROM (\(query)) WHERE moment = 'end'"
        // SLUB keeps its CPU slabs: of kmalloc-32 and -128 a page each, of -2k four, of -8k eight.
        #expect(try run.table(pages) == [algorithm == "slub" ? "14" : "0"])
        #expect(try run.table("SELECT count(*) FROM object WHERE op = 0 AND caller IS NOT NULL") == ["9"])
        if algorithm == "slob" {
            #expect(throws: AnalysisError.self) { try run.lines(.slabinfo) }
        } else {
            let line = try run.lines(.slabinfo, after: "all-there").first { $0.hasPrefix("my_inode") }
            let slab = "my_inode              11     11    704   11    2 : tunables   54   27    0 : slabdata      1      1      0"
            let slub = "my_inode              11     11    704   11    2 : tunables    0    0    0 : slabdata      1      1      0"
            #expect(line == (algorithm == "slab" ? slab : slub))
        }
    }
}
