extension TraceEvent {
    /// Takes a field away. Precondition: `kind` has `field`.
    mutating func clear(_ field: Field) {
        guard let slot = kind.slot(of: field) else { preconditionFailure("\(kind) has no field \(field)") }
        slots[Int(slot)] = 0
        present &= ~(1 << slot)
        named &= ~(1 << slot)
    }
}
