import Foundation
import Testing

/// Traces with other numbers than the shipped ones (`traces/claims`): what becomes of each under every kernel generation. What is expected
/// comes from the kernel's rules, whose place stands beside each.
@Suite struct ClaimTraceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var trace: String
        var kernels: [String]
        var machine = "i386-1g"
        var question: String
        var answer: [String]

        var testDescription: String { "\(trace), \(machine), \(kernels.joined(separator: " ")): \(question)" }
    }

    private static let all = ["2.6.32", "3.10", "4.4", "6.1", "6.18"]
    private static let old = ["2.6.32", "3.10", "4.4"]
    private static let new = ["6.1", "6.18"]

    private static let victims =
        "SELECT (SELECT text FROM name WHERE id = (SELECT comm FROM process WHERE pid = victim LIMIT 1)) FROM oom ORDER BY step"
    private static func count(_ counter: String) -> String { "SELECT count FROM counter WHERE name = '\(counter)'" }
    private static let failed =
        "SELECT \"call\" || ' ' || reason || ' ' || coalesce(errno, '-') FROM v_failed_call ORDER BY step"
    private static let areas =
        "SELECT printf('%x', start & 0xffffffff) FROM area WHERE op = 0 ORDER BY step"

    /// Who dies, or that nobody can: mm/oom_kill.c.
    private static let shortages = [
        // out_of_memory: no victim is left, and the kernel panics, also for who asks without memory of his own.
        Case(
            trace: "low.trace.zst", kernels: ["2.6.32", "6.1"],
            question:
                "SELECT count, (SELECT count(*) FROM oom WHERE victim = 11), (SELECT victim IS NULL FROM oom ORDER BY step DESC LIMIT 1) "
                + "FROM counter WHERE name = 'oom.deadlocked'", answer: ["1,1,1"]),
        // 3.10 on: -1000 exempts; 2.6.32 has no oom_score_adj, and the process dies.
        Case(trace: "pan.trace", kernels: ["2.6.32"], question: victims, answer: ["shielded"]),
        Case(trace: "pan.trace", kernels: ["3.10", "4.4"] + new, question: count("oom.deadlocked"), answer: ["1"]),
        // badness of 2.6.32: 500 MiB over the fourth root of 68 · 1024 s is less than 400 MiB; since 2.6.36 age counts nothing.
        Case(trace: "rtm.trace", kernels: ["2.6.32"], question: victims, answer: ["young"]),
        Case(trace: "rtm.trace", kernels: ["3.10", "4.4"] + new, question: victims, answer: ["oldserver"]),
        // oom_kill_process: a child first up to 5.0, in 2.6.32 the first of them.
        Case(trace: "ch_2.6.32.trace", kernels: ["2.6.32"], question: victims, answer: ["kidsmall", "kidbig"]),
        Case(trace: "ch_2.6.32.trace", kernels: ["3.10", "4.4"], question: victims, answer: ["kidbig"]),
        Case(trace: "ch_6.1.trace", kernels: new, question: victims, answer: ["parent"]),
        // badness by address space; root's 30 thousandths of all memory; its 3 % of its own points and the worst child; neither.
        Case(trace: "four.trace", kernels: ["2.6.32"], question: victims, answer: ["sparse"]),
        Case(trace: "four.trace", kernels: ["3.10"], question: victims, answer: ["user"]),
        Case(trace: "four.trace", kernels: ["4.4"], question: victims, answer: ["kid"]),
        Case(trace: "four.trace", kernels: new, question: victims, answer: ["root"]),
        // MADV_FREE came with 4.5 (mm/madvise.c); what it gave back is taken before anybody is killed (mm/vmscan.c).
        Case(trace: "mf_4.4.trace", kernels: old, question: failed, answer: ["madvise unknown_to_kernel 22"]),
        Case(trace: "mf_4.4.trace", kernels: old, question: "SELECT count(*) FROM oom", answer: ["1"]),
        Case(trace: "mf_6.1.trace", kernels: new, question: "SELECT count(*) FROM oom", answer: ["0"]),
        Case(
            trace: "mf_6.1.trace", kernels: new,
            question: "SELECT rss FROM process_state WHERE pid = 11 ORDER BY step DESC LIMIT 1", answer: ["179200"]),
    ]

    /// ioremap and vmalloc: mm/vmalloc.c, arch/x86/mm/ioremap.c.
    private static let mappings = [
        // 1 << fls(size) up to 4.8; up to 3.1 a page more between areas.
        Case(
            trace: "io.trace", kernels: ["2.6.32"], question: areas, answer: ["f8800000", "f8804000", "f8807000", "f880c000", "f8820000"]),
        Case(
            trace: "io.trace", kernels: ["3.10", "4.4"], question: areas,
            answer: ["f8800000", "f8802000", "f8804000", "f8808000", "f8820000"]),
        Case(trace: "io.trace", kernels: new, question: areas, answer: ["f8800000", "f8802000", "f8804000", "f8807000", "f8810000"]),
        Case(trace: "io.trace", kernels: all, question: failed, answer: ["ioremap wraps -", "ioremap beyond_physical -"]),
        // 64 bit addresses both.
        Case(trace: "io.trace", kernels: all, machine: "x86_64-1g", question: failed, answer: []),
        // kmalloc_fix_flags, GFP_SLAB_BUG_MASK: objects lie in lowmem, whatever was asked for.
        Case(trace: "hm.trace", kernels: all, question: count("slab.zone_flag_removed"), answer: ["2"]),
        Case(trace: "hm.trace", kernels: all, question: "SELECT count(*) FROM object WHERE pfn >= 0x38000", answer: ["0"]),
        // __vmalloc_area_node adds __GFP_HIGHMEM since 4.12.
        Case(
            trace: "hm.trace", kernels: old,
            question: "SELECT count(*) FROM page WHERE op = 0 AND owner = (SELECT owner FROM page WHERE step = 9 AND op = 0 LIMIT 1) "
                + "AND step = 9 AND pfn >= 0x38000", answer: ["0"]),
    ]

    /// RLIMIT_MEMLOCK: mm/mlock.c, include/uapi/linux/resource.h.
    private static let limits = [
        Case(
            trace: "ml_2.6.32.trace", kernels: old, question: failed,
            answer: ["mlock lock_limit 12", "mlock lock_limit 12", "mlockall lock_limit 12", "mmap lock_limit 11"]),
        Case(
            trace: "ml_6.1.trace", kernels: new, question: failed,
            answer: ["mlock lock_limit 12", "mlockall lock_limit 12", "mmap lock_limit 11"]),
        Case(trace: "ml_6.1.trace", kernels: all, question: count("process.segmentation_fault"), answer: ["1"]),
    ]

    private static let others = [
        Case(trace: "cpu.trace", kernels: all, question: count("recording.cpu_not_there"), answer: ["3"]),
        Case(
            trace: "cpu.trace", kernels: all, question: "SELECT text FROM v_anomaly WHERE value = '0x9'", answer: ["served by CPU 0"]),
        // fs/proc/base.c: mode 0644; user 10 writes the file of root's process.
        Case(
            trace: "adj_6.1.trace", kernels: new, question: failed,
            answer: ["oom_score_adj not_permitted 13", "oom_score_adj not_permitted 13", "oom_adj other_owner 13"]),
        // setup_per_zone_wmarks: 20000 KiB are 5000 pages, over DMA and Normal in proportion; lowmem_reserve_ratio[0] = 1 keeps all of DMA.
        Case(trace: "sy.trace", kernels: all, question: "SELECT count(*) FROM zone_limit", answer: ["6"]),
        Case(
            trace: "sy.trace", kernels: all,
            question: "SELECT sum(min) BETWEEN 4998 AND 5000 FROM zone_limit WHERE zone < 2 AND step = (SELECT min(step) FROM zone_limit)",
            answer: ["1"]),
        Case(
            trace: "sy.trace", kernels: all,
            question:
                "SELECT p2 = (SELECT managed FROM zone WHERE name = 'Normal') FROM zone_limit WHERE zone = 0 ORDER BY step DESC LIMIT 1",
            answer: ["1"]),
        Case(trace: "sy.trace", kernels: all, question: count("sysctl.without_effect"), answer: ["3"]),
        Case(trace: "an.trace", kernels: all, question: "SELECT max(anon) FROM memory_state", answer: ["51200"]),
        // The recipe: no kernel between its mark and the allocation that is too large for it.
        Case(
            trace: "rt.trace", kernels: all,
            question: "SELECT syscalls + faults + pages FROM kernel_transition WHERE label = 'rt'", answer: ["0"]),
        Case(
            trace: "rt2.trace", kernels: all,
            question: "SELECT faults > 0 AND syscalls > 0 FROM kernel_transition WHERE label = 'rt'", answer: ["1"]),
    ]

    @Test(arguments: shortages + mappings + limits + others) func claimHolds(_ claim: Case) throws {
        for kernel in claim.kernels {
            let tool = try Tool()
            let trace = URL(filePath: #filePath).appending(path: "../../../../traces/claims/\(claim.trace)").standardized.path
            let arguments = ["run", trace, "-o", "r.sqlite", "-q", "--machine", claim.machine, "--set", "kernel=\(kernel)"]
            let run = try tool.run(arguments)
            #expect(run.status == 0, "\(run.errors)")
            let answer = try tool.run(["query", "r.sqlite", claim.question, "--format", "csv"])
            #expect(answer.status == 0, "\(answer.errors)")
            let lines = answer.output.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast().map(String.init)
            #expect(Array(lines) == claim.answer, "kernel \(kernel)")
        }
    }
}
