/// The kernel's functions by address, as /proc/kallsyms lists them: `ADDRESS TYPE NAME`, and `[MODULE]` behind a module's.
///
/// Invariant: `addresses` rises; the name of `addresses[i]` is `text[starts[i] ..< ends[i]]`.
struct KernelSymbols: Sendable {
    private let text: [UInt8]
    private var addresses: [UInt64] = []
    private var starts: [UInt32] = []
    private var ends: [UInt32] = []

    /// Reads a copy of /proc/kallsyms; nil where it tells no address, as the kernel shows it to others than root.
    init?(_ bytes: [UInt8]) {
        text = bytes
        var found: [(address: UInt64, start: UInt32, end: UInt32)] = []
        bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes.find(0x0a, start, bytes.count)
                if let symbol = Self.symbol(bytes, start, end) { found.append(symbol) }
                start = end + 1
            }
        }
        guard !found.isEmpty else { return nil }
        found.sort { ($0.address, $0.start) < ($1.address, $1.start) }
        (addresses, starts, ends) = (found.map(\.address), found.map(\.start), found.map(\.end))
    }

    private static func symbol(
        _ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int
    ) -> (address: UInt64, start: UInt32, end: UInt32)? {
        let space = bytes.find(Ascii.space, start, end)
        guard space + 3 < end, let address = bytes.hexadecimal(start, space), address != 0 else { return nil }
        let name = space + 3
        var stop = bytes.find(Ascii.tab, name, end)
        stop = bytes.find(Ascii.space, name, stop)
        guard stop > name, let first = UInt32(exactly: name), let last = UInt32(exactly: stop) else { return nil }
        return (address, first, last)
    }

    /// `FUNCTION+0xOFFSET` of the last symbol at or below an address; nil: there is none.
    func text(_ address: UInt64) -> String? {
        var (low, high) = (0, addresses.count)
        while low < high {
            let middle = (low + high) / 2
            if addresses[middle] <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0, low < addresses.count else { return nil }
        let name = String(decoding: text[Int(starts[low - 1])..<Int(ends[low - 1])], as: UTF8.self)
        return name + "+0x" + String(address - addresses[low - 1], radix: 16)
    }
}
