/// What one event of a block is encoded against; writer and reader keep the same. Each block begins anew.
struct DeltaState {
    var time: UInt64 = 0
    var line: UInt32 = 0
    var cpu: Int16 = TraceEvent.noCPU
    var task: Int32 = TraceEvent.noTask
    /// By field: the last address, pointer or frame.
    var places = InlineArray<64, UInt64>(repeating: 0)
    /// By kind: `present` of the last event, and `named << 8`.
    var fields = InlineArray<256, UInt16>(repeating: 0)

    /// Maps small differences of either sign to small numbers.
    @inline(__always)
    static func zigzag(_ value: UInt64) -> UInt64 { (value << 1) ^ UInt64(bitPattern: Int64(bitPattern: value) >> 63) }

    @inline(__always)
    static func unzigzag(_ value: UInt64) -> UInt64 { (value >> 1) ^ (0 &- (value & 1)) }
}

extension SlotRule.Form {
    /// Whether values are written as differences to the field's last one.
    @inline(__always)
    var isPlace: Bool { self == .address || self == .pointer || self == .frame }
}
