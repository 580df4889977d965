import ReplayAnalysis
import Testing

/// S20's second half: Android's lowmemorykiller (lowmem_scan, drivers/staging/android/lowmemorykiller.c of Linux 4.4).
@Suite struct LowMemoryKillerClaims {
    @Test func theLargestInTheBackgroundDiesBeforeMemoryIsOut() throws {
        let run = try ClaimRun.of("s20b-lowmemorykiller")
        #expect(try run.table(#"SELECT "trigger", victim_comm FROM oom_report ORDER BY step"#) == ["low_memory_killer browser"])
        #expect(
            try run.table("SELECT comm, alive FROM process_peak ORDER BY comm")
                == ["browser 0", "camera 1", "init 1", "mail 1"])
        // Nothing had to be reclaimed: most of memory is free.
        #expect(try run.table("SELECT count(*) FROM allocation_failure") == ["0"])
        // The camera, whom no threshold in force names, has all it asked for.
        #expect(try run.size(of: 302, after: "camera-is-through").resident >= 60 * 256)
    }
}
