import ReplayAnalysis
import Testing

/// S6, S8, S15, S16: user memory is the C library's affair, and lazy.
@Suite struct HeapClaims {
    @Test func s06MallocIsNoSystemCallAndNoSlab() throws {
        let run = try ClaimRun.of("s06-user-malloc")
        #expect(try run.table("SELECT events, syscalls FROM kernel_transition WHERE label = 'heap-is-there'") == ["6 0"])
        #expect(try run.table("SELECT count(*) FROM object") == ["0"])
        #expect(try run.table("SELECT DISTINCT from_libc FROM syscall") == ["1"])
    }

    @Test func s08TheRealTimeRecipeNeedsNoKernel() throws {
        let run = try ClaimRun.of("s08-realtime")
        #expect(
            try run.table(
                """
                SELECT events, syscalls, faults, pages, page_tables, mappings, vmas, objects, areas, failures
                FROM kernel_transition WHERE label = 'real-time'
                """) == ["13 0 0 0 0 0 0 0 0 0"])
        // Without mlockall and mallopt the same calls do enter the kernel.
        #expect(try run.table("SELECT syscalls > 0 AND faults > 16384 FROM kernel_transition WHERE label = 'boot'") == ["1"])
    }

    @Test func s15TheBreakMovesTheVmaAndWritesTakeFrames() throws {
        let run = try ClaimRun.of("s15-brk")
        let first = try run.size(of: 100, after: "heap-8k")
        #expect(first.resident == 0)
        #expect(try run.size(of: 100, after: "written-8k") == (first.virtual, 2))
        #expect(try run.size(of: 100, after: "heap-16k") == (first.virtual + 2, 2))
        #expect(try run.size(of: 100, after: "written-16k") == (first.virtual + 2, 4))
        #expect(try run.table("SELECT vss, rss FROM process_state ORDER BY step DESC LIMIT 1") == ["\(first.virtual) 2"])
    }

    @Test func s16EveryPartOfAProcessIsLazyAndTheKernelIsNot() throws {
        let run = try ClaimRun.of("s16-all-lazy")
        #expect(try run.size(of: 100, after: "after-exec").resident == 0)
        let before = try run.size(of: 100, after: "nothing-taken")
        #expect(before == (565, 0))
        #expect(try run.size(of: 100, after: "user-touched") == (565, 6))
        let kernel = """
            SELECT c.word, sum(1 << p.ord) FROM page p
            JOIN code c ON c.table_name = 'page' AND c.column_name = 'owner' AND c.code = p.owner
            JOIN kernel_transition k ON k.label = 'user-touched' AND p.step > k.from_step AND p.step < k.to_step
            WHERE p.op = 0 AND c.word <> 'page_table' GROUP BY c.word
            """
        #expect(try run.table(kernel) == ["large_kmalloc 32", "vmalloc 32"])
    }
}
