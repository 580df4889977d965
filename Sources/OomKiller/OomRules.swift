import ReplayModel

/// How one kernel generation scores processes and picks a victim: the one place that tells the generations apart.
///
/// Sources: mm/oom_kill.c and fs/proc/base.c of Linux 2.6.32, 3.10, 4.4, 6.1 and 6.18.
public struct OomRules: Sendable, Equatable {
    /// What a score begins with.
    public enum Base: Sendable {
        /// All of the address space, plus half of each child's (`badness`, 2.6.32).
        case virtualSize
        /// Resident and swapped pages and page tables (`oom_badness`, since 2.6.36).
        case resident
    }

    /// Which page tables count as resident.
    public enum PageTables: Sendable {
        case none
        /// `nr_ptes`: those that hold the entries of pages.
        case lastLevel
        /// `nr_ptes + nr_pmds`, later `mm_pgtables_bytes / PAGE_SIZE`: all below the top level.
        case allButTop
    }

    /// What a root process (CAP_SYS_ADMIN) is let off.
    public enum RootBonus: Sendable {
        /// Points are divided by 4; by 4 again with CAP_SYS_RAWIO.
        case quarter
        /// 30 thousandths of all memory.
        case thirtyPerMille
        /// 3 % of its own points.
        case threePercent
        case none
    }

    /// What /proc/PID/oom_score makes of points.
    public enum ScoreScale: Sendable {
        /// The points themselves.
        case points
        /// Thousandths of all memory.
        case perMille
        /// `(1000 + per mille) * 2 / 3`, so that no score is negative (since 5.11).
        case rescaled
    }

    /// Who wins among equals.
    public enum TieBreak: Sendable { case firstListed, lastListed }

    /// Whether a child dies in its parent's place.
    public enum Sacrifice: Sendable {
        case never
        /// The first child with its own memory that may be killed.
        case firstChild
        /// The child with the most points.
        case worstChild
    }

    public var base: Base
    public var pageTables: PageTables
    public var rootBonus: RootBonus
    public var scale: ScoreScale
    public var tieBreak: TieBreak
    public var sacrifice: Sacrifice
    /// Points below 1 become 1 (3.10, 4.4); later kernels compare negative points.
    public var atLeastOnePoint: Bool
    /// /proc/PID/oom_score_adj exists; before, only oom_adj, a shift.
    public var hasScoreAdj: Bool
    /// An oom_adj that would read back as 16 reads as 15 (since 5.10).
    public var clampsAdj: Bool
    /// Points are thousandths of all memory, and so are bonus and adjustment (2.6.36 to 3.5; no generation of the model's: kernel logs).
    public var countsThousandths = false
    /// Bits of the kernel's `long`: its arithmetic wraps there.
    public var wordBits: UInt8

    /// The rules of a generation on a machine whose pointers have `pointerSize` bytes.
    public init(_ generation: KernelGeneration, pointerSize: UInt8 = 8) {
        self = Self.table[Int(generation.rawValue)]
        wordBits = pointerSize * 8
    }

    private init(
        _ base: Base, _ pageTables: PageTables, _ rootBonus: RootBonus, _ scale: ScoreScale, _ tieBreak: TieBreak,
        _ sacrifice: Sacrifice, atLeastOnePoint: Bool, hasScoreAdj: Bool, clampsAdj: Bool
    ) {
        self.base = base
        self.pageTables = pageTables
        self.rootBonus = rootBonus
        self.scale = scale
        self.tieBreak = tieBreak
        self.sacrifice = sacrifice
        self.atLeastOnePoint = atLeastOnePoint
        self.hasScoreAdj = hasScoreAdj
        self.clampsAdj = clampsAdj
        wordBits = 64
    }

    private static let modern = OomRules(
        .resident, .allButTop, .none, .rescaled, .lastListed, .never,
        atLeastOnePoint: false, hasScoreAdj: true, clampsAdj: true)

    /// By `KernelGeneration.rawValue`.
    private static let table: [OomRules] = [
        // 2.6.32
        OomRules(
            .virtualSize, .none, .quarter, .points, .firstListed, .firstChild,
            atLeastOnePoint: false, hasScoreAdj: false, clampsAdj: false),
        // 3.10
        OomRules(
            .resident, .lastLevel, .thirtyPerMille, .perMille, .firstListed, .worstChild,
            atLeastOnePoint: true, hasScoreAdj: true, clampsAdj: false),
        // 4.4
        OomRules(
            .resident, .allButTop, .threePercent, .perMille, .firstListed, .worstChild,
            atLeastOnePoint: true, hasScoreAdj: true, clampsAdj: false),
        // 6.1
        modern,
        // 6.18
        modern,
    ]
}
