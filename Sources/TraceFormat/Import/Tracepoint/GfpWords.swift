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

    /// A number of a kernel's; without its release the age follows from the number, where it can.
    package init(mask: UInt32, release: String?) {
        let numbering = release.flatMap { RecordedKernel($0) }.map { GfpNumbering(of: $0) } ?? GfpNumbering(shownBy: mask) ?? .before44
        var flags = numbering.flags(mask)
        // To 4.3 whoever may not wait could go deeper into the reserves, unless kswapd was not to be woken (gfp_to_alloc_flags).
        if numbering == .before44, mask & 0x40_0010 == 0 { flags.insert(.atomicContext) }
        (self.flags, isWhole) = (flags.rawValue, true)
    }
}
