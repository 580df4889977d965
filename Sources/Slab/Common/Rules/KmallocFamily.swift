import ReplayModel
import TraceFormat

/// Which of kmalloc's families of caches serves a request (enum kmalloc_cache_type, include/linux/slab.h).
enum KmallocType: Int, CaseIterable, Sendable {
    case normal, accounted, reclaimable, dma

    /// What stands before the size in the cache's name.
    var prefix: String {
        switch self {
        case .normal: "kmalloc-"
        case .accounted: "kmalloc-cg-"
        case .reclaimable: "kmalloc-rcl-"
        case .dma: "dma-kmalloc-"
        }
    }

    var flags: SlabFlags {
        switch self {
        case .normal: []
        case .accounted: .account
        case .reclaimable: .reclaimAccount
        case .dma: .cacheDMA
        }
    }
}

/// A family of kmalloc's caches, or one of the copies of the normal family (CONFIG_RANDOM_KMALLOC_CACHES).
struct KmallocFamily: Hashable, Sendable {
    var type: KmallocType
    /// 0: the family itself; 1 … 15: a copy.
    var copy = 0

    var prefix: String { copy == 0 ? type.prefix : "kmalloc-rnd-\(copy < 10 ? "0" : "")\(copy)-" }
}

/// A size class of kmalloc. Numbers are the kernel's (kmalloc_index): 1 is 96, 2 is 192, n from 3 is 2^n bytes.
struct KmallocClass: Hashable, Sendable {
    /// One more than the largest number: 4 MiB.
    static let count = 23

    var rawValue: Int

    @inline(__always)
    init(_ rawValue: Int) { self.rawValue = rawValue }

    /// Bytes.
    var size: UInt32 { rawValue == 1 ? 96 : rawValue == 2 ? 192 : 1 << UInt32(rawValue) }
}

/// The cache of each family and class (kmalloc_caches).
struct KmallocTable: ~Copyable, Sendable {
    /// By family, types before copies, and class.
    private var caches: SlabBuffer<CacheID>

    /// An empty table; `copies`: how many of the normal family there are.
    init(copies: Int) {
        caches = SlabBuffer(repeating: CacheID(0), count: (KmallocType.allCases.count + copies) * KmallocClass.count)
    }

    @inline(__always)
    subscript(family: KmallocFamily, sizeClass: KmallocClass) -> CacheID {
        get { caches[Self.place(family, sizeClass)] }
        nonmutating set { caches[Self.place(family, sizeClass)] = newValue }
    }

    @inline(__always)
    private static func place(_ family: KmallocFamily, _ sizeClass: KmallocClass) -> Int {
        let row = family.copy == 0 ? family.type.rawValue : KmallocType.allCases.count - 1 + family.copy
        return row * KmallocClass.count + sizeClass.rawValue
    }

    func contains(_ cache: CacheID) -> Bool { caches.elements.contains(cache) }
}

/// A cache that boot makes.
struct BootCache: Sendable {
    var name: String
    var objectSize: UInt32
    var align: UInt32
    var flags: SlabFlags
    /// Later caches are never merged with it.
    var isExempt: Bool
    /// What of kmalloc it serves.
    var serves: [(family: KmallocFamily, sizeClass: KmallocClass)] = []
}
