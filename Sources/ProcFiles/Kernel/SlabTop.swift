import Notation
import ReplayModel

/// What slabtop (procps 4.0) prints once: the totals and the caches by a column.
package struct SlabTop: Sendable {
    /// The sort keys of `slabtop -s`.
    package enum SortKey: Character, CaseIterable, Sendable {
        case activeObjects = "a"
        case objectsPerSlab = "b"
        case cacheSize = "c"
        case slabs = "l"
        case activeSlabs = "v"
        case name = "n"
        case objects = "o"
        case pagesPerSlab = "p"
        case objectSize = "s"
        case utilization = "u"
    }

    package var caches: [SlabInfo.Cache]
    package var sortKey: SortKey
    /// Bytes of a page.
    package var pageSize: UInt64 = 4096

    package init(caches: [SlabInfo.Cache], sortKey: SortKey = .objects) {
        self.caches = caches
        self.sortKey = sortKey
    }

    package var text: String { totals + "\n" + heading + sorted.map(line).joined() }

    private var heading: String { "  OBJS ACTIVE  USE OBJ SIZE  SLABS OBJ/SLAB CACHE SIZE NAME                   \n" }

    private var totals: String {
        let objects = sum(\.objects)
        let sizes = caches.map(\.objectSize)
        let active = caches.count { $0.objects > 0 }
        let activeSize = caches.reduce(0) { $0 + $1.activeObjects * $1.objectSize }
        let size = caches.reduce(0) { $0 + $1.objects * $1.objectSize }
        let average = objects == 0 ? 0 : size / objects
        return total("Objects", sum(\.activeObjects), objects) + total("Slabs", sum(\.activeSlabs), sum(\.slabs))
            + total("Caches", UInt64(active), UInt64(caches.count))
            + " Active / Total Size (% used)       : \(kibibytes(activeSize)) / \(kibibytes(size)) (\(percent(activeSize, size)))\n"
            + " Minimum / Average / Maximum Object : \(kibibytes(sizes.min() ?? 0)) / \(kibibytes(average)) / "
            + "\(kibibytes(sizes.max() ?? 0))\n"
    }

    private func total(_ what: String, _ active: UInt64, _ all: UInt64) -> String {
        " Active / Total \(what) (% used)".rightPadded(36) + ": \(active) / \(all) (\(percent(active, all)))\n"
    }

    private func sum(_ value: (SlabInfo.Cache) -> UInt64) -> UInt64 { caches.reduce(0) { $0 + value($1) } }

    private func kibibytes(_ bytes: UInt64) -> String { decimal(bytes, over: 1024, digits: 2) + "K" }

    private func percent(_ part: UInt64, _ whole: UInt64) -> String {
        whole == 0 ? "0.0%" : decimal(part * 100, over: whole, digits: 1) + "%"
    }

    private func line(_ cache: SlabInfo.Cache) -> String {
        [
            cache.objects.padded(6), cache.activeObjects.padded(6), "\(cache.utilization.padded(3))%",
            kibibytes(cache.objectSize).leftPadded(8), cache.slabs.padded(6), cache.objectsPerSlab.padded(8),
            "\(cacheSize(cache).padded(9))K", cache.name.rightPadded(23),
        ].joined(separator: " ") + "\n"
    }

    /// KiB of all slabs of a cache.
    private func cacheSize(_ cache: SlabInfo.Cache) -> UInt64 { cache.slabs * cache.pagesPerSlab * pageSize / 1024 }

    /// Largest first, names in alphabetical order; equals in the order given.
    private var sorted: [SlabInfo.Cache] {
        let order = caches.indices.sorted { a, b in
            if sortKey == .name { return caches[a].name == caches[b].name ? a < b : caches[a].name < caches[b].name }
            let (x, y) = (rank(caches[a]), rank(caches[b]))
            return x == y ? a < b : x > y
        }
        return order.map { caches[$0] }
    }

    private func rank(_ cache: SlabInfo.Cache) -> UInt64 {
        switch sortKey {
        case .activeObjects: cache.activeObjects
        case .objectsPerSlab: cache.objectsPerSlab
        case .cacheSize: cacheSize(cache)
        case .slabs: cache.slabs
        case .activeSlabs: cache.activeSlabs
        case .name: 0
        case .objects: cache.objects
        case .pagesPerSlab: cache.pagesPerSlab
        case .objectSize: cache.objectSize
        case .utilization: cache.utilization
        }
    }
}

extension SlabInfo.Cache {
    /// Objects in use per cent, cut.
    var utilization: UInt64 { objects == 0 ? 0 : activeObjects * 100 / objects }
}
