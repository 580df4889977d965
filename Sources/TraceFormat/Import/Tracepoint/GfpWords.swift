/// GFP flags as a kernel's log names them, in 6.1's bits.
package struct GfpWords: Sendable, Equatable {
    package var flags: UInt32
    /// Every name was known.
    package var isWhole: Bool

    /// `GFP_KERNEL|__GFP_ZERO`, `none`, hexadecimal numbers.
    package init(_ names: some StringProtocol) {
        // Readers may load a word behind the end.
        let bytes = Array(names.utf8)
        let padded = bytes + [UInt8](repeating: 0, count: ByteSource.padding)
        var text = GfpText()
        let reading = padded.withUnsafeBytes { text.parse(UnsafeRawBufferPointer(rebasing: $0[..<bytes.count])) }
        (flags, isWhole) = (reading.flags.rawValue, reading.isWhole)
    }
}
