import ReplayModel
import TraceFormat

/// Values by what a trace calls a piece of memory: an address or a label.
struct PointerMap<Value: Sendable>: Sendable {
    private var addresses: NumberTable<Value>
    private var labels: NumberTable<Value>

    /// An empty map. `filler`: any value.
    init(filler: Value) {
        addresses = NumberTable(filler: filler)
        labels = NumberTable(filler: filler)
    }

    subscript(pointer: PointerKey) -> Value? {
        @inline(__always) get { pointer.isLabel ? labels[pointer.value] : addresses[pointer.value] }
        set {
            if pointer.isLabel {
                Self.set(newValue, of: pointer.value, in: &labels)
            } else {
                Self.set(newValue, of: pointer.value, in: &addresses)
            }
        }
    }

    private static func set(_ value: Value?, of key: UInt64, in table: inout NumberTable<Value>) {
        if let value { table.update(key, value) } else { table.remove(key) }
    }
}
