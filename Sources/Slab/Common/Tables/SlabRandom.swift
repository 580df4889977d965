/// The random numbers of freelist randomisation: SplitMix64 (Steele, Lea and Flood, 2014), one stream per cache, seeded
/// from the profile's seed and the cache's number, so that a cache's order does not depend on what other caches do.
struct SlabRandom: Sendable {
    private var state: UInt64

    init(seed: UInt64, stream: UInt32) {
        state = seed &+ (UInt64(stream) &+ 1) &* 0xD1B5_4A32_D192_ED03
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`. Precondition: bound > 0.
    mutating func next(below bound: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: next() % UInt64(bound)) }
}
