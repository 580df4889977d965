import CZlib
import CZstd

/// How parts of trace.dat are packed.
enum TraceDatPacking: String {
    case none, zstd, zlib

    /// Unpacks a piece that gives `size` bytes, which its caller has bounded. Errors: it cannot be unpacked, or gives another number.
    func unpack(_ piece: UnsafeRawBufferPointer, size: Int, _ file: String, _ offset: UInt64) throws(TraceError) -> [UInt8] {
        let result = [UInt8](unsafeUninitializedCapacity: size) { room, count in
            count = unpack(piece, UnsafeMutableRawBufferPointer(room)) ?? 0
        }
        guard result.count == size else {
            throw TraceError(
                file: file, offset: offset, problem: "damaged data packed with \(rawValue)",
                expected: "a piece that unpacks to \(size) bytes")
        }
        return result
    }

    /// Unpacks into `room`; returns how many bytes, nil where that cannot be.
    private func unpack(_ piece: UnsafeRawBufferPointer, _ room: UnsafeMutableRawBufferPointer) -> Int? {
        switch self {
        case .none:
            guard piece.count <= room.count else { return nil }
            room.copyMemory(from: piece)
            return piece.count
        case .zstd:
            let count = ZSTD_decompress(room.baseAddress, room.count, piece.baseAddress, piece.count)
            return ZSTD_isError(count) == 0 ? count : nil
        case .zlib:
            guard let target = room.baseAddress, let source = piece.baseAddress else { return nil }
            var count = uLongf(room.count)
            let code = uncompress(
                target.assumingMemoryBound(to: UInt8.self), &count, source.assumingMemoryBound(to: UInt8.self), uLong(piece.count))
            return code == Z_OK ? Int(count) : nil
        }
    }
}
