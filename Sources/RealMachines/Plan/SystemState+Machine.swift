import ReplayModel
import TraceFormat

extension SystemState {
    /// The built-in machine nearest to the state: its zones say how wide it is, the kernel's release which rules apply.
    package var nearestProfile: MachineProfile? {
        let kinds = zones.filter { ($0.figures?.present ?? 1) > 0 }.map(\.kind)
        guard !kinds.isEmpty else { return nil }
        var profile: MachineProfile?
        if kinds.contains(.dma32) {
            profile = .builtIn(named: kinds.contains(.normal) ? "x86_64-24g" : "x86_64-1g")
        } else if kinds.contains(.dma) {
            profile = .builtIn(named: "i386-1g")
        }
        if let (major, minor) = version?.numbers { profile?.generation = KernelGeneration(nearestTo: major, minor) }
        return profile
    }
}
