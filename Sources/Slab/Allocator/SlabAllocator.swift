import ReplayModel
import TraceFormat

/// The kernel's allocator of small objects: what the machine calls, and the choice of the algorithm below.
///
/// `SlabSettings.Algorithm` chooses one of three for the machine's whole life; only that one exists. What the algorithms share is
/// `SlabCommon` and done here (as mm/slab_common.c does for them); the rest is theirs, behind `SlabAlgorithm`. Addresses are those of the
/// linear map.
///
/// Invariant: one of `slub`, `classic` and `slob` is there, the one that `algorithm` names.
public struct SlabAllocator: ~Copyable, Sendable {
    package let algorithm: SlabSettings.Algorithm
    /// Whether time alone changes something; every step asks.
    package let heedsTime: Bool
    package var common: SlabCommon
    var slub: SlubAllocator?
    var classic: ClassicAllocator?
    var slob: SlobAllocator?

    /// An allocator without caches; takes no pages.
    public init(profile: MachineProfile) {
        algorithm = profile.slab.algorithm
        heedsTime = algorithm == .slab
        switch algorithm {
        case .slub:
            let rules = SlubRules(profile: profile)
            common = SlabCommon(profile: profile, rules: rules.common)
            slub = SlubAllocator(rules: rules, cpus: profile.cpus)
        case .slab:
            let rules = ClassicRules(profile: profile)
            common = SlabCommon(profile: profile, rules: rules.common)
            classic = ClassicAllocator(rules: rules, profile: profile)
        case .slob:
            let rules = SlobRules(profile: profile)
            common = SlabCommon(profile: profile, rules: rules.common)
            slob = SlobAllocator(rules: rules)
        }
    }

    /// Pages of slabs: SReclaimable and SUnreclaim.
    package var reclaimablePages: UInt64 { common.reclaimablePages }
    package var unreclaimablePages: UInt64 { common.unreclaimablePages }
    /// Pages of kmallocs too large for a slab.
    package var largePages: UInt64 { common.largePages }

    /// The living cache, or alias, of that name.
    @inline(__always)
    package func cache(named name: NameID) -> CacheID? { common.cache(named: name) }

    /// Every cache that there is has its row at the step's end, but for those that somebody else has a row of.
    package mutating func markAllDirty(but others: (CacheID) -> Bool = { _ in false }) { common.markAllDirty(but: others) }

    /// Writes the figures of the caches that the step changed.
    @inline(__always)
    public mutating func endStep(log: inout TransitionLog) { common.endStep(log: &log) }
}
