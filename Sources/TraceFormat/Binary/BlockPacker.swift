import CZstd

/// Packs one block at a time with zstd, or leaves blocks as they are where `level` is nil.
struct BlockPacker: ~Copyable {
    private let context: OpaquePointer
    private let level: Int?

    init(level: Int?) {
        guard let context = ZSTD_createCCtx() else { preconditionFailure("no memory for a zstd encoder") }
        self.context = context
        self.level = level
    }

    deinit { ZSTD_freeCCtx(context) }

    /// The packed bytes, or nil where they are no fewer or nothing is packed.
    func pack(_ raw: [UInt8]) -> [UInt8]? {
        guard let level else { return nil }
        let bound = ZSTD_compressBound(raw.count)
        let packed = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            let length = raw.withUnsafeBytes {
                ZSTD_compressCCtx(context, target.baseAddress, bound, $0.baseAddress, $0.count, CInt(level))
            }
            count = ZSTD_isError(length) == 0 ? length : 0
        }
        return packed.isEmpty || packed.count >= raw.count ? nil : packed
    }
}

/// Unpacks one block at a time.
struct BlockUnpacker: ~Copyable {
    private let context: OpaquePointer

    init() {
        guard let context = ZSTD_createDCtx() else { preconditionFailure("no memory for a zstd decoder") }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Fills the first `count` bytes of `raw`, which has them; false where the packed bytes do not give exactly that many.
    func unpack(_ packed: UnsafeRawBufferPointer, into raw: inout [UInt8], count: Int) -> Bool {
        raw.withUnsafeMutableBytes {
            ZSTD_decompressDCtx(context, $0.baseAddress, count, packed.baseAddress, packed.count) == count
        }
    }
}
