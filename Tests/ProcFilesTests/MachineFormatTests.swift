import Replay
import Testing
import TraceFormat

@testable import ProcFiles
@testable import ReplayModel

@Suite struct MachineFormatTests {
    @Test(arguments: [
        "proc/meminfo-6.1-i686-1g", "proc/meminfo-6.1-amd64-1g", "oom/pae-1g/before/meminfo", "oom/pae-1g/before_lazy/meminfo",
        "oom/kmem-amd64/meminfo", "oom/victims-pae-1g/meminfo",
    ])
    func meminfoPrintsAsTheKernelDoes(file: String) throws { try expectSameText(file, MemInfo.self) }

    @Test func availableMemoryIsTheKernels() throws {
        let info = try read("proc/meminfo-6.1-i686-1g", as: MemInfo.self)
        // The watermarks and protections of zoneinfo-6.1-i686-1g; the empty zone Movable has a low watermark too.
        let zones = [
            MemInfo.Reserve(managed: 3840, low: 20, high: 24, protection: 979),
            MemInfo.Reserve(managed: 214_757, low: 1141, high: 1369, protection: 1150),
            MemInfo.Reserve(managed: 36_831, low: 74, high: 113, protection: 0),
            MemInfo.Reserve(managed: 0, low: 32, high: 32, protection: 0),
        ]
        // All page cache of that machine is shmem, which cannot be reclaimed without swap.
        let available = MemInfo.available(
            free: info["MemFree"]! / 4, file: 0, reclaimable: info["KReclaimable"]! / 4, zones: zones)
        #expect(available * 4 == info["MemAvailable"])
    }

    @Test(arguments: ["proc/vmallocinfo-6.1-amd64-1g", "vmalloc/vmallocinfo-T0-6.1-amd64", "vmalloc/vmallocinfo-T1-6.1-amd64"])
    func vmallocinfoPrintsAsTheKernelDoes(file: String) throws {
        #expect(try read(file, as: VmallocInfo.self).areas.count > 50)
        try expectSameText(file, VmallocInfo.self)
    }

    @Test func everyWordOfAnAreaStays() throws {
        let text = """
            0xf8800000-0xf8803000   12288 f+0x1/0x2 pages=2 vmalloc user vpages N0=1 N1=1
            0xf8804000-0xf8806000    8192 f+0x1/0x2 phys=0xfebf0000 ioremap
            0xf8806000-0xf8808000    8192 vm_map_ram
            0xf8808000-0xf880a000    8192 unpurged vm_area

            """
        let info = try VmallocInfo(text, file: "vmallocinfo")
        #expect(info.areas.map(\.use) == [.vmalloc, .ioremap, .vmMapRam, .unpurged])
        #expect(info.areas[0].nodePages == [1, 1] && info.areas[0].others == ["user"])
        #expect(info.addressDigits == 8 && info.physicalDigits == 8)
        #expect(info.text == text)
    }

    @Test func hiddenAddressesAreSeen() throws {
        #expect(try VmallocInfo("0x(ptrval)-0x(ptrval)    8192 f phys=0x1000 ioremap\n", file: "v").hidesAddresses)
        #expect(try Iomem("00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n", file: "iomem").hidesAddresses)
    }

    @Test(arguments: ["oom/pae-1g/before/iomem", "oom/kmem-amd64/iomem", "oom/victims-pae-1g/iomem"])
    func iomemPrintsAsTheKernelDoes(file: String) throws {
        try expectSameText(file, Iomem.self)
        #expect(try read(file, as: Iomem.self).ram.first == PhysicalRange(0x1000, 0x9f000))
    }

    @Test func theKernelsImageIsFromCodeToBss() throws {
        let iomem = try read("oom/pae-1g/before/iomem", as: Iomem.self)
        #expect(iomem.kernelImage == PhysicalRange(0x100_0000, 0x1f0_b000))
        #expect(iomem.kernel.count == 4)
    }

    @Test(arguments: ["oom/pae-1g/before/version", "oom/kmem-amd64/version"])
    func versionSaysTheRelease(file: String) throws {
        try expectSameText(file, KernelVersion.self)
        let numbers = try #require(try read(file, as: KernelVersion.self).numbers)
        #expect(numbers == (6, 1))
    }

    @Test func theBootLogSaysWhatIsFreedLate() throws {
        let log = BootLog(WordLines(try real("oom/pae-1g/before/dmesg"), file: "dmesg"))
        #expect(log.isWhole && log.ramDiskBytes == 2612 << 10 && log.initBytes == 928 << 10)
        #expect(log.ramDisk == PhysicalRange(0x36d7_1000, 0x36ff_d437))
        #expect(log.slabMaxOrder == 3 && log.slabMinObjects == 0)
    }

    @Test func pageFlagsAreWordsByFrame() throws {
        let bytes: [UInt8] = [0, 4, 0, 0, 0, 0, 0, 0] + [0x80, 0, 0, 0, 1, 0, 0, 0]
        let file = try KPageFlags(bytes, file: "kpageflags")
        var flags: [KPageFlags.Flags] = []
        file.forEach { _, own in flags.append(own) }
        #expect(flags == [.buddy, [.slab, .reserved]])
        let error = #expect(throws: TraceError.self) { try KPageFlags(bytes + [1], file: "kpageflags") }
        #expect(error?.offset == 16)
    }

    @Test(arguments: ["MemTotal 5 kB\n", "MemTotal: x kB\n"])
    func aWrongLineOfMeminfoIsReported(text: String) {
        let error = #expect(throws: TraceError.self) { try MemInfo("MemFree:  1 kB\n" + text, file: "meminfo") }
        #expect(error?.line == 2)
    }
}
