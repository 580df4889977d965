import Pages
import ReplayModel
import TraceFormat

/// Chooses frames for free blocks of which only the number by order and migrate type is known (/proc/pagetypeinfo).
///
/// The rule, which resembles a real machine some time after boot: what is in use lies low in a zone, since the kernel hands out the
/// lowest blocks first, and the large free blocks lie above. So blocks are placed from the largest order down, each as high as it can
/// be; Movable before Reclaimable, Unmovable and the rest; and a page block takes blocks of one type as long as there is room. Two free
/// buddies of one order would have merged, so never both halves of a block are free blocks of the half's order.
///
/// Invariants:
/// - a *space* is an aligned block of frames of which none is placed; spaces are disjoint;
/// - the buddy of a *tainted* space is a placed block of its order: no block of that order goes there, smaller ones do.
struct BlockPlacement {
    struct Placed {
        var frame: UInt32
        var order: UInt8
        var type: UInt8
    }

    /// First frames of the spaces that may hold blocks of the order being placed, by order, ascending.
    private var spaces = [[UInt64]](repeating: [], count: orderCount)
    /// Tainted spaces of the order being placed.
    private var tainted: [UInt64] = []
    private let pageblockOrder: UInt8
    /// The type of each page block that holds placed blocks. Only looked up.
    private(set) var claims: [UInt64: UInt8] = [:]
    private(set) var placed: [Placed] = []

    /// The order in which types are placed, within one order of blocks.
    private static let types: [UInt8] = [
        Migratetype.movable.rawValue, Migratetype.reclaimable.rawValue, Migratetype.unmovable.rawValue, Migratetype.highAtomic.rawValue,
        Migratetype.cma.rawValue, Migratetype.isolate.rawValue,
    ]

    init(frames: FrameRuns, pageblockOrder: UInt8) {
        self.pageblockOrder = pageblockOrder
        for block in frames.blocks() { spaces[Int(block.order)].append(UInt64(block.frame)) }
    }

    /// Places blocks, counted by type and order. Returns the order of a block for which there is no room, or nil.
    mutating func place(_ counts: [[UInt64]]) -> Int? {
        for order in (0..<orderCount).reversed() {
            for type in Self.types {
                for _ in 0..<counts[Int(type)][order] where !place(UInt8(order), type) { return order }
            }
            spaces[order] = (spaces[order] + tainted).sorted()
            tainted = []
        }
        return nil
    }

    private mutating func place(_ order: UInt8, _ type: UInt8) -> Bool {
        for isStrict in [true, false] {
            for size in Int(order)..<orderCount {
                guard let index = find(size, type, isStrict: isStrict) else { continue }
                take(spaces[size].remove(at: index), size, order, type)
                return true
            }
        }
        return false
    }

    /// The highest space of order `size` that may hold a block; strict: none in a page block of another type.
    private func find(_ size: Int, _ type: UInt8, isStrict: Bool) -> Int? {
        guard isStrict, size < Int(pageblockOrder) else { return spaces[size].indices.last }
        return spaces[size].lastIndex { claims[$0 >> UInt64(pageblockOrder)].map { $0 == type } ?? true }
    }

    /// Puts a block at the upper end of a space; what is left becomes spaces.
    private mutating func take(_ frame: UInt64, _ size: Int, _ order: UInt8, _ type: UInt8) {
        var start = frame
        var size = size
        while size > Int(order) {
            size -= 1
            if size == Int(order) { tainted.append(start) } else { insert(start, size) }
            start += 1 << UInt64(size)
        }
        placed.append(Placed(frame: UInt32(start), order: order, type: type))
        let bits = UInt64(pageblockOrder)
        for block in (start >> bits)...((start + (1 << UInt64(order)) - 1) >> bits) where claims[block] == nil { claims[block] = type }
    }

    private mutating func insert(_ frame: UInt64, _ size: Int) {
        let index = spaces[size].lastIndex { $0 < frame }.map { $0 + 1 } ?? 0
        spaces[size].insert(frame, at: index)
    }
}

extension BlockPlacement {
    /// The type of every page block of a span: those that hold free blocks have theirs; of the rest as many get a type as `counts` asks
    /// for, the lowest first, since the kernel's own pages lie low; what is left is Movable.
    ///
    /// The kernel counts by the frames at a page block's distance from the zone's first: the last page block of a zone that does not
    /// begin with a whole one may not be among them (pagetypeinfo_showblockcount_print, mm/vmstat.c of 6.1).
    func pageblockTypes(_ span: Range<UInt64>, counts: [UInt64]?) -> [UInt8] {
        let bits = UInt64(pageblockOrder)
        let blocks = (span.lowerBound >> bits)...((span.upperBound - 1) >> bits)
        var left = (counts ?? []).map { Int64($0) }
        let counted = blocks.lowerBound + (UInt64(span.count) + (1 << bits) - 1) >> bits
        for block in blocks where block < counted {
            if let type = claims[block], Int(type) < left.count { left[Int(type)] -= 1 }
        }
        return blocks.map { block in
            if let type = claims[block] { return type }
            for type in Self.types.dropFirst() where block < counted && Int(type) < left.count && left[Int(type)] > 0 {
                left[Int(type)] -= 1
                return type
            }
            return Migratetype.movable.rawValue
        }
    }
}
