import ReplayModel

/// How often a replay checks the machine's invariants, besides at its end.
enum Audit {
    case atEnd
    /// After every so many steps.
    case every(UInt64)
    /// After every step on machines up to 1 GiB, above it the rarer the larger they are: a check looks at every frame, so that the steps of
    /// a large machine would cost seconds each.
    case bySize

    /// Steps from one check to the next; nil: none.
    func interval(on machine: MachineProfile) -> UInt64? {
        switch self {
        case .atEnd: nil
        case .every(let steps): steps
        case .bySize: max(1, machine.ram.reduce(0) { $0 + ($1.end - $1.start) } >> 30)
        }
    }
}
