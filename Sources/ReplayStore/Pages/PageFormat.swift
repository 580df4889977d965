import ReplayModel

/// SQLite's file format as far as the tables of a run need it (sqlite.org/fileformat2.html; numbers of its sections below).
///
/// A transition table is WITHOUT ROWID, which SQLite keeps as an index b-tree (1.6): leaf pages of rows in key order, and
/// interior pages whose cells are rows too, each with the page of what comes before it. Numbers are big-endian.
enum PageFormat {
    /// First byte of a page (1.6).
    static let interiorIndexPage: UInt8 = 2
    static let leafIndexPage: UInt8 = 10
    /// Bytes of the page header (1.6): an interior page has the rightmost child in the last four.
    static let leafHeaderSize = 8
    static let interiorHeaderSize = 12
    /// Where the file header (1.3) has the number of pages.
    static let pageCountOffset = 28
    /// The byte that SQLite locks (1.4); its page is never used.
    static let lockByte = 1 << 30

    /// The page of the lock byte; pages count from 1.
    static func lockBytePage(pageSize: Int) -> UInt32 { UInt32(lockByte / pageSize + 1) }

    /// The longest record that an index page holds without overflow pages (1.5, "X" for index pages).
    static func longestLocalRecord(pageSize: Int) -> Int { (pageSize - 12) * 64 / 255 - 23 }

    @inline(__always)
    static func store(_ value: UInt16, to pointer: UnsafeMutableRawPointer) {
        pointer.storeBytes(of: value.bigEndian, as: UInt16.self)
    }

    @inline(__always)
    static func store(_ value: UInt32, to pointer: UnsafeMutableRawPointer) {
        pointer.storeBytes(of: value.bigEndian, as: UInt32.self)
    }
}
