import ReplayModel
import TraceFormat

/// Which frame holds a page of a file or of shared memory, so that all who map it map the same frame.
///
/// Simpler than the kernel's page cache: a page is here while someone maps it, and is freed with its last mapping. Reading a
/// file without mapping it, write-back and read-ahead are left out.
///
/// Invariant: every frame here is mapped at least once.
struct FileCache: Sendable {
    struct Key: Hashable, Sendable {
        var object: UInt32
        var page: UInt64
    }

    private var frames: [Key: FrameNumber] = [:]
    private var lastUnnamed: UInt32 = 0

    private static let unnamed: UInt32 = 0x8000_0000

    /// How many pages it holds.
    var count: Int { frames.count }

    /// The object of a file: all mappings of one name share it.
    static func object(ofFile name: NameID) -> UInt32 {
        precondition(name.rawValue > 0 && name.rawValue < unnamed, "a file has a name")
        return name.rawValue
    }

    /// A new object without a name: shared anonymous memory.
    mutating func makeUnnamed() -> UInt32 {
        lastUnnamed += 1
        return Self.unnamed | lastUnnamed
    }

    subscript(object: UInt32, page: UInt64) -> FrameNumber? {
        get { frames[Key(object: object, page: page)] }
        set { frames[Key(object: object, page: page)] = newValue }
    }
}
