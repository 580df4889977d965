/// Where the array of all struct pages stands on a 64-bit machine (vmemmap), as the first allocation tells that prints both the struct page
/// and its frame number; before that, where x86-64 has it without KASLR (VMEMMAP_START, arch/x86/include/asm/pgtable_64_types.h of 6.1).
struct StructPages: Sendable {
    /// sizeof(struct page) of 64-bit kernels, in bytes.
    private static let size: UInt64 = 64
    private var base: UInt64 = 0xffff_ea00_0000_0000
    private var isKnown = false

    /// The frame number of a struct page; nil where the address lies in no such array.
    func frame(of page: UInt64) -> UInt64? {
        guard page >= base, (page - base) % Self.size == 0, (page - base) / Self.size <= UInt64(UInt32.max) else { return nil }
        return (page - base) / Self.size
    }

    /// Takes an allocation that prints both, as `page=ffffea0000244200 pfn=0x9108`.
    @inline(__always)
    mutating func learn(_ details: some RecordedDetails, _ event: TraceEvent) {
        if !isKnown { takePair(details.structPage, event) }
    }

    @inline(never)
    private mutating func takePair(_ page: UInt64?, _ event: TraceEvent) {
        guard let page, let frame = event.number(.frame), frame > 0, frame <= UInt64(UInt32.max), page >> 48 == 0xffff,
            page > frame * Self.size, (page - frame * Self.size) & 0xfff == 0
        else { return }
        base = page - frame * Self.size
        isKnown = true
    }
}
