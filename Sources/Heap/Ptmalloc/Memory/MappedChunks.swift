/// A chunk with a mapping of its own.
struct MappedChunk: Sendable {
    /// Address of the header.
    var address: UInt64
    /// Bytes of the mapping before the header (prev_size).
    var lead: UInt64
    /// Bytes from the header to the end of the mapping.
    var size: UInt64
    var requested: UInt64

    /// The mapping.
    var block: UInt64 { address - lead }
    var total: UInt64 { lead + size }
}

/// The mmapped chunks of a process, found by the user's address.
struct MappedChunks: Sendable {
    private var entries: [UInt64: MappedChunk] = [:]

    var count: Int { entries.count }
    subscript(user: UInt64) -> MappedChunk? {
        get { entries[user] }
        set { entries[user] = newValue }
    }

    /// By address; O(n log n).
    var sorted: [MappedChunk] { entries.values.sorted { $0.address < $1.address } }
}
