import Pages

extension OomReport {
    /// The report's lines as the kernel prints them, without the log's time.
    public var lines: [String] {
        [request, "Mem-Info:"] + totals + [node] + zones.flatMap { [line($0), Self.reserves($0)] } + zones.map(freeLists) + hugePages
            + memory + taskTable + outcome
    }

    public var text: String { lines.map { $0 + "\n" }.joined() }

    private var request: String {
        "\(invoker) invoked oom-killer: gfp_mask=0x\(gfp.hex())(\(Describe.gfp(gfp))), order=\(order), "
            + "oom_score_adj=\(invokerAdj)"
    }

    private var totals: [String] {
        [
            "active_anon:\(counts.activeAnon) inactive_anon:\(counts.inactiveAnon) isolated_anon:\(counts.isolatedAnon)",
            " active_file:\(counts.activeFile) inactive_file:\(counts.inactiveFile) isolated_file:\(counts.isolatedFile)",
            " unevictable:\(counts.unevictable) dirty:\(counts.dirty) writeback:\(counts.writeback)",
            " slab_reclaimable:\(counts.slabReclaimable) slab_unreclaimable:\(counts.slabUnreclaimable)",
            " mapped:\(counts.mapped) shmem:\(counts.shmem) pagetables:\(counts.pageTables)",
            " sec_pagetables:\(counts.secondaryTables) bounce:\(counts.bounce)",
            " kernel_misc_reclaimable:\(counts.kernelMisc)",
            " free:\(counts.free) free_pcp:\(counts.freePCP) free_cma:\(counts.freeCMA)",
        ]
    }

    private func kB(_ pages: UInt64) -> String { "\(pages << 2)kB" }

    private var node: String {
        "Node 0 active_anon:\(kB(counts.activeAnon)) inactive_anon:\(kB(counts.inactiveAnon)) active_file:\(kB(counts.activeFile)) "
            + "inactive_file:\(kB(counts.inactiveFile)) unevictable:\(kB(counts.unevictable)) isolated(anon):\(kB(counts.isolatedAnon)) "
            + "isolated(file):\(kB(counts.isolatedFile)) mapped:\(kB(counts.mapped)) dirty:\(kB(counts.dirty)) "
            + "writeback:\(kB(counts.writeback)) shmem:\(kB(counts.shmem)) shmem_thp: 0kB shmem_pmdmapped: 0kB anon_thp: 0kB "
            + "writeback_tmp:0kB kernel_stack:\(counts.kernelStackKilobytes)kB pagetables:\(kB(counts.pageTables)) "
            + "sec_pagetables:\(kB(counts.secondaryTables)) all_unreclaimable? \(allUnreclaimable ? "yes" : "no")"
    }

    private func name(_ zone: Zone) -> String { (namesNodes ? "Node 0 " : "") + zone.name }

    private func line(_ zone: Zone) -> String {
        "\(name(zone)) free:\(kB(zone.free)) boost:\(kB(zone.boost)) min:\(kB(zone.min)) low:\(kB(zone.low)) high:\(kB(zone.high)) "
            + "reserved_highatomic:\(zone.reservedHighAtomic << 2)KB active_anon:\(kB(zone.activeAnon)) "
            + "inactive_anon:\(kB(zone.inactiveAnon)) active_file:\(kB(zone.activeFile)) inactive_file:\(kB(zone.inactiveFile)) "
            + "unevictable:\(kB(zone.unevictable)) writepending:0kB present:\(kB(zone.present)) managed:\(kB(zone.managed)) "
            + "mlocked:\(kB(zone.mlocked)) bounce:0kB free_pcp:\(kB(zone.freePCP)) local_pcp:\(kB(zone.localPCP)) free_cma:\(kB(zone.freeCMA))"
    }

    private static func reserves(_ zone: Zone) -> String {
        "lowmem_reserve[]:" + zone.reserves.map { " \($0)" }.joined()
    }

    /// `Normal: 0*4kB 3*8kB (UME) … = 8136kB`; letters name the migrate types that have a block (show_migration_types).
    private func freeLists(_ zone: Zone) -> String {
        let letters = ["U", "M", "E", "H", "I", "C"]
        let blocks = zone.blocks.enumerated().map { order, count in
            let kinds = letters.indices.filter { zone.types[order] & (1 << $0) != 0 }.map { letters[$0] }.joined()
            return " \(count)*\(4 << order)kB" + (count > 0 ? " (\(kinds))" : "")
        }
        let free = zone.blocks.enumerated().reduce(UInt64(0)) { $0 + $1.element << UInt64($1.offset) }
        return "\(name(zone)):\(blocks.joined()) = \(kB(free))"
    }

    private var hugePages: [String] {
        hugePageKilobytes.map { ["Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=\($0)kB"] } ?? []
    }

    private var memory: [String] {
        [
            "\(pageCachePages) total pagecache pages", "0 pages in swap cache", "Free swap  = \(swapKilobytes)kB",
            "Total swap = \(swapKilobytes)kB", "\(ramPages) pages RAM",
        ]
            + [highMemPages ?? 0].map { "\($0) pages HighMem/MovableOnly" }
            + ["\(reservedPages) pages reserved", "0 pages hwpoisoned"]
    }

    private var taskTable: [String] {
        [
            "Tasks state (memory values in pages):",
            "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
        ]
            + tasks.map { task in
                "[\(task.pid.padded(7))] \(task.uid.padded(5)) \(task.pid.padded(5)) \(task.total.padded(8)) \(task.resident.padded(8)) "
                    + "\(task.tableBytes.padded(8)) \(task.swap.padded(8))         \(task.adj.padded(5)) \(task.comm)"
            }
    }

    private var outcome: [String] {
        switch verdict {
        case .killed(let task): [summary(task), killed(task, because: "Out of memory")]
        case .killedAllocating(let task): [summary(task), killed(task, because: "Out of memory (oom_kill_allocating_task)")]
        case .nobody:
            ["Out of memory and no killable processes...", "Kernel panic - not syncing: System is deadlocked on memory"]
        case .panic(let isCompulsory):
            [
                "Kernel panic - not syncing: Out of memory: \(isCompulsory ? "compulsory" : "system-wide") panic_on_oom is enabled"
            ]
        }
    }

    private func summary(_ task: Task) -> String {
        "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=\(task.comm),"
            + "pid=\(task.pid),uid=\(task.uid)"
    }

    private func killed(_ task: Task, because reason: String) -> String {
        "\(reason): Killed process \(task.pid) (\(task.comm)) total-vm:\(kB(task.total)), anon-rss:\(kB(task.anonymous)), "
            + "file-rss:\(kB(task.file)), shmem-rss:\(kB(task.shmem)), UID:\(task.uid) pgtables:\(task.tableBytes >> 10)kB "
            + "oom_score_adj:\(task.adj)"
    }
}
