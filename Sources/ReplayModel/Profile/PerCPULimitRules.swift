/// By which kernel's rules `high` and `batch` of the per-CPU page lists are computed (zone_batchsize and zone_highsize, mm/page_alloc.c).
public enum PerCPULimitRules: UInt8, CodedValue {
    /// A batch of at most 512 KiB before rounding, high of six batches.
    case v2632
    /// Since 4.20: a batch of at most 1 MiB.
    case v420
    /// Since 5.14: high from the zone's low watermark, shared between processors.
    case v514

    /// `2.6.32`, `4.20`, `5.14`: the release that they begin with.
    public var title: String {
        switch self {
        case .v2632: "2.6.32"
        case .v420: "4.20"
        case .v514: "5.14"
        }
    }

    /// The rules of a release.
    public init(_ major: Int, _ minor: Int) {
        switch (major, minor) {
        case (...3, _), (4, ..<20): self = .v2632
        case (4, _), (5, ..<14): self = .v420
        default: self = .v514
        }
    }

    /// The rules of a generation.
    public init(_ generation: KernelGeneration) {
        switch generation {
        case .v2632, .v310, .v44: self = .v2632
        case .v61, .v618: self = .v514
        }
    }
}
