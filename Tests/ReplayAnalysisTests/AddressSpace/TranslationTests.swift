import Testing

@testable import ReplayAnalysis

@Suite struct TranslationTests {
    let maker: RunMaker
    let run: Run

    init() throws {
        maker = try RunMaker()
        run = try everything(maker)
    }

    private func translate(_ pid: Int64, _ address: UInt64, at: String? = "3") throws -> String {
        try run.translation(of: address, in: pid, at: run.moment(at))
    }

    @Test func userAddressIsWalkedLevelByLevel() throws {
        #expect(
            try translate(100, 0xb7c0_1abc) == """
                virtual address 0xb7c01abc of process 100 (lazy): page 0xb7c01, offset 0xabc
                in the area b7c00000-b7c04000 rw-p 00000000 00:00 0 
                level 2: entry 735 of the table in frame 0x500 → table in frame 0x501
                level 1: entry 1 of the table in frame 0x501 → frame 0x38002, rw-
                physical address 0x38002abc: RAM in zone HighMem

                """)
    }

    @Test func theFrameChangesWithCopyOnWrite() throws {
        #expect(try translate(100, 0xb7c0_1000, at: "4").contains("frame 0x38003, rw-"))
        #expect(try translate(100, 0xb7c0_0000, at: "4").contains("frame 0x38001, r--"))
    }

    @Test func anUntouchedPageStopsAtAnEmptyEntry() throws {
        #expect(
            try lines(translate(100, 0xb7c0_2000)).last
                == "level 1: entry 2 of the table in frame 0x501 → empty: not present, an access faults")
        #expect(
            try lines(translate(100, 0x804_8000)).last
                == "level 2: entry 32 of the table in frame 0x500 → empty: not present, an access faults")
    }

    @Test func anAddressOutsideEveryAreaIsSaid() throws {
        #expect(try translate(100, 0x1000).contains("in no area: an access ends in SIGSEGV"))
        #expect(throws: AnalysisError.self) { try translate(100, 0x1_0000_0000) }
    }

    @Test func addressesOfTheKernelAreDistinguished() throws {
        #expect(try translate(100, 0xc010_0010).contains("the process itself may not use it: that ends in SIGSEGV"))
        #expect(try translate(0, 0xf880_4010).contains("in the ioremap area 0xf8804000-"))
        #expect(try translate(0, 0xf890_0000).contains("in the vmalloc range, in no area: an access is a kernel fault (oops)"))
        #expect(try translate(0, 0xffff_f000).contains("in none of the kernel's ranges that the model has"))
    }

    /// Guard pages, memory that may not be touched, addresses that the CPU refuses, huge pages: in a run of real calls.
    @Test func placesInARunAreDistinguished() throws {
        let file = ClaimRun.folder.appending(path: "translate-areas.sqlite")
        try ClaimRun.replay("real/areas/areas", to: file)
        let run = try Run(path: file.path)
        let huge = try run.moment("mark:huge")
        func text(_ address: UInt64) throws -> String { try run.show(.translate, pid: 100, address: address, at: huge) }
        #expect(try text(0x1000_0030_0000).contains("which allows no access: SIGSEGV"))
        #expect(try text(0x1000_0020_0000).contains("which may not be written: a write ends in SIGSEGV"))
        #expect(try text(0x8000_0000_0000).contains("no canonical address"))
        #expect(try text(0x7fff_ff80_0000).contains("below the stack, which grows down to it"))
        #expect(try text(0x1000_0100_5010).contains("→ a huge page: 512 frames from 0x"))
        #expect(try text(0x1000_0100_5010).contains("page 5 of it is frame 0x"))
    }

    @Test func theZeroPageIsNamed() throws {
        #expect(try translate(100, 0xb7c0_3000).contains("frame 0x12345, r--, the shared zero page"))
    }

    @Test func lowmemIsReachedThroughTheLinearMap() throws {
        #expect(
            try translate(0, 0xc010_0010) == """
                virtual address 0xc0100010 of the kernel: page 0xc0100, offset 0x10
                in the linear map, which boot made: 0xc0100010 - 0xc0000000
                physical address 0x100010: RAM in zone DMA

                """)
    }

    @Test func deviceRegistersAreNoRAM() throws {
        #expect(
            try lines(translate(0, 0xf880_4010)).suffix(3) == [
                "level 2: entry 994 of a table that has no frame of its own → table in frame 0x4d",
                "level 1: entry 4 of the table in frame 0x4d → frame 0xfebf0, rw-",
                "physical address 0xfebf0010: no RAM, device registers",
            ])
    }
}
