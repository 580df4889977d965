import ProcFiles
import ReplayModel
import TraceFormat

extension SystemState {
    /// The built-in machine nearest to the state: its files say which architecture it is, the kernel's release which rules apply. Nil where
    /// they tell nothing of zones.
    package var nearestProfile: MachineProfile? {
        guard !filledZones.isEmpty else { return nil }
        var profile = conclusion.profile(generation ?? MachineProfile.builtIn(named: conclusion.base)!.generation)
        if let (major, minor) = version?.numbers {
            let rules = PerCPULimitRules(major, minor)
            profile.pages.perCPULimits = rules == PerCPULimitRules(profile.generation) ? nil : rules
        }
        return profile
    }

    /// Whether a machine is of the state's architecture, as far as its files tell for sure.
    package func fits(_ profile: MachineProfile) -> Bool {
        guard !filledZones.isEmpty, conclusion.missing == nil else { return true }
        let (own, other) = (conclusion.architecture.kind, profile.architecture.kind)
        let isNarrowX86 = own.isX86 && own != .amd64 && other.isX86 && other != .amd64
        return own == other || isNarrowX86
            || (conclusion.assumed != nil && conclusion.architecture.pointerSize == profile.architecture.pointerSize)
    }

    /// What is odd about the state's architecture; `isNearest`: it decided the machine.
    func architectureOddities(isNearest: Bool) -> [(oddity: Oddity, detail: String)] {
        guard !filledZones.isEmpty else { return [] }
        var oddities: [(oddity: Oddity, detail: String)] = []
        if let missing = conclusion.missing { oddities.append((.stateArchitectureNotModelled, missing)) }
        if isNearest, let assumed = conclusion.assumed { oddities.append((.stateArchitectureAssumed, assumed)) }
        return oddities
    }

    private var generation: KernelGeneration? { version?.numbers.map { KernelGeneration(nearestTo: $0.major, $0.minor) } }

    private var filledZones: [ZoneFacts] { zones.filter { ($0.figures?.present ?? 1) > 0 } }

    private var conclusion: ArchitectureEvidence.Conclusion {
        var evidence = ArchitectureEvidence()
        (evidence.cpuInfo, evidence.version, evidence.memInfo) = (cpuInfo, version?.line, memInfo)
        evidence.pageblockOrder = pageblockOrder.map { Int($0) }
        evidence.named = namedZones + filledZones.map(\.kind)
        evidence.zones = filledZones.compactMap { zone in
            zone.figures.map { .init(kind: zone.kind, start: $0.start, spanned: $0.spanned) }
        }
        // Of buddyinfo alone nothing but the names of zones is known.
        if evidence.zones.isEmpty { evidence.zones = filledZones.map { .init(kind: $0.kind, start: 1, spanned: 0) } }
        return evidence.conclude(generation ?? .v61)
    }
}
