/// How kernels of one age number the GFP flags (include/linux/gfp.h of 3.10, 4.4, 4.10, 4.18 and 5.1; later kernels only add to 5.1's).
///
/// The names of the flags are the same in all ages, so this matters where a recorder printed a number only.
enum GfpNumbering: Sendable {
    case before44, v44, v410, v418, v51

    init(of kernel: RecordedKernel) {
        switch kernel {
        case ..<RecordedKernel(4, 4): self = .before44
        case ..<RecordedKernel(4, 10): self = .v44
        case ..<RecordedKernel(4, 18): self = .v410
        case ..<RecordedKernel(5, 1): self = .v418
        default: self = .v51
        }
    }

    /// The age that a mask shows by itself: the bits of reclaim moved with each, and nearly all masks have one of them. nil: they fit
    /// several ages.
    init?(shownBy mask: UInt32) {
        let isOld = mask & 0x10 != 0
        switch mask {
        // In older ages both are __GFP_REPEAT with __GFP_NOFAIL.
        case _ where mask & 0xc00 == 0xc00: self = .v51
        case _ where mask & 0x7a0_0800 == 0x800 && !isOld: self = .v51
        case _ where mask & 0x240_0000 == 0x240_0000: self = .v44
        case _ where mask & 0x140_0000 == 0x140_0000 && !isOld: self = .v410
        case _ where mask & 0x60_0000 == 0x60_0000 && !isOld: self = .v418
        // __GFP_WAIT; without a bit of reclaim it is no mask with __GFP_RECLAIMABLE.
        case _ where isOld && mask & 0x7e0_0c00 == 0: self = .before44
        default: return nil
        }
    }

    /// The flags that a mask of this age stands for; those that no rule of the model looks at are left out.
    func flags(_ mask: UInt32) -> GfpFlags {
        if self == .v51 { return GfpFlags(rawValue: mask) }
        var flags = GfpFlags(rawValue: mask & 0xef)
        for (bit, flag) in Self.common + own where mask & bit != 0 { flags.formUnion(flag) }
        guard self == .before44 else { return flags }
        // kswapd was always woken, but for __GFP_NO_KSWAPD; who must not wait and is urgent was atomic.
        if mask & 0x40_0000 == 0 { flags.insert(.kswapdReclaim) }
        if mask & 0x30 == 0x20 { flags.insert(.atomicContext) }
        return flags
    }

    /// Bits that no age before 5.1 numbers otherwise.
    private static let common: [(UInt32, GfpFlags)] = [
        (0x200, .noWarn), (0x400, .retryMayFail), (0x800, .noFail), (0x1000, .noRetry), (0x2000, .memalloc), (0x4000, .compound),
        (0x8000, .zero), (0x1_0000, .noMemalloc), (0x2_0000, .hardwall), (0x4_0000, .thisNode),
    ]

    private static let since44: [(UInt32, GfpFlags)] = [(0x10, .reclaimable), (0x8_0000, .atomicContext), (0x10_0000, .account)]

    private var own: [(UInt32, GfpFlags)] {
        switch self {
        case .before44: [(0x10, .directReclaim), (0x8_0000, .reclaimable), (0x100_0000, .write)]
        case .v44: Self.since44 + [(0x40_0000, .directReclaim), (0x100_0000, .write), (0x200_0000, .kswapdReclaim)]
        case .v410: Self.since44 + [(0x40_0000, .directReclaim), (0x80_0000, .write), (0x100_0000, .kswapdReclaim)]
        case .v418: Self.since44 + [(0x20_0000, .directReclaim), (0x100, .write), (0x40_0000, .kswapdReclaim)]
        case .v51: []
        }
    }
}
