import ReplayAnalysis
import Testing

/// S1, S7, S21: the page allocator below everything.
@Suite struct BuddyClaims {
    @Test func s01BlocksSplitInHalvesAndMergeAgain() throws {
        let run = try ClaimRun.of("s01-buddy")
        let history = try run.table(
            "SELECT o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, free FROM zone_history WHERE zone = 'HighMem' ORDER BY step")
        #expect(
            history == [
                "0 0 0 0 0 0 0 0 0 0 32 32768",
                "1 1 1 1 1 1 1 1 1 1 31 32767",
                "0 1 1 1 1 1 1 1 1 1 31 32766",
                "0 1 0 1 1 1 1 1 1 1 31 32762",
                "0 0 0 1 1 1 1 1 1 1 31 32760",
                "1 0 0 1 1 1 1 1 1 1 31 32761",
                "1 0 1 1 1 1 1 1 1 1 31 32765",
                "1 1 1 1 1 1 1 1 1 1 31 32767",
                "0 0 0 0 0 0 0 0 0 0 32 32768",
            ])
        #expect(try run.table("SELECT count(*) FROM page_chain WHERE step = 3 AND op = 'split'") == ["10"])
        #expect(try run.table("SELECT count(*) FROM page_chain WHERE step = 13 AND op = 'merge'") == ["10"])
        #expect(
            try run.lines(.buddyinfo, after: "one-page").last
                == "Node 0, zone  HighMem      1      1      1      1      1      1      1      1      1      1     31 ")
    }

    @Test func s07FreedMemoryStaysWithTheSecondLevel() throws {
        let run = try ClaimRun.of("s07-second-level")
        let pages = "SELECT count(*) FROM page p JOIN mark m, name n ON n.id = m.label AND n.text = "
        #expect(try run.table(pages + "'kernel-freed' WHERE p.step > m.step AND p.step <= m.step + 3") == ["0"])
        #expect(try run.kernelWork(after: "user-freed") == ["0 0 0 0 0"])
        #expect(try run.size(of: 100, after: "user-freed") == run.size(of: 100, after: "pages-still-held"))
        #expect(try run.size(of: 100, after: "pages-still-held").resident == 10)
        #expect(try run.size(of: 100, after: "trimmed").resident == 2)
    }

    @Test func s21ZonesComeInTheOrderOfTheZonelist() throws {
        let run = try ClaimRun.of("s21-zones")
        let first = """
            SELECT (SELECT name FROM zone WHERE id = p.zone) FROM page p
            JOIN code c ON c.table_name = 'page' AND c.column_name = 'owner' AND c.code = p.owner AND c.word = 'kernel'
            WHERE p.op = 0 ORDER BY p.step
            """
        #expect(try run.table(first) == ["HighMem", "Normal", "DMA"])
        // The 300 MiB: HighMem until it is at its reserve, then Normal.
        let user = """
            SELECT (SELECT name FROM zone WHERE id = f.zone) FROM fault f WHERE zone IS NOT NULL
            GROUP BY zone ORDER BY min(f.step * 1000000 + f.seq)
            """
        #expect(try run.table(user) == ["HighMem", "Normal"])
        #expect(try run.table("SELECT DISTINCT preferred, zone FROM zone_fallback") == ["HighMem Normal"])
        #expect(try run.table("SELECT cache FROM object_life") == ["dma-kmalloc-128"])
    }
}
