import ReplayModel

/// Where the kernel's linear map begins, learned from the recording.
///
/// A slab page is allocated just before its first object is handed out in the same task. The pair (frame, object) gives a
/// candidate for PAGE_OFFSET: address - frame * 4096, less the offset inside the block. KASLR moves the base in steps of 1 GiB
/// (PUD_SIZE, arch/x86/mm/kaslr.c), so a true pair leaves a remainder inside the block, and a false one hardly ever.
///
/// Until then it is the base without KASLR, 0xffff888000000000 (Documentation/arch/x86/x86_64/mm.rst). Another base wins with
/// `votesNeeded` more votes than the one in use has.
public struct LinearMap: Sendable {
    /// PAGE_OFFSET of x86_64 with four-level page tables and without KASLR.
    public static let fixedBase: UInt64 = 0xffff_8880_0000_0000
    static let step: UInt64 = 1 << 30
    static let votesNeeded = 2
    /// RAM of 16 TiB at most.
    static let span: UInt64 = 1 << 44

    /// The base in use: the address of physical address 0, which may lie below 0 (modulo 2^64) where RAM begins elsewhere.
    public private(set) var base: UInt64
    /// How many pairs spoke for it.
    public private(set) var votes = 0
    private var rival: UInt64 = 0
    private var rivalVotes = 0

    public init(base: UInt64 = fixedBase) { self.base = base }

    /// The frame of an address, or nil where it is not in the map.
    @inline(__always)
    public func frame(of address: UInt64) -> UInt64? {
        address &- base < Self.span ? (address &- base) >> pageShift : nil
    }

    /// A slab block of `order` at `frame` was allocated just before an object at `address`.
    mutating func vote(frame: UInt64, order: UInt8, address: UInt64) {
        let difference = address &- frame << pageShift
        guard difference & (Self.step - 1) < pageSize << UInt64(order) else { return }
        let candidate = difference & ~(Self.step - 1)
        if candidate == base {
            votes += 1
        } else if candidate == rival {
            rivalVotes += 1
        } else if rivalVotes == 0 {
            (rival, rivalVotes) = (candidate, 1)
        } else {
            rivalVotes -= 1
        }
        guard rivalVotes >= votes + Self.votesNeeded else { return }
        (base, votes, rival, rivalVotes) = (rival, rivalVotes, base, votes)
    }
}
