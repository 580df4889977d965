import ReplayAnalysis
import Testing

/// S9 to S14: virtual addresses, and what stands behind them.
@Suite struct MappingClaims {
    @Test func s09TwoVirtualAddressesMayNameOnePage() throws {
        let run = try ClaimRun.of("s09-translation")
        // The upper 20 bits, 0xf8800, are 994 (10 bits) and 0 (10 bits); the lower 12 are the offset.
        let walk = try run.lines(.translate, pid: 0, address: 0xf880_0008)
        #expect(walk[0] == "virtual address 0xf8800008 of the kernel: page 0xf8800, offset 0x8")
        #expect(walk[2].hasPrefix("level 2: entry 994 of ") && walk[3].hasPrefix("level 1: entry 0 of "))
        #expect(walk[3].hasSuffix("→ frame 0x2440, rw-") && walk[4] == "physical address 0x2440008: RAM in zone Normal")
        // The same register of the same page, by both addresses.
        #expect(
            try run.table("SELECT printf('0x%x 0x%x', address, physical) FROM access") == [
                "0xc2440008 0x2440008", "0xf8800008 0x2440008", "0xf8803010 0xfebf0010",
            ])
        let parent = try run.lines(.translate, pid: 100, address: 0xb7ff_e004)
        let child = try run.lines(.translate, pid: 101, address: 0xb7ff_e004)
        #expect(parent[0].hasSuffix("page 0xb7ffe, offset 0x4") && parent.last == child.last && parent[2] != child[2])
    }

    @Test func s10KmallocIsThereAtOnceAndChangesNoPageTable() throws {
        let run = try ClaimRun.of("s10-kmalloc")
        #expect(
            try run.table("SELECT faults, page_tables, mappings FROM kernel_transition WHERE label = 'begin'") == ["0 0 0"])
        #expect(try run.table("SELECT count(*), max(ord), max(zone) FROM page WHERE step = 3 AND op = 0") == ["1 4 1"])
        #expect(try run.table("SELECT address - physical = 0xc0000000 FROM access") == ["1", "1"])
    }

    @Test func s11VmallocIsContiguousInAddressesOnly() throws {
        let run = try ClaimRun.of("s11-vmalloc")
        #expect(
            try run.table("SELECT op, vpage - 0xf8800, count, pfn FROM mapping ORDER BY step, seq") == [
                "0 0 1 261121", "0 1 15 261123", "1 0 16 -",
            ])
        #expect(
            try run.table(
                "SELECT (SELECT name FROM zone WHERE id = p.zone), count(*) FROM page p WHERE step = 7 AND op = 0 AND owner <> 2 GROUP BY 1"
            ).contains("HighMem 16"))
        #expect(try run.kernelWork(after: "vfree").first?.hasSuffix(" 1") == true)
    }

    @Test func s12IoremapTakesAddressesButNoMemory() throws {
        let run = try ClaimRun.of("s12-ioremap")
        let lines = try run.lines(.vmallocinfo, after: "all-mapped")
        #expect(
            lines.filter { $0.contains("ioremap") } == [
                "0xf8805000-0xf8807000    8192 e1000_probe phys=0xfebf1000 ioremap",
                "0xf8807000-0xf8809000    8192 hpet_enable phys=0xfed00000 ioremap",
                "0xf8c00000-0xf9c01000 16781312 vesafb_probe phys=0xfd000000 ioremap",
            ])
        let taken =
            "SELECT count(*) FROM page p JOIN event e USING (step) JOIN area a USING (step) WHERE p.op = 0 AND p.owner <> 4 AND a.physical IS NOT NULL"
        #expect(try run.table(taken) == ["0"])
        #expect(try run.table("SELECT count FROM counter WHERE name = 'vmalloc.refused'") == ["1"])
    }

    @Test func s13OnlyKmallocIsMappedOnce() throws {
        let run = try ClaimRun.of("s13-mapped-twice")
        let mapped =
            "SELECT count(*) FROM page p JOIN code c ON c.table_name = 'page' AND c.column_name = 'owner' AND c.code = p.owner WHERE c.word = "
        // The slab's frame appears in no page table; vmalloc's and the process's do.
        #expect(
            try run.table(mapped + "'slab' AND p.op = 0 AND p.pfn IN (SELECT pfn FROM mapping UNION SELECT new_pfn FROM fault)") == ["0"])
        #expect(try run.table(mapped + "'vmalloc' AND p.op = 0 AND p.pfn IN (SELECT pfn FROM mapping)") == ["2"])
        #expect(try run.table(mapped + "'anonymous' AND p.op = 0 AND p.pfn IN (SELECT new_pfn FROM fault)") == ["1"])
        // One of vmalloc's pages is lowmem, which the linear map reaches too; the other is HighMem.
        #expect(try run.table("SELECT pfn < 229376 FROM mapping ORDER BY step") == ["1", "0"])
    }

    @Test func s14UserMemoryIsLazy() throws {
        let run = try ClaimRun.of("s14-lazy")
        let promised = try run.size(of: 100, after: "after-malloc")
        #expect(promised.virtual > 25600 && promised.resident == 2)
        #expect(try run.size(of: 100, after: "after-read") == promised)
        #expect(try run.size(of: 100, after: "after-write") == (promised.virtual, 2 + 2 + 257))
        let faults = """
            SELECT c.word, count(*), max(f.prot), f.old_pfn IS NULL FROM fault f
            JOIN code c ON c.table_name = 'fault' AND c.column_name = 'outcome' AND c.code = f.outcome
            GROUP BY f.step, f.outcome ORDER BY f.step
            """
        #expect(
            try run.table(faults) == [
                "anonymous 2 3 1", "zero_page 257 1 1", "copy_on_write 2 3 0", "anonymous 257 3 1", "copy_on_write 3 3 0", "reuse 3 3 0",
            ])
        // All reads see one frame.
        #expect(try run.table("SELECT count(DISTINCT new_pfn) FROM fault WHERE prot = 1") == ["1"])
    }
}
