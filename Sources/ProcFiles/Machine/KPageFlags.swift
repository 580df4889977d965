import TraceFormat

/// /proc/kpageflags: a little-endian 64-bit word for each frame from 0 (fs/proc/page.c of Linux 6.1).
package struct KPageFlags: Equatable, Sendable {
    /// The flags of a frame (include/uapi/linux/kernel-page-flags.h).
    package struct Flags: OptionSet, Sendable {
        package var rawValue: UInt64

        package init(rawValue: UInt64) { self.rawValue = rawValue }

        package static let lru = Flags(rawValue: 1 << 5)
        package static let slab = Flags(rawValue: 1 << 7)
        /// On every page of a free block, not only on its first.
        package static let buddy = Flags(rawValue: 1 << 10)
        package static let mapped = Flags(rawValue: 1 << 11)
        package static let anonymous = Flags(rawValue: 1 << 12)
        package static let compoundHead = Flags(rawValue: 1 << 15)
        package static let compoundTail = Flags(rawValue: 1 << 16)
        package static let noPage = Flags(rawValue: 1 << 20)
        package static let zeroPage = Flags(rawValue: 1 << 24)
        package static let pageTable = Flags(rawValue: 1 << 26)
        package static let reserved = Flags(rawValue: 1 << 32)
    }

    /// The file.
    package let bytes: [UInt8]

    /// Errors: not a whole number of words, or more frames than frame numbers.
    package init(_ bytes: [UInt8], file: String) throws(TraceError) {
        guard bytes.count % 8 == 0, !bytes.isEmpty else {
            throw TraceError(
                file: file, offset: UInt64(bytes.count / 8 * 8), problem: "ends inside a word", expected: "8 bytes for each page frame")
        }
        guard bytes.count / 8 < Int(UInt32.max) else {
            throw TraceError(file: file, problem: "\(bytes.count / 8) frames", expected: "fewer than 2^32")
        }
        self.bytes = bytes
    }

    /// Frames told of: 0 ..< count.
    package var count: Int { bytes.count / 8 }

    /// Calls `body` with each frame in order.
    package func forEach(_ body: (_ frame: UInt32, Flags) -> Void) {
        bytes.withUnsafeBytes { raw in
            for frame in 0..<count {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: frame * 8, as: UInt64.self))
                body(UInt32(frame), Flags(rawValue: word))
            }
        }
    }
}
