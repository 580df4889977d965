import ReplayModel

/// A b-tree page that is being filled, its cells in order.
///
/// Cells are gathered from the front of a buffer and go to the end of the page when it is written, in the same order: any
/// order is good as long as they lie without a gap up to the page's end (sqlite.org/fileformat2.html, 1.6).
///
/// Invariants: cell *i* stands at `ends[i - 1] ..< ends[i]` (the first from 0); header, pointers and cells fit into a page.
final class OpenPage {
    let pageSize: Int
    private let headerSize: Int
    /// The cells, then room for one more that may turn out not to fit.
    let cells: UnsafeMutableRawPointer
    /// Where each cell ends.
    private let ends: UnsafeMutablePointer<UInt16>
    private(set) var count = 0
    /// Bytes of all cells.
    private(set) var used = 0

    /// An empty page. `reach`: bytes that may be written from the end of the cells on.
    init(pageSize: Int, isLeaf: Bool, reach: Int) {
        self.pageSize = pageSize
        headerSize = isLeaf ? PageFormat.leafHeaderSize : PageFormat.interiorHeaderSize
        cells = .allocate(byteCount: pageSize + reach, alignment: 8)
        // No cell is shorter than four bytes, and each has a pointer of two.
        ends = .allocate(capacity: pageSize / 6)
    }

    deinit {
        cells.deallocate()
        ends.deallocate()
    }

    private var isLeaf: Bool { headerSize == PageFormat.leafHeaderSize }

    /// Where the last cell begins. Precondition: there is one.
    var lastStart: Int { count > 1 ? Int(ends[count - 2]) : 0 }

    /// Whether a cell of `length` bytes fits.
    @inline(__always)
    func hasRoom(for length: Int) -> Bool { headerSize + used + length + 2 * (count + 1) <= pageSize }

    /// Takes the `length` bytes after the cells as a cell. Precondition: it fits.
    @inline(__always)
    func add(_ length: Int) {
        used += length
        ends[count] = UInt16(truncatingIfNeeded: used)
        count += 1
    }

    /// Begins anew with the `length` bytes after the cells as the first cell.
    func restart(with length: Int) {
        cells.copyMemory(from: cells + used, byteCount: length)
        count = 0
        used = 0
        add(length)
    }

    /// Writes the page with its first `count` cells. `rightChild`: of an interior page.
    func write(first count: Int, rightChild: UInt32 = 0, to page: UnsafeMutableRawPointer) {
        precondition(count > 0, "no page of a tree is empty")
        let size = Int(ends[count - 1])
        let start = pageSize - size
        page.storeBytes(of: isLeaf ? PageFormat.leafIndexPage : PageFormat.interiorIndexPage, as: UInt8.self)
        PageFormat.store(UInt16(0), to: page + 1)
        PageFormat.store(UInt16(count), to: page + 3)
        // 65536 is written as 0.
        PageFormat.store(UInt16(truncatingIfNeeded: start), to: page + 5)
        (page + 7).storeBytes(of: 0, as: UInt8.self)
        if !isLeaf { PageFormat.store(rightChild, to: page + 8) }
        var pointer = page + headerSize
        var cell = start
        for index in 0..<count {
            PageFormat.store(UInt16(truncatingIfNeeded: cell), to: pointer)
            cell = start + Int(ends[index])
            pointer += 2
        }
        let gap = page + start - pointer
        precondition(gap >= 0, "cells and pointers fit")
        pointer.initializeMemory(as: UInt8.self, repeating: 0, count: gap)
        (page + start).copyMemory(from: cells, byteCount: size)
    }
}
