/// The architecture that a machine's files speak of: those that the model has, and the names of others.
package enum ProcessorFamily: Equatable, Sendable {
    /// x86 of either width, as cpuinfo tells it.
    case x86
    case amd64, i386, arm32, arm64
    /// One that the model has not, and whether its addresses have 64 bits where that is known.
    case other(name: String, isWide: Bool?)
}

extension ProcessorFamily {
    /// The architecture that a text names: the release or the compiler of /proc/version, a line of the kernel's log. Compilers are called by
    /// the target that they compile for (`aarch64-linux-gnu-gcc`), packages by the architecture that they are for (`-686-pae`).
    package static func named(in text: String) -> ProcessorFamily? {
        let text = text.lowercased()
        return names.first { name in name.words.contains { text.contains($0) } }?.family
    }

    /// The first that fits counts: `arm64` before `arm`, `powerpc64` before `powerpc`.
    private static let names: [(words: [String], family: ProcessorFamily)] = [
        (["aarch64", "arm64", "-v8+", "-rpi-v8"], .arm64),
        (["x86_64", "x86-64", "amd64"], .amd64),
        (["powerpc64", "ppc64"], .other(name: "64-bit PowerPC", isWide: true)),
        (["powerpc", "ppc"], .other(name: "PowerPC", isWide: nil)),
        (["mips64"], .other(name: "64-bit MIPS", isWide: true)),
        (["mips"], .other(name: "MIPS", isWide: nil)),
        (["riscv64", "risc-v 64"], .other(name: "64-bit RISC-V", isWide: true)),
        (["riscv"], .other(name: "RISC-V", isWide: nil)),
        (["s390x"], .other(name: "s390x", isWide: true)),
        (["loongarch"], .other(name: "LoongArch", isWide: true)),
        (["sparc64"], .other(name: "64-bit SPARC", isWide: true)),
        (["sparc"], .other(name: "SPARC", isWide: false)),
        (["ia64"], .other(name: "Itanium", isWide: true)),
        (["m68k"], .other(name: "m68k", isWide: false)),
        (["hppa"], .other(name: "PA-RISC", isWide: nil)),
        (["xtensa"], .other(name: "Xtensa", isWide: false)),
        (["microblaze"], .other(name: "MicroBlaze", isWide: false)),
        (["user mode linux"], .other(name: "User Mode Linux", isWide: nil)),
        (["armv", "arm-", "armeb-", "armhf", "armel", "-armmp", "-v7+", "-v7l", "cpu: arm"], .arm32),
        (["i386", "i486", "i586", "i686", "-686", "-pae"], .i386),
    ]
}
