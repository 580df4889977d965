import ReplayModel

/// mallopt.
extension Ptmalloc {
    /// Returns 1, or 0 where glibc refuses the value. The main arena's fastbins are merged first, whatever the parameter.
    mutating func mallopt(
        _ parameter: MalloptParameter, _ value: Int64, thread: Int32, log: inout TransitionLog
    ) -> Int32 {
        _ = enter(thread)
        consolidate(.main, log: &log)
        let integer = Int64(Int32(truncatingIfNeeded: value))
        let size = UInt64(bitPattern: integer) & layout.sizeMask
        switch parameter {
        case .maxFast:
            guard size <= layout.maximumFast else { return 0 }
            parameters.largestFast = layout.largestFastChunk(size)
        case .trimThreshold: setThreshold { $0.trimThreshold = size }
        case .topPad: setThreshold { $0.topPad = size }
        case .mmapThreshold:
            guard !rules.limitsMmapThreshold || size <= layout.heapMaximum / 2 else { return 0 }
            setThreshold { $0.mmapThreshold = size }
        case .mmapMax: setThreshold { $0.mmapMax = integer }
        case .checkAction: break
        case .perturb: parameters.perturb = UInt8(truncatingIfNeeded: integer)
        case .arenaTest: if integer > 0 { parameters.arenaTest = size }
        case .arenaMax: if integer > 0 { parameters.arenaMax = size }
        }
        return 1
    }

    /// Whoever sets one of these wants no dynamic thresholds.
    private mutating func setThreshold(_ change: (inout PtmallocParameters) -> Void) {
        change(&parameters)
        parameters.isThresholdDynamic = false
    }
}
