import Notation
import ProcFiles
import ReplayModel

/// Where 32-bit ARM has PAGE_OFFSET and its vmalloc range: what the kernel's build and `vmalloc=` choose, and no file of /proc tells outright.
///
/// vmalloc begins 8 MiB above lowmem, at a multiple of 8 MiB (VMALLOC_OFFSET, arch/arm/include/asm/pgtable.h), and ends at 0xff000000, from 4.2
/// on at 0xff800000. PAGE_OFFSET is 3, 2 or 1 GiB, or 2.75 GiB (CONFIG_VMSPLIT_…, arch/arm/Kconfig).
struct LinearLayout {
    private static let offsets: [UInt64] = [0xc000_0000, 0xb000_0000, 0x8000_0000, 0x4000_0000]
    private static let step: UInt64 = 8 << 20

    /// Fits a machine's PAGE_OFFSET and vmalloc range to its lowmem.
    ///
    /// - Parameters:
    ///   - vmallocTotal: VmallocTotal of /proc/meminfo in KiB.
    ///   - log: its `lowmem :` and `vmalloc :` lines win.
    /// - Returns: what was assumed; nil where the files tell.
    static func fit(_ profile: inout MachineProfile, vmallocTotal: UInt64?, log: BootLog = BootLog()) -> String? {
        guard profile.architecture.kind == .arm32 else { return nil }
        let lowmem = profile.lowmemSize
        if let low = log.lowmem, let vmalloc = log.vmalloc, low.start < low.end, vmalloc.start < vmalloc.end, vmalloc.end <= 1 << 32 {
            set(&profile, low.start, vmalloc.start, vmalloc.end)
            return nil
        }
        let ends: [UInt64] = isOld(profile.generation) ? [0xff00_0000, 0xff80_0000] : [0xff80_0000, 0xff00_0000]
        for offset in offsets {
            for end in ends where vmallocTotal.map({ begin(offset, lowmem) + $0 << 10 }) == end {
                set(&profile, offset, begin(offset, lowmem), end)
                return nil
            }
        }
        // The least that vmalloc gets when nothing is asked for: 240 MiB.
        let offset = offsets.first { begin($0, lowmem) + 240 << 20 <= ends[0] } ?? offsets.last!
        set(&profile, offset, begin(offset, lowmem), ends[0])
        return "PAGE_OFFSET is taken as \(offset.hexadecimal), the vmalloc range as what is left above lowmem"
    }

    private static func isOld(_ generation: KernelGeneration) -> Bool { generation == .v2632 || generation == .v310 }

    private static func begin(_ offset: UInt64, _ lowmem: UInt64) -> UInt64 { (offset + lowmem + step) & ~(step - 1) }

    private static func set(_ profile: inout MachineProfile, _ offset: UInt64, _ start: UInt64, _ end: UInt64) {
        profile.architecture.moveLinearMap(to: offset)
        (profile.architecture.vmallocStart, profile.architecture.vmallocEnd) = (start, end)
    }
}
