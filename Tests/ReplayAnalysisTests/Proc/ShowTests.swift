import Testing

@testable import ReplayAnalysis
@testable import ReplayModel
@testable import Virtual

/// One question, one expected text.
@Suite struct ShowTests {
    let maker: RunMaker
    let run: Run

    init() throws {
        maker = try RunMaker()
        run = try everything(maker)
    }

    private func show(_ view: ProcView, _ pid: Int64 = 0, _ address: UInt64 = 0, at: String? = nil) throws -> String {
        try run.show(view, pid: pid, address: address, at: run.moment(at))
    }

    @Test func buddyinfo() throws {
        #expect(try show(.buddyinfo) == real("buddyinfo-6.1-i686-1g"))
    }

    @Test func aZoneOfWhichNothingIsKnownYetIsSaid() throws {
        let error = #expect(throws: AnalysisError.self) { try show(.buddyinfo, at: "1") }
        #expect(error?.expected == "step 2 or later")
    }

    @Test func slabinfoAndSlabtop() throws {
        #expect(
            try lines(show(.slabinfo)).last
                == "dentry                50     56    144   28    1 : tunables    0    0    0 : slabdata      2      2      0")
        #expect(try lines(show(.slabtop)).last == "    56     50  89%    0.14K      2       28         8K dentry                 ")
        #expect(try lines(show(.slabinfo, at: "1")).count == 2)
    }

    @Test func meminfo() throws {
        let recorded = lines(try real("meminfo-6.1-i686-1g"))
        let text = lines(try show(.meminfo))
        let same = ["MemTotal", "HighTotal", "LowTotal", "SwapTotal", "AnonPages", "KReclaimable", "Slab", "PageTables", "CommitLimit"]
        for name in same {
            #expect(text.first { $0.hasPrefix(name + ":") } == recorded.first { $0.hasPrefix(name + ":") }, "\(name)")
        }
        // Every line of the kernel's, in its order; that machine had PAE, whose large pages are smaller.
        #expect(text.map { words($0)[0] }.dropLast() == recorded.map { words($0)[0] }.dropLast())
        #expect(text.last?.hasPrefix("DirectMap4M:") == true)
    }

    @Test func vmallocinfo() throws {
        #expect(
            try show(.vmallocinfo, at: "3") == """
                0xf8800000-0xf8803000   12288 my_driver+0x10/0x20 pages=2 vmalloc
                0xf8804000-0xf8806000    8192 my_driver+0x10/0x20 phys=0xfebf0000 ioremap

                """)
        // Freed areas come last.
        #expect(try lines(show(.vmallocinfo)).last == "0xf8800000-0xf8803000   12288 unpurged vm_area")
    }

    @Test func processList() throws {
        #expect(
            try show(.ps, at: "4") == """
                PID  PPID   UID  VSS  RSS  ANON  PTE  MINFLT  ADJ  OOM_SCORE  COMMAND
                100     1  1000   20    8     8    4       2    0        666  lazy
                101   100  1000   16    8     8    4       2  500        999  lazy

                """)
        #expect(try lines(show(.ps)).count == 2, "101 is gone")
    }

    @Test func statmAndStatus() throws {
        #expect(try show(.statm, 100) == "5 2 0 1 0 37 0\n")
        let text = try show(.status, 100)
        #expect(
            text.hasPrefix("Name:\tlazy\nUmask:\t0022\nState:\tR (running)\nTgid:\t100\nNgid:\t0\nPid:\t100\nPPid:\t1\nTracerPid:\t0\n"))
        #expect(text.contains("Groups:\t \nNStgid:\t100\nNSpid:\t100\nNSpgid:\t100\nNSsid:\t100\nVmPeak:\t      20 kB\n"))
        #expect(text.contains("VmExe:\t       4 kB\nVmLib:\t     552 kB\n"))
        #expect(text.contains("VmHWM:\t       8 kB\n"))
        #expect(text.contains("THP_enabled:\t1\nThreads:\t1\nSigQ:\t0/"))
        #expect(text.hasSuffix("nonvoluntary_ctxt_switches:\t0\n"))
    }

    @Test func maps() throws {
        #expect(
            try show(.maps, 100) == """
                08048000-08049000 r-xp 00000000 00:00 0          /bin/lazy
                b7c00000-b7c04000 rw-p 00000000 00:00 0 

                """)
    }

    @Test func smapsCountsSharedAndPrivatePages() throws {
        let area = { (text: String) in
            lines(text).drop { !$0.hasPrefix("b7c00000") }.prefix { !$0.hasPrefix("VmFlags") }.filter { !$0.hasSuffix(" 0 kB") }
        }
        #expect(
            area(try show(.smaps, 100, at: "4")) == [
                "b7c00000-b7c04000 rw-p 00000000 00:00 0 ", "Size:                 16 kB", "KernelPageSize:        4 kB",
                "MMUPageSize:           4 kB", "Rss:                   8 kB", "Pss:                   6 kB",
                "Pss_Dirty:             6 kB", "Shared_Dirty:          4 kB", "Private_Dirty:         4 kB",
                "Referenced:            8 kB", "Anonymous:             8 kB", "THPeligible:    0",
            ])
        #expect(area(try show(.smaps, 100)).contains("Private_Dirty:         8 kB"))
    }

    @Test func pagemap() throws {
        #expect(
            try show(.pagemap, 100, at: "3") == """
                FIRST_PAGE  PAGES  FIRST_FRAME  PROT  WHAT
                0xb7c00         2  0x38001      rw-   anonymous
                0xb7c03         1  0x12345      r--   zero page

                """)
        #expect(lines(try show(.pagemap, 101, at: "4")).last == "0xb7c00         2  0x38001      r--   mapped")
    }

    @Test func scores() throws {
        #expect(try show(.oomScore, 100) == "666\n")
        #expect(try show(.oomScoreAdj, 101, at: "4") == "500\n")
        #expect(try show(.oomAdj, 100) == "0\n")
    }

    @Test func initHasNoScore() throws {
        let other = try RunMaker()
        let name = other.name("init")
        let run = try other.run(
            "init.sqlite",
            { log in
                log.append(ProcessRow(operation: .start, process: ProcessID(1), uid: 0, comm: name))
                log.append(processState(1, vss: 10, rss: 5))
            })
        #expect(try run.show(.oomScore, pid: 1, at: run.moment(nil)) == "0\n")
    }

    /// SLAB counts objects in its arrays as active, and shows the arrays' limits, which SLUB has not.
    @Test func slabShowsItsArrays() throws {
        maker.summary.profile.append(("slab", "slab"))
        let slab = try everything(maker)
        let line = try lines(slab.show(.slabinfo, at: slab.moment(nil))).last
        let expected = "dentry                50     56    144   28    1 : tunables   30   15    0 : slabdata      2      2"
        #expect(line?.hasPrefix(expected) == true)
    }

    @Test func aProcessThatIsGoneOrNeverWasIsSaid() throws {
        let gone = #expect(throws: AnalysisError.self) { try show(.statm, 101) }
        #expect(gone?.problem == "process 101 (lazy) exited at step 5")
        let never = #expect(throws: AnalysisError.self) { try show(.statm, 7) }
        #expect(never?.expected == "one of 100 (lazy)")
        #expect(throws: AnalysisError.self) { try show(.mallocInfo, 100) }
        #expect(throws: AnalysisError.self) { try show(.mallinfo, 100) }
    }

    @Test func mallinfo() throws {
        let other = try RunMaker()
        let name = other.name("app")
        let run = try other.run(
            "heap.sqlite",
            { log in
                log.append(ProcessRow(operation: .start, process: ProcessID(9), uid: 0, comm: name))
                log.append(
                    HeapStateRow(
                        process: ProcessID(9), arena: 135_168, inUse: 1000, freeBytes: 200, top: 133_968, mmapped: 4096,
                        mmappedChunks: 1, requested: 900, programBreak: VirtualAddress(0x806_a000)))
            })
        let text = lines(try run.show(.mallinfo, pid: 9, at: run.moment(nil)))
        #expect(
            text.map { words($0)[0] + " " + words($0)[1] } == [
                "arena 135168", "hblks 1", "hblkhd 4096", "uordblks 1000", "fordblks 134168", "keepcost 133968", "requested 900",
                "overhead 138364", "brk 0x806a000",
            ])
    }
}
