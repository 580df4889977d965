import CZstd

/// Packs a stream into one zstd frame, with zstd's own checksum.
struct ZstdEncoder: ~Copyable {
    private let stream: OpaquePointer
    private var packed: [UInt8]

    init(level: Int) {
        guard let stream = ZSTD_createCCtx() else { preconditionFailure("no memory for a zstd encoder") }
        self.stream = stream
        ZSTD_CCtx_setParameter(stream, ZSTD_c_compressionLevel, CInt(level))
        ZSTD_CCtx_setParameter(stream, ZSTD_c_checksumFlag, 1)
        packed = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())
    }

    deinit { ZSTD_freeCCtx(stream) }

    /// Packs `bytes` and writes what is ready; with `isLast` the frame ends.
    mutating func write(_ bytes: [UInt8], isLast: Bool, to raw: inout RawOutput) throws(TraceError) {
        var taken = 0
        var left = 1
        while isLast ? left != 0 : taken < bytes.count {
            let written = step(bytes, &taken, isLast ? ZSTD_e_end : ZSTD_e_continue, &left)
            guard ZSTD_isError(left) == 0 else {
                throw TraceError(file: raw.name, problem: "zstd: \(String(cString: ZSTD_getErrorName(left)))")
            }
            try raw.write(packed[..<written])
        }
    }

    /// Packs from `bytes[taken...]` into `packed`; returns how many bytes came out.
    private mutating func step(_ bytes: [UInt8], _ taken: inout Int, _ mode: ZSTD_EndDirective, _ left: inout Int) -> Int {
        let stream = stream
        return packed.withUnsafeMutableBytes { packed in
            bytes.withUnsafeBytes { bytes in
                var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: taken)
                var target = ZSTD_outBuffer(dst: packed.baseAddress, size: packed.count, pos: 0)
                left = ZSTD_compressStream2(stream, &target, &source, mode)
                taken = source.pos
                return target.pos
            }
        }
    }
}
