/// The parameters of mallopt (malloc.h, glibc 2.36).
public enum MalloptParameter: UInt8, CaseIterable, Sendable {
    case maxFast, trimThreshold, topPad, mmapThreshold, mmapMax, checkAction, perturb, arenaTest, arenaMax

    /// By the name in malloc.h (`M_TRIM_THRESHOLD`); nil for a name that glibc does not have.
    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    public var name: String {
        switch self {
        case .maxFast: "M_MXFAST"
        case .trimThreshold: "M_TRIM_THRESHOLD"
        case .topPad: "M_TOP_PAD"
        case .mmapThreshold: "M_MMAP_THRESHOLD"
        case .mmapMax: "M_MMAP_MAX"
        case .checkAction: "M_CHECK_ACTION"
        case .perturb: "M_PERTURB"
        case .arenaTest: "M_ARENA_TEST"
        case .arenaMax: "M_ARENA_MAX"
        }
    }
}
