import ProcFiles
import ReplayModel

/// What a machine's files tell of its architecture, and the built-in machine that follows.
///
/// cpuinfo tells it best, then the release and the compiler in /proc/version and the kernel's log; where none of them is there or tells,
/// zones do: DMA32 is 64 bit's, HighMem 32 bit's, x86's zone DMA ends at 16 MiB (include/linux/mmzone.h, arch/x86/include/asm/dma.h), and
/// x86 always has one.
package struct ArchitectureEvidence {
    /// A zone with pages, in frames.
    struct Zone {
        var kind: ZoneKind
        var start: UInt64
        var spanned: UInt64
    }

    var cpuInfo: CpuInfo?
    /// /proc/version.
    var version: String?
    var log = BootLog()
    var memInfo: MemInfo?
    var pageblockOrder: Int?
    /// Lowest first.
    var zones: [Zone] = []
    /// Zones that are named, also those without pages.
    var named: [ZoneKind] = []

    /// What follows.
    struct Conclusion {
        /// The built-in profile to start from.
        var base: String
        var architecture: Architecture
        /// What was taken, where no file tells.
        var assumed: String?
        /// What is not modelled, and what was taken instead.
        var missing: String?
    }

    func conclude(_ generation: KernelGeneration) -> Conclusion {
        let reported = reported
        switch reported ?? byZones {
        case .amd64: return conclusion(wide: .amd64, reported)
        case .i386: return narrow(reported)
        case .x86: return isWide ? conclusion(wide: .amd64, reported) : narrow(reported)
        case .arm32: return Conclusion(base: "arm32-1g", architecture: .arm32, assumed: reported == nil ? assumption("32-bit ARM") : nil)
        case .arm64: return arm64(generation, reported)
        case .other(let name, let isWide): return other(name, isWide ?? self.isWide)
        }
    }

    // MARK: Who says it

    /// What a file says; HighMem is stronger than a processor's name, which a 32-bit kernel on a 64-bit processor may show.
    private var reported: ProcessorFamily? {
        let family = cpuInfo?.family ?? version.flatMap(ProcessorFamily.named) ?? log.family ?? byLargePages
        switch family {
        case .arm64 where has(.highMem): return .arm32
        case .amd64 where has(.highMem): return .i386
        default: return family
        }
    }

    /// The lines DirectMap2M and DirectMap4M are x86's in a kernel with PAE and without (arch/x86/mm/pat/set_memory.c); 64 KiB stand beside them
    /// on PowerPC, 1 MiB on s390.
    private var byLargePages: ProcessorFamily? {
        guard let memInfo, memInfo["DirectMap64k"] == nil, memInfo["DirectMap1M"] == nil else { return nil }
        return memInfo["DirectMap2M"] != nil || memInfo["DirectMap4M"] != nil ? .x86 : nil
    }

    private var byZones: ProcessorFamily {
        if has(.dma32) { return .amd64 }
        guard let low = zones.first else { return .i386 }
        // Frame 0 is the firmware's there.
        let isOfX86 = low.kind == .dma ? low.start + low.spanned <= 4096 : (1..<256).contains(low.start)
        if isOfX86 { return .i386 }
        return isWide ? .arm64 : .arm32
    }

    /// 64 bit: a zone DMA32, vmalloc of more than 4 GiB, or memory without HighMem that no 32-bit kernel could map.
    private var isWide: Bool {
        if has(.highMem) { return false }
        if has(.dma32) { return true }
        if let total = memInfo?["VmallocTotal"] { return total >= 4 << 20 }
        guard let first = zones.first, let last = zones.last else { return false }
        return (last.start + last.spanned - first.start) << pageShift > 3 << 30
    }

    private func has(_ kind: ZoneKind) -> Bool { named.contains(kind) || isFilled(kind) }

    private func isFilled(_ kind: ZoneKind) -> Bool { zones.contains { $0.kind == kind } }

    // MARK: What follows

    private func conclusion(wide architecture: Architecture, _ reported: ProcessorFamily?) -> Conclusion {
        Conclusion(
            base: isFilled(.normal) ? "x86_64-24g" : "x86_64-1g", architecture: architecture,
            assumed: reported == nil ? assumption("64-bit x86") : nil)
    }

    /// With PAE: large pages of 2 MiB, or page blocks of order 9.
    private func narrow(_ reported: ProcessorFamily?) -> Conclusion {
        let hasPAE =
            memInfo?["DirectMap2M"] != nil || memInfo?["Hugepagesize"] == 2048 || (version ?? "").contains("pae") || pageblockOrder == 9
        let isSure = hasPAE || reported == .i386 || memInfo?["DirectMap4M"] != nil
        return Conclusion(
            base: "i386-1g", architecture: hasPAE ? .i386PAE : .i386,
            assumed: isSure ? nil : reported == nil ? assumption("32-bit x86 without PAE") : "taken as 32-bit x86 without PAE")
    }

    /// vmalloc has somewhat less than half of the kernel's addresses: 39 bits are told by less than 1 TiB.
    private func arm64(_ generation: KernelGeneration, _ reported: ProcessorFamily?) -> Conclusion {
        let total = memInfo?["VmallocTotal"]
        let bits: UInt8 = total.map { $0 < 1 << 30 } == true ? 39 : 48
        var assumed = reported == nil ? assumption("64-bit ARM") : nil
        if total == nil {
            assumed =
                (assumed.map { $0 + "; " } ?? "") + "64-bit ARM's addresses are taken to have 48 bits (meminfo's VmallocTotal would tell)"
        }
        return Conclusion(base: "arm64-4g", architecture: .arm64(addressBits: bits, generation), assumed: assumed)
    }

    private func other(_ name: String, _ isWide: Bool) -> Conclusion {
        let architecture: Architecture = isWide ? .amd64 : .arm32
        let instead = isWide ? "64-bit x86" : "32-bit ARM"
        return Conclusion(
            base: !isWide ? "arm32-1g" : isFilled(.normal) ? "x86_64-24g" : "x86_64-1g", architecture: architecture,
            missing: "\(name) is not modelled; replayed with the page tables and addresses of \(instead)")
    }

    private func assumption(_ name: String) -> String { "no file tells it (cpuinfo would); taken as \(name) by its zones" }
}

extension ArchitectureEvidence.Conclusion {
    /// The base with the architecture in a generation's form.
    func profile(_ generation: KernelGeneration) -> MachineProfile {
        var profile = MachineProfile.builtIn(named: base)!
        profile.generation = generation
        if profile.architecture.kind != architecture.kind || architecture.kind == .arm64 { profile.architecture = architecture }
        if architecture.kind == .i386PAE {
            // The last page blocks below HighMem are fixmap's there.
            let end = architecture.linearSize
            for index in profile.zones.indices {
                if profile.zones[index].kind == .normal { profile.zones[index].range.end = end }
                if profile.zones[index].kind == .highMem { profile.zones[index].range.start = end }
            }
        }
        if !architecture.kind.isX86 { profile.slab.minimumSize = Architecture.smallestKmalloc(architecture.kind, generation) }
        return profile
    }
}
