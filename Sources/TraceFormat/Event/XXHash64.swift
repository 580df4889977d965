/// The XXH64 hash (specification: xxHash's doc/xxhash_spec.md, version 0.2.0), fed piece by piece.
///
/// It is the checksum of the binary form's blocks, the hash of names and the digest of a trace's events: not
/// cryptographic, but the same on every machine and in every version.
///
/// Invariants: `pendingCount == length % 32`; the first `pendingCount` bytes of `pending` are not hashed yet.
public struct XXHash64: Sendable {
    private var lane1: UInt64
    private var lane2: UInt64
    private var lane3: UInt64
    private var lane4: UInt64
    private var pending = InlineArray<32, UInt8>(repeating: 0)
    private var pendingCount = 0
    private var length: UInt64 = 0
    private let seed: UInt64

    public init(seed: UInt64 = 0) {
        self.seed = seed
        lane1 = seed &+ prime1 &+ prime2
        lane2 = seed &+ prime2
        lane3 = seed
        lane4 = seed &- prime1
    }

    /// The hash of `bytes`.
    public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        if bytes.count < 32 { return finish(seed &+ prime5 &+ UInt64(bytes.count), tail: bytes) }
        var hash = XXHash64(seed: seed)
        hash.update(bytes)
        return hash.value
    }

    /// Adds `bytes` to what is hashed.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length &+= UInt64(bytes.count)
        var at = 0
        if pendingCount > 0 {
            while pendingCount < 32, at < bytes.count {
                pending[pendingCount] = bytes[at]
                pendingCount += 1
                at += 1
            }
            guard pendingCount == 32 else { return }
            let full = pending
            withUnsafeBytes(of: full) { stripe($0, 0) }
            pendingCount = 0
        }
        while bytes.count - at >= 32 {
            stripe(bytes, at)
            at += 32
        }
        while at < bytes.count {
            pending[pendingCount] = bytes[at]
            pendingCount += 1
            at += 1
        }
    }

    /// The hash of everything so far; more may be added afterwards.
    public var value: UInt64 {
        var hash = seed &+ prime5
        if length >= 32 {
            hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
            hash = merge(hash, lane1)
            hash = merge(hash, lane2)
            hash = merge(hash, lane3)
            hash = merge(hash, lane4)
        }
        let rest = pending
        let count = pendingCount
        hash &+= length
        return withUnsafeBytes(of: rest) { Self.finish(hash, tail: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    @inline(__always)
    private mutating func stripe(_ bytes: UnsafeRawBufferPointer, _ at: Int) {
        lane1 = round(lane1, word(bytes, at))
        lane2 = round(lane2, word(bytes, at + 8))
        lane3 = round(lane3, word(bytes, at + 16))
        lane4 = round(lane4, word(bytes, at + 24))
    }

    /// Takes the last, fewer than 32, bytes and mixes.
    @inline(__always)
    private static func finish(_ start: UInt64, tail: UnsafeRawBufferPointer) -> UInt64 {
        var hash = start
        var at = 0
        while tail.count - at >= 8 {
            hash = rotate(hash ^ round(0, word(tail, at)), 27) &* prime1 &+ prime4
            at += 8
        }
        if tail.count - at >= 4 {
            let half = UInt64(UInt32(littleEndian: tail.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
            hash = rotate(hash ^ (half &* prime1), 23) &* prime2 &+ prime3
            at += 4
        }
        while at < tail.count {
            hash = rotate(hash ^ (UInt64(tail[at]) &* prime5), 11) &* prime1
            at += 1
        }
        hash = (hash ^ (hash >> 33)) &* prime2
        hash = (hash ^ (hash >> 29)) &* prime3
        return hash ^ (hash >> 32)
    }
}

private let prime1: UInt64 = 0x9e37_79b1_85eb_ca87
private let prime2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
private let prime3: UInt64 = 0x1656_67b1_9e37_79f9
private let prime4: UInt64 = 0x85eb_ca77_c2b2_ae63
private let prime5: UInt64 = 0x27d4_eb2f_1656_67c5

@inline(__always)
private func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 { (word << bits) | (word >> (64 - bits)) }

@inline(__always)
private func round(_ lane: UInt64, _ input: UInt64) -> UInt64 { rotate(lane &+ input &* prime2, 31) &* prime1 }

@inline(__always)
private func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 { (hash ^ round(0, lane)) &* prime1 &+ prime4 }

@inline(__always)
private func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
}
