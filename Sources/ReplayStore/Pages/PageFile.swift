import Glibc
import ReplayModel

/// A SQLite file that grows by whole pages: they are numbered as they come and written in large pieces.
///
/// SQLite has made the file and has it closed. Its header tells the old number of pages until `finish`; what is appended
/// is no part of the database before.
///
/// Invariants: pages below `next` are in the file or in `buffer`, which holds the last `buffered` of them, and the page of
/// the lock byte is among them as zeros; `descriptor` is negative ⇔ the file is closed.
final class PageFile {
    private let path: String
    private let pageSize: Int
    private let capacity: Int
    private let buffer: UnsafeMutableRawPointer
    private var descriptor: Int32
    private var buffered = 0
    /// The number that the next page gets, from 1.
    private(set) var next: UInt32

    /// SQLite's largest number of a page.
    private static let lastPage: UInt32 = 0xFFFF_FFFE

    /// Opens a file of whole pages. `firstPage`: the number of the first page to append; nil: the file goes on where it ends.
    init(path: String, pageSize: Int, firstPage: UInt32? = nil, bufferSize: Int = 1 << 18) throws(StoreError) {
        self.path = path
        self.pageSize = pageSize
        capacity = max(1, bufferSize / pageSize)
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileSystem.failure(path, "cannot be opened") }
        let size = lseek(descriptor, 0, SEEK_END)
        precondition(size > 0 && size % pageSize == 0, "SQLite has written whole pages")
        next = firstPage ?? UInt32(size / pageSize) + 1
        buffer = .allocate(byteCount: capacity * pageSize, alignment: 4096)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        buffer.deallocate()
    }

    /// Appends a page that `fill` writes whole, and returns its number.
    func append(_ fill: (UnsafeMutableRawPointer) -> Void) throws(StoreError) -> UInt32 {
        if next == PageFormat.lockBytePage(pageSize: pageSize) {
            try take { $0.initializeMemory(as: UInt8.self, repeating: 0, count: pageSize) }
        }
        try take(fill)
        return next - 1
    }

    private func take(_ fill: (UnsafeMutableRawPointer) -> Void) throws(StoreError) {
        guard next < Self.lastPage else { throw StoreError(file: path, message: "the run has more pages than a SQLite file can") }
        if buffered == capacity { try flush() }
        fill(buffer + buffered * pageSize)
        buffered += 1
        next += 1
    }

    /// Writes an older page again. Precondition: it is in the file.
    func replace(_ page: UInt32, _ fill: (UnsafeMutableRawPointer) -> Void) throws(StoreError) {
        precondition(page > 1 && page < next - UInt32(buffered), "a page that is written")
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: pageSize, alignment: 8)
        defer { bytes.deallocate() }
        fill(bytes)
        try write(bytes, pageSize, at: Int(page - 1) * pageSize)
    }

    /// Writes what is left and the number of pages, and closes the file: then it is a database again.
    func finish() throws(StoreError) {
        try flush()
        try withUnsafeBytes(of: (next - 1).bigEndian) { (bytes: UnsafeRawBufferPointer) throws(StoreError) in
            try write(bytes.baseAddress!, bytes.count, at: PageFormat.pageCountOffset)
        }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw FileSystem.failure(path, "cannot be closed") }
    }

    private func flush() throws(StoreError) {
        let first = Int(next) - 1 - buffered
        try write(buffer, buffered * pageSize, at: first * pageSize)
        buffered = 0
    }

    private func write(_ bytes: UnsafeRawPointer, _ count: Int, at offset: Int) throws(StoreError) {
        var done = 0
        while done < count {
            let written = pwrite(descriptor, bytes + done, count - done, offset + done)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw FileSystem.failure(path, "cannot be written") }
            done += written
        }
    }
}
