import Replay
import TraceFormat

extension SystemState {
    /// The built-in machine nearest to the state: its zones say how wide it is, the kernel's release which rules apply.
    public var nearestProfile: MachineProfile? {
        let kinds = zones.filter { ($0.figures?.present ?? 1) > 0 }.map(\.kind)
        guard !kinds.isEmpty else { return nil }
        var profile: MachineProfile?
        if kinds.contains(.dma32) {
            profile = .builtIn(named: kinds.contains(.normal) ? "x86_64-24g" : "x86_64-1g")
        } else if kinds.contains(.dma) {
            profile = .builtIn(named: "i386-1g")
        }
        if let generation { profile?.generation = generation }
        return profile
    }

    /// The generation of rules that the state's kernel follows; nil: not known.
    private var generation: KernelGeneration? {
        guard let numbers = release?.split(whereSeparator: { $0 == "." || $0 == "-" }).prefix(2).map({ Int($0) ?? 0 }), numbers.count == 2
        else { return nil }
        return KernelGeneration(major: numbers[0], minor: numbers[1])
    }
}

extension KernelGeneration {
    /// The latest generation that is not newer than a release.
    fileprivate init(major: Int, minor: Int) {
        self = .v2632
        for (generation, first) in [(Self.v310, (3, 10)), (.v44, (4, 4)), (.v61, (6, 1)), (.v618, (6, 18))]
        where (major, minor) >= first { self = generation }
    }
}
