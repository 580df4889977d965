import Notation
import ProcFiles
import ReplayModel
import TraceFormat

/// Makes a machine profile from a machine's /proc files. Pure: texts in, a profile and what is to be said about it out.
///
/// RAM comes from iomem, managed pages and zones from zoneinfo, sysctls from a list of them, memory that is freed after the limits
/// were computed from the kernel's log. Where the reserved pages lie is known for the first MiB and the kernel's image only; the rest
/// (memory map, hash tables, per-CPU areas) is put at the top of its zone, where memblock begins to look (mm/memblock.c: on x86
/// downwards from the end of lowmem).
package struct MachineImport: Sendable {
    package internal(set) var profile: MachineProfile
    /// What could not be known and what was assumed instead, a sentence each.
    package internal(set) var notes: [String] = []
    /// Figures of zoneinfo that follow from the profile, and those that do not.
    package internal(set) var agreement = LimitAgreement()
    /// The built-in profile that the file starts from.
    let base: String
    let files: MachineFiles
    let iomem: Iomem
    let zones: MachineZones
    let memInfo: MemInfo
    let log: BootLog

    package init(_ files: MachineFiles, name: String? = nil) throws(TraceError) {
        self.files = files
        var notes: [String] = []
        iomem = try MachineFacts.iomem(files.lines("iomem"), &notes)
        guard files.texts["zoneinfo"] != nil else {
            throw TraceError(file: files.folder, problem: "no zoneinfo", expected: "a copy of /proc/zoneinfo")
        }
        let info = try ZoneInfo(files.lines("zoneinfo"))
        zones = MachineZones(info)
        guard zones.zones.contains(where: { $0.managed > 0 }) else {
            throw TraceError(file: files.path("zoneinfo"), problem: "no zone with memory", expected: "Node 0, zone NAME and its figures")
        }
        memInfo = MachineFacts.memInfo(files.lines("meminfo"), &notes)
        log = BootLog(files.lines("dmesg"))
        let generation = MachineFacts.generation(files, &notes)
        let architecture = MachineFacts.evidence(files, zones, memInfo, log).conclude(generation)
        notes += [architecture.missing, architecture.assumed].compactMap { $0.map { "architecture: \($0)" } }
        MachineFacts.noteNodesAndPages(info, zones, memInfo, &notes)
        base = architecture.base
        profile = architecture.profile(generation)
        profile.name = name ?? MachineFacts.name(of: files.folder)
        profile.cpus = MachineFacts.cpus(files, zones, &notes)
        profile.cpuNodes = MachineFacts.cpuNodes(files, zones, cpus: profile.cpus, &notes)
        profile.pages.perCPULimits = PerCPULimitRules(files)
        self.notes = notes
        try layOut()
        setSettings()
        agreement = LimitAgreement(profile, zones)
        fitPerCPULimits()
        fitLate()
        fitMinFree()
        noteAgreement()
    }

    /// RAM, zones, what is reserved, what is freed late, the vmalloc range.
    private mutating func layOut() throws(TraceError) {
        let plan = ReservedPlan(iomem: iomem, zones: zones, log: log, architecture: profile.architecture)
        profile.ram = plan.ram
        profile.zones = plan.zones
        profile.reserved = plan.reserved
        profile.pages.initMemory = plan.late
        notes += plan.notes
        profile.architecture.physicalOffset = profile.architecture.physicalOffset(forRAMAt: plan.ram.first?.start ?? 0)
        if profile.architecture.physicalOffset > 0 {
            notes.append("phys_offset: \(profile.architecture.physicalOffset.hexadecimal), where RAM begins")
        }
        setVmalloc()
        do { try profile.validate() } catch {
            throw TraceError(file: files.folder, problem: "the files make no machine: \(error)", expected: "files of one machine")
        }
    }

    /// 32-bit x86: 8 MiB above the linear map, VmallocTotal long (arch/x86/include/asm/pgtable_32_areas.h).
    private mutating func setVmalloc() {
        switch profile.architecture.kind {
        case .i386, .i386PAE:
            guard let size = memInfo["VmallocTotal"] else {
                return notes.append("vmalloc: no meminfo; the range is that of \(base)")
            }
            let start = profile.architecture.linearBase + profile.lowmemEnd + 8 << 20
            guard size < 4 << 20 else { return notes.append("vmalloc: VmallocTotal is none of 32 bits; the range is that of \(base)") }
            (profile.architecture.vmallocStart, profile.architecture.vmallocEnd) = (start, start + size << 10)
        case .amd64, .arm64:
            let isRandom = !(files.texts["cmdline"] ?? "nokaslr").contains("nokaslr") && files.texts["cmdline"] != nil
            notes.append(
                isRandom
                    ? "vmalloc and linear map: randomised (KASLR), and /proc does not tell where; the addresses are those without"
                    : "vmalloc and linear map: the addresses are those without KASLR")
        case .arm32:
            if let note = LinearLayout.fit(&profile, vmallocTotal: memInfo["VmallocTotal"], log: log) {
                notes.append("vmalloc: neither dmesg nor VmallocTotal of meminfo tells; \(note)")
            }
        }
    }

    /// Where no log tells how much memory was freed after the limits were computed: as much as leads to the reserves of zoneinfo.
    ///
    /// A reserve of R against all higher zones says that these had from R × ratio up to ratio - 1 pages more.
    private mutating func fitLate() {
        guard !log.isWhole, !agreement.differences.isEmpty, let lowest = zones.filled.first else { return }
        let ratio = UInt64(profile.pages.lowmemReserveRatio[Int(lowest.kind.rawValue)])
        let above = zones.filled.dropFirst().filter { $0.kind < .highMem && $0.node == 0 }
        guard (1...4096).contains(ratio), let last = above.last,
            let reserve = LimitAgreement.protection(lowest, zones).first(where: { $0.0 == last.kind })?.1
        else { return }
        let managed = above.reduce(0) { $0 + $1.managed }
        let most = managed - min(managed, reserve * ratio)
        for pages in stride(from: most - min(most, ratio - 1), through: most, by: 8) where pages > 0 {
            var candidate = profile
            let end = (last.start + last.spanned) << pageShift
            candidate.pages.initMemory = ReservedPlan.top(pages, below: end, ram: profile.ram, without: profile.reserved)
            let found = LimitAgreement(candidate, zones)
            guard found.differences.isEmpty else { continue }
            (profile, agreement) = (candidate, found)
            return notes.append("init memory: \(pages) pages, fitted to the reserves of zoneinfo, at the top of zone \(last.title)")
        }
    }

    private mutating func noteAgreement() {
        let differences = agreement.differences
        guard !differences.isEmpty else { return }
        notes.append("limits that do not follow from this profile: \(differences.joined(separator: "; "))")
        if agreement.looksRecomputed(profile, zones) {
            notes.append(
                "these reserves were computed again after boot, as every look at vm.lowmem_reserve_ratio does "
                    + "(lowmem_reserve_ratio_sysctl_handler, mm/page_alloc.c); a starting state with this zoneinfo has them")
        }
    }

    mutating func setSettings() {
        notes += MachineFacts.set(SysctlList(files.lines("sysctl_vm")), zones.titles, in: &profile)
        if files.texts["sysctl_vm"] == nil { notes.append("sysctls: none given (sysctl_vm); all are the kernel's own") }
        profile.vm.swapSize = (memInfo["SwapTotal"] ?? 0) << 10
        if let order = log.slabMaxOrder, order <= 10 { profile.slab.maxOrder = UInt8(order) }
        if let objects = log.slabMinObjects { profile.slab.minObjects = UInt32(clamping: objects) }
        notes.append("the C library and its settings are not in /proc: they are those of \(base)")
    }
}
