import Notation
import ReplayModel

/// What the processor tells the kernel of a fault: address and cause in its registers.
///
/// x86: CR2 and the error code on the stack (arch/x86/include/asm/trap_pf.h). ARM: FAR with DFSR, or IFSR for code (short descriptors,
/// user pages in domain 1: arch/arm/mm/fsr-2level.c, arch/arm/include/asm/domain.h). 64 bit ARM: FAR_EL1 and ESR_EL1
/// (arch/arm64/include/asm/esr.h).
struct FaultRegisters: Equatable {
    /// `CR2`, `FAR`, `FAR_EL1`; and the register with the cause.
    var addressName: String
    var causeName: String
    var address: UInt64
    var cause: UInt64
    /// The cause's bits in words.
    var words: [String]

    /// `tables`: page tables that the process lacked for the address, which ARM's cause tells.
    init(_ row: FaultRow, _ kind: Architecture.Kind, tables: Int) {
        address = row.address.rawValue
        let isProtection = row.cause == .protection
        let place = isProtection ? "permission" : "not present"
        let action = row.access == .write ? "write" : row.access == .execute ? "code" : "read"
        words = [place, action, "user"]
        switch kind {
        case .i386, .i386PAE, .amd64:
            (addressName, causeName) = ("CR2", "error code")
            let fetches = row.access == .execute && kind != .i386
            cause = (isProtection ? 1 : 0) | (row.access == .write ? 2 : 0) | 4 | (fetches ? 0x10 : 0)
        case .arm32:
            (addressName, causeName) = row.access == .execute ? ("IFAR", "IFSR") : ("FAR", "DFSR")
            // 5: no table; 7, 15: the entry of a page, whose domain stands beside it.
            let status: UInt64 = isProtection ? 0x1f : tables > 0 ? 0x05 : 0x17
            cause = status | (row.access == .write ? 0x800 : 0)
            words.append(isProtection || tables == 0 ? "page" : "section")
        case .arm64:
            (addressName, causeName) = ("FAR_EL1", "ESR_EL1")
            let level = UInt64(3 - min(tables, 3))
            let syndrome: UInt64 = row.access == .execute ? 0x8200_0000 : 0x9200_0000
            cause = syndrome | (row.access == .write ? 0x40 : 0) | (isProtection ? 0x0f : 0x04 | level)
            words.append("level \(isProtection ? 3 : level)")
        }
    }

    var text: String {
        "\(addressName) holds 0x\(address.hex()), the \(causeName == "error code" ? "" : "register ")\(causeName) 0x\(cause.hex()) "
            + "(\(words.joined(separator: ", ")))."
    }

    var json: JSON {
        .object([
            (addressName.lowercased(), .string("0x\(address.hex())")),
            (causeName.lowercased().replacing(" ", with: "_"), .string("0x\(cause.hex())")), ("bits", .array(words.map { .string($0) })),
        ])
    }
}
