import SystemPackage

/// Bytes as they are stored: a file descriptor or memory, behind a small look-ahead.
///
/// Invariant: `ahead[aheadStart...]` comes before whatever the descriptor gives next; a memory input is wholly `ahead`.
struct RawInput: ~Copyable {
    private var descriptor: FileDescriptor?
    private let closes: Bool
    private var ahead: [UInt8]
    private var aheadStart = 0

    init(bytes: [UInt8]) {
        descriptor = nil
        closes = false
        ahead = bytes
    }

    /// `-` is standard input.
    init(path: String) throws(TraceError) {
        ahead = []
        closes = path != "-"
        guard path != "-" else {
            descriptor = .standardInput
            return
        }
        do { descriptor = try FileDescriptor.open(FilePath(path), .readOnly) } catch {
            throw TraceError(file: path, problem: "cannot open: \(error)", expected: "a file that can be read, or - for standard input")
        }
    }

    /// Whether there is a file that can be read.
    static func canOpen(_ path: String) -> Bool {
        guard let descriptor = try? FileDescriptor.open(FilePath(path), .readOnly) else { return false }
        try? descriptor.close()
        return true
    }

    deinit { if closes, let descriptor { try? descriptor.close() } }

    /// The first `count` bytes, or as many as there are, without taking them.
    mutating func peek(_ count: Int, file: String) throws(TraceError) -> ArraySlice<UInt8> {
        var buffer = [UInt8](repeating: 0, count: count)
        while ahead.count - aheadStart < count, descriptor != nil {
            let read = try readDescriptor(into: &buffer, file: file)
            if read == 0 { break }
            ahead.append(contentsOf: buffer[..<read])
        }
        return ahead[aheadStart...].prefix(count)
    }

    /// Fills the beginning of `room`; returns how many bytes, 0 at the end.
    mutating func read(into room: UnsafeMutableRawBufferPointer, file: String) throws(TraceError) -> Int {
        let left = min(ahead.count - aheadStart, room.count)
        if left > 0 {
            ahead.withUnsafeBytes { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[aheadStart..<aheadStart + left])) }
            aheadStart += left
            return left
        }
        guard let descriptor else { return 0 }
        do { return try descriptor.read(into: room) } catch { throw TraceError(file: file, problem: "cannot read: \(error)") }
    }

    /// How many bytes the whole input has; nil: it can be read only once, from its beginning.
    var length: UInt64? {
        guard let descriptor else { return UInt64(ahead.count) }
        guard let here = try? descriptor.seek(offset: 0, from: .current), let end = try? descriptor.seek(offset: 0, from: .end) else {
            return nil
        }
        return (try? descriptor.seek(offset: here, from: .start)).map { _ in UInt64(end) }
    }

    /// Goes on reading at an offset. Precondition: `length` is not nil, and not less.
    mutating func seek(to offset: UInt64, file: String) throws(TraceError) {
        guard let descriptor else {
            aheadStart = Int(offset)
            return
        }
        (ahead, aheadStart) = ([], 0)
        do { _ = try descriptor.seek(offset: Int64(offset), from: .start) } catch {
            throw TraceError(file: file, offset: offset, problem: "cannot read there: \(error)")
        }
    }

    private func readDescriptor(into buffer: inout [UInt8], file: String) throws(TraceError) -> Int {
        guard let descriptor else { return 0 }
        do { return try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) } } catch {
            throw TraceError(file: file, problem: "cannot read: \(error)")
        }
    }
}
