import Pages
import ProcFiles
import ReplayModel
import TraceFormat

extension SystemState {
    /// What one of the kernel's text files says. Precondition: `kind` is one of them.
    init(_ lines: WordLines, kind: StateKind) throws(TraceError) {
        self.init()
        switch kind {
        case .buddyInfo: try take(try BuddyInfo(lines), lines)
        case .pageTypeInfo: try take(try PageTypeInfo(lines), lines)
        case .zoneInfo: try take(try ZoneInfo(lines), lines)
        case .ioMem: take(try Iomem(lines))
        case .memInfo: memInfo = try MemInfo(lines)
        case .slabInfo: slabs = try SlabInfo(lines).caches
        case .vmallocInfo: take(try VmallocInfo(lines))
        case .version: version = try KernelVersion(lines)
        case .cpuInfo: cpuInfo = CpuInfo(lines)
        case .kernelLog: try take(try KernelLog(lines).report(nil, file: lines.file), file: lines.file)
        case .freeLists, .slabCaches, .pageFlags: preconditionFailure("\(kind) is no text")
        }
    }

    /// RAM in whole frames, and the kernel's image in touched ones.
    private mutating func take(_ iomem: Iomem) {
        let ram = FrameRuns(bytes: iomem.ram)
        // Without privileges every address reads as 0.
        guard ram.ranges.contains(where: { $0.upperBound > 1 }) else { return ignore(.stateIomemWithoutAddresses) }
        self.ram = ram
        kernelImage = FrameRuns(iomem.kernel.map { ($0.start >> pageShift)..<(($0.end - 1) >> pageShift + 1) })
    }

    private mutating func take(_ info: VmallocInfo) {
        guard !info.hidesAddresses else { return ignore(.stateVmallocinfoWithoutAddresses) }
        areas = info.areas
    }
}
