/// /proc/cpuinfo as far as it tells which machine it is; its lines differ from architecture to architecture.
package struct CpuInfo: Equatable, Sendable {
    /// Processors that the kernel runs.
    package var processors: Int
    /// 32-bit ARM: `model name : ARMv7 …`.
    package var isARM: Bool

    package init(_ lines: WordLines) {
        processors = lines.lines.count { $0.text.hasPrefix("processor") }
        isARM = lines.lines.contains { $0.text.contains("ARMv") }
    }
}
