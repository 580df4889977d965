import TraceFormat

/// Which cache a call site asks, where allocations do not name it but frees do (kmem_cache_alloc before 6.2): from objects that are
/// allocated and freed in the recording.
public struct CallSiteSurvey: Sendable {
    public struct Site: Sendable, Equatable {
        public var caller: String
        /// Bytes asked for.
        public var size: UInt64
        public var cache: String
    }

    private struct Key: Hashable {
        var caller: NameID
        var size: UInt64
    }

    /// In order of first appearance; the first answer counts.
    public private(set) var found: [Site] = []
    private var known: Set<Key> = []
    /// Live objects by address. Only looked up.
    private var live: [UInt64: Key] = [:]

    public init() {}

    mutating func observe(_ event: TraceEvent, _ names: NameTable) {
        guard let pointer = event.pointer(.ptr), let address = pointer.recordedAddress, address != 0 else { return }
        if event.kind == .kmemCacheAlloc, event.name(.cache) == nil, let caller = event.name(.caller), let size = event.number(.size) {
            let key = Key(caller: caller, size: size)
            live[address] = known.contains(key) ? nil : key
        } else if event.kind == .kmemCacheFree, let cache = event.name(.cache), let key = live.removeValue(forKey: address) {
            guard known.insert(key).inserted else { return }
            found.append(Site(caller: names[key.caller], size: key.size, cache: names[cache]))
        }
    }
}
