import TraceFormat

/// Things that may be live at a time, each under a label of its own, used again and again.
///
/// Invariant: `sizes[i]` is 0 ⇔ slot *i* is free.
struct SlotSet {
    private(set) var labels: [NameID]
    var sizes: [UInt64]

    init(_ prefix: String, _ count: Int, _ names: inout NameTable) {
        labels = (0..<count).map { names.intern("\(prefix)\($0)") }
        sizes = Array(repeating: 0, count: count)
    }

    var count: Int { sizes.count }
}
