/// What scoring reads of one process.
public struct OomSubject: Sendable, Equatable {
    /// Pages: all VMAs, resident (anonymous, file and shared), swapped.
    public var virtualPages: UInt64
    public var residentPages: UInt64
    public var swapPages: UInt64
    /// Page tables below the top level, and those of the last level alone.
    public var pageTablePages: UInt64
    public var lastLevelPages: UInt64
    /// -1000 … 1000; unused where the rules have only `oomAdj`.
    public var oomScoreAdj: Int16
    /// -17 … 15; used where the rules have no `oomScoreAdj`.
    public var oomAdj: Int8
    /// CAP_SYS_ADMIN (or CAP_SYS_RESOURCE in 2.6.32), as root has it.
    public var isRoot: Bool
    /// CAP_SYS_RAWIO, as root has it.
    public var hasRawIO: Bool
    /// Σ (virtual pages / 2 + 1) over children with an address space of their own; 2.6.32 only.
    public var childPages: UInt64 = 0
    /// Seconds of processor time, and since the start; 2.6.32 only.
    public var cpuSeconds: UInt64 = 0
    public var runSeconds: UInt64 = 0
    /// A positive nice value; 2.6.32 only.
    public var isNiced = false

    public init(
        virtualPages: UInt64, residentPages: UInt64, swapPages: UInt64 = 0, pageTablePages: UInt64, lastLevelPages: UInt64,
        oomScoreAdj: Int16 = 0, oomAdj: Int8 = 0, isRoot: Bool
    ) {
        self.virtualPages = virtualPages
        self.residentPages = residentPages
        self.swapPages = swapPages
        self.pageTablePages = pageTablePages
        self.lastLevelPages = lastLevelPages
        self.oomScoreAdj = oomScoreAdj
        self.oomAdj = oomAdj
        self.isRoot = isRoot
        hasRawIO = isRoot
    }
}

/// A process's points and each term of them.
///
/// Invariant, where the rules start from resident pages and do not raise the sum to 1:
/// `points == base - rootBonus + adjustment`.
public struct OomScore: Sendable, Equatable {
    /// What the killer compares.
    public var points: Int64
    /// Pages before bonus and adjustment.
    public var base: Int64
    /// Points taken off for root.
    public var rootBonus: Int64
    /// Points that oom_score_adj or oom_adj added.
    public var adjustment: Int64
    /// What /proc/PID/oom_score shows.
    public var score: Int64
}

extension OomRules {
    /// Whether the adj alone forbids the killer this process (`OOM_SCORE_ADJ_MIN`, `OOM_DISABLE`).
    public func isExempt(_ subject: OomSubject) -> Bool {
        hasScoreAdj ? subject.oomScoreAdj == -1000 : subject.oomAdj == -17
    }

    /// The points of a process that is neither a kernel thread nor init; nil when its adj exempts it, whose
    /// /proc/PID/oom_score is 0.
    ///
    /// `totalPages`: RAM that the buddy allocator manages and swap, in pages.
    public func score(_ subject: OomSubject, totalPages: UInt64) -> OomScore? {
        if isExempt(subject) { return nil }
        var score = base == .virtualSize ? shifted(subject) : summed(subject, totalPages: totalPages)
        score.score = shown(points: score.points, totalPages: totalPages)
        return score
    }

    /// /proc/PID/oom_score of points (proc_oom_score, fs/proc/base.c). Division truncates as in C.
    public func shown(points: Int64, totalPages: UInt64) -> Int64 {
        precondition(totalPages > 0, "a machine has pages")
        let perMille = word(points &* 1000) / Int64(totalPages)
        switch scale {
        case .points: return points
        case .perMille where countsThousandths: return points
        case .perMille: return perMille
        case .rescaled: return word((1000 &+ perMille) &* 2) / 3
        }
    }

    /// oom_badness since 2.6.36.
    private func summed(_ subject: OomSubject, totalPages: UInt64) -> OomScore {
        let tables =
            switch pageTables {
            case .none: UInt64(0)
            case .lastLevel: subject.lastLevelPages
            case .allButTop: subject.pageTablePages
            }
        let pages = Int64(subject.residentPages + subject.swapPages + tables)
        if countsThousandths { return thousandths(of: pages, subject, totalPages: totalPages) }
        let base = pages
        let bonus = subject.isRoot ? bonus(of: base, totalPages: totalPages) : 0
        let adjustment = Int64(subject.oomScoreAdj) &* Int64(totalPages / 1000)
        let points = word(base &- bonus &+ adjustment)
        return OomScore(
            points: atLeastOnePoint ? max(points, 1) : points, base: base, rootBonus: bonus, adjustment: adjustment, score: 0)
    }

    /// oom_badness of 2.6.36 to 3.5.
    private func thousandths(of pages: Int64, _ subject: OomSubject, totalPages: UInt64) -> OomScore {
        let base = word(pages &* 1000) / Int64(max(totalPages, 1))
        let bonus: Int64 = subject.isRoot ? 30 : 0
        let adjustment = Int64(subject.oomScoreAdj)
        let points = min(max(base - bonus + adjustment, 1), 1000)
        return OomScore(points: points, base: base, rootBonus: bonus, adjustment: adjustment, score: 0)
    }

    private func bonus(of base: Int64, totalPages: UInt64) -> Int64 {
        switch rootBonus {
        case .quarter, .none: 0
        case .thirtyPerMille: 30 * Int64(totalPages / 1000)
        case .threePercent: word(base &* 3) / 100
        }
    }

    /// badness of 2.6.32: the size, less for long-lived processes and for root, shifted by oom_adj.
    private func shifted(_ subject: OomSubject) -> OomScore {
        let base = subject.virtualPages + subject.childPages
        var points = base
        // Tens of seconds (>> 3) and about a thousand seconds (>> 10).
        let cpu = subject.cpuSeconds >> 3
        let run = subject.runSeconds >> 10
        if cpu > 0 { points /= squareRoot(cpu) }
        if run > 0 { points /= squareRoot(squareRoot(run)) }
        if subject.isNiced { points *= 2 }
        let beforeBonus = points
        if subject.isRoot { points /= 4 }
        if subject.hasRawIO { points /= 4 }
        let bonus = beforeBonus - points
        let beforeShift = points
        if subject.oomAdj > 0 { points = max(points, 1) << UInt64(subject.oomAdj) }
        if subject.oomAdj < 0 { points >>= UInt64(-Int64(subject.oomAdj)) }
        if wordBits == 32 { points &= 0xffff_ffff }
        return OomScore(
            points: Int64(points), base: Int64(base), rootBonus: Int64(bonus),
            adjustment: Int64(points) - Int64(beforeShift), score: 0)
    }

    /// The kernel's int_sqrt: rounds down.
    private func squareRoot(_ value: UInt64) -> UInt64 {
        var root: UInt64 = 0
        var bit: UInt64 = 1 << 31
        while bit > 0 {
            let candidate = root | bit
            if candidate * candidate <= value {
                root = candidate
            }
            bit >>= 1
        }
        return root
    }

    /// A value as the kernel's `long` holds it.
    private func word(_ value: Int64) -> Int64 { wordBits == 64 ? value : Int64(Int32(truncatingIfNeeded: value)) }
}
