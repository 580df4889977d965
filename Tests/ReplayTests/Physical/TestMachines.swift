@testable import Pages
@testable import ReplayModel

/// Small and real machines for the page allocator's tests.
enum TestMachine {
    static func architecture(pageblockOrder: UInt8 = 9) -> Architecture {
        Architecture(
            kind: .amd64, pointerSize: 8, levelBits: [9, 9, 9, 9], entrySize: 8, linearBase: 0xffff_8880_0000_0000,
            linearSize: 1 << 46, vmallocStart: 0xffff_c900_0000_0000, vmallocEnd: 0xffff_e8ff_ffff_ffff,
            userEnd: 0x7fff_ffff_f000, mmapBase: 0x7fff_f7ff_f000, textBase: 0x40_0000, stackTop: 0x7fff_ffff_f000,
            pageblockOrder: pageblockOrder)
    }

    /// Frames [start, end) as a range of bytes.
    static func frames(_ start: UInt64, _ end: UInt64) -> PhysicalRange { PhysicalRange(start << 12, end << 12) }

    /// One zone Normal of `pages` frames from frame 0, all free, with watermarks of almost nothing.
    static func small(
        pages: UInt64, perCPU: Bool = false, cpus: UInt16 = 1, generation: KernelGeneration = .v61, pageblockOrder: UInt8 = 9
    ) -> MachineProfile {
        var profile = MachineProfile(
            name: "small", architecture: architecture(pageblockOrder: pageblockOrder), generation: generation,
            ram: [frames(0, pages)], reserved: [], zones: [ZoneProfile(.normal, frames(0, pages))], cpus: cpus)
        profile.pages.perCPULists = perCPU
        profile.pages.minFreeKilobytes = 0
        profile.pages.watermarkScaleFactor = 0
        return profile
    }

    /// pae-1g: Debian 6.1.176 i686-PAE, 1 GiB, 1 CPU. Where the kernel image lies does not matter here, how large it is does.
    static func pae(initPages: UInt64 = 900) -> MachineProfile {
        var profile = MachineProfile(
            name: "pae-1g", architecture: architecture(), generation: .v61,
            ram: [PhysicalRange(0x1000, 0x9fc00), frames(0x100, 262_109)],
            reserved: [frames(0, 256), frames(4096, 4096 + 6425)],
            zones: [
                ZoneProfile(.dma, frames(0, 4096)), ZoneProfile(.normal, frames(4096, 225_278)),
                ZoneProfile(.highMem, frames(225_278, 262_109)), ZoneProfile(.movable, frames(262_109, 262_109)),
            ], cpus: 1)
        profile.pages.initMemory = [frames(20_000, 20_000 + initPages)]
        return profile
    }

    /// kmem-amd64: Debian 6.1.176 amd64, 1 GiB, 1 CPU.
    static func amd64(initPages: UInt64 = 2860) -> MachineProfile {
        var profile = MachineProfile(
            name: "amd64-1g", architecture: architecture(), generation: .v61,
            ram: [PhysicalRange(0x1000, 0x9fc00), PhysicalRange(0x10_0000, 0x3ffd_7000)],
            reserved: [frames(0, 256), frames(4096, 4096 + 15_917)],
            zones: [
                ZoneProfile(.dma, frames(0, 4096)), ZoneProfile(.dma32, frames(4096, 1 << 20)),
                ZoneProfile(.normal, frames(1 << 20, 1 << 20)),
            ], cpus: 1)
        profile.pages.initMemory = [frames(40_000, 40_000 + initPages)]
        return profile
    }

    /// perf-host: 6.18 x86_64, 24 GiB, 2 CPUs. The hole and the memory that a balloon took are rounded.
    static func host() -> MachineProfile {
        var profile = MachineProfile(
            name: "perf-host", architecture: architecture(), generation: .v618,
            ram: [PhysicalRange(0x1000, 0x9fc00), frames(0x100, 4096 + 782_336), frames(1_048_576, 6_553_600)],
            reserved: [
                frames(0, 256), frames(4096, 4096 + 9419), frames(1_048_576 + 1_966_080, 6_553_600),
            ],
            zones: [
                ZoneProfile(.dma, frames(0, 4096)), ZoneProfile(.dma32, frames(4096, 1_048_576)),
                ZoneProfile(.normal, frames(1_048_576, 6_553_600)),
            ], cpus: 2)
        profile.pages.minFreeKilobytes = 67_584
        return profile
    }
}

extension TransitionLog {
    /// The rows of a table without step and seq, in order.
    func rows(_ table: TransitionTable) -> [[Int64]] {
        let buffer = tables[Int(table.rawValue)]
        return stride(from: 0, to: buffer.values.count, by: buffer.width).map { at in (at + 2..<at + buffer.width).map { buffer.values[$0] }
        }
    }
}

/// Seeded numbers for tests (splitmix64).
struct TestRandom {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }
}
