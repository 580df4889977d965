/// What a write to /proc/PID/oom_adj or oom_score_adj does.
public enum OomAdjustment: Sendable, Equatable {
    /// The value is stored: oom_score_adj (or oom_adj where the rules have no oom_score_adj) and the new floor for
    /// writes without privilege.
    case stored(Int16, floor: Int16)
    /// EINVAL: out of range.
    case invalid
    /// EACCES: a task without CAP_SYS_RESOURCE goes below the floor.
    case denied
    /// EACCES, of open already: the file belongs to the process's user, mode 0644 (tid_base_stuff, fs/proc/base.c).
    case otherOwner
}

extension OomRules {
    /// oom_score_adj of a write to oom_adj (oom_adj_write, fs/proc/base.c): 15 is 1000, others n·1000/17 truncated.
    /// Precondition: -17 … 15.
    public func scoreAdj(fromAdj adj: Int8) -> Int16 {
        precondition((-17...15).contains(adj), "oom_adj is -17 … 15")
        return adj == 15 ? 1000 : Int16(Int(adj) * 1000 / 17)
    }

    /// oom_adj as it reads back from oom_score_adj (oom_adj_read): 1000 is 15, others n·17/1000 truncated.
    public func adj(fromScoreAdj scoreAdj: Int16) -> Int8 {
        if scoreAdj == 1000 { return 15 }
        let adj = Int8(Int(scoreAdj) * 17 / 1000)
        return clampsAdj ? min(adj, 15) : adj
    }

    /// A write of `value` to /proc/PID/oom_adj.
    ///
    /// `current`, `floor`: the stored value, and the lowest one that an unprivileged task may write to oom_score_adj. A
    /// legacy write is compared with the current value, not with the floor, and leaves the floor alone
    /// (`__set_oom_adj` of 6.1, oom_adj_write before): without privilege it only raises.
    public func writeAdj(_ value: Int64, current: Int16, floor: Int16, privileged: Bool) -> OomAdjustment {
        guard (-17...15).contains(value) else { return .invalid }
        let new = hasScoreAdj ? scoreAdj(fromAdj: Int8(value)) : Int16(value)
        return new < current && !privileged ? .denied : .stored(new, floor: floor)
    }

    /// A write of `value` to /proc/PID/oom_score_adj. Precondition: the rules have it.
    public func writeScoreAdj(_ value: Int64, current: Int16, floor: Int16, privileged: Bool) -> OomAdjustment {
        precondition(hasScoreAdj, "2.6.32 has no oom_score_adj")
        guard (-1000...1000).contains(value) else { return .invalid }
        if value < floor && !privileged { return .denied }
        return .stored(Int16(value), floor: privileged ? Int16(value) : floor)
    }
}
