import Testing

@testable import ReplayAnalysis

@Suite struct MachineFormatTests {
    @Test(arguments: ["meminfo-6.1-i686-1g", "meminfo-6.1-amd64-1g"])
    func meminfoPrintsAsTheKernelDoes(file: String) throws {
        let text = try real(file)
        let all = lines(text).map { line in
            let parts = words(line)
            return MemInfo.Line(String(parts[0].dropLast()), UInt64(parts[1])!, isKilobytes: parts.count == 3)
        }
        #expect(MemInfo(lines: all).text == text)
    }

    @Test func availableMemoryIsTheKernels() throws {
        let figures = try real("meminfo-6.1-i686-1g")
        let kilobytes = { (name: String) in lines(figures).first { $0.hasPrefix(name + ":") }.flatMap { UInt64(words($0)[1]) }! }
        // The watermarks and protections of zoneinfo-6.1-i686-1g; the empty zone Movable has a low watermark too.
        let zones = [
            MemInfo.Reserve(managed: 3840, low: 20, high: 24, protection: 979),
            MemInfo.Reserve(managed: 214_757, low: 1141, high: 1369, protection: 1150),
            MemInfo.Reserve(managed: 36_831, low: 74, high: 113, protection: 0),
            MemInfo.Reserve(managed: 0, low: 32, high: 32, protection: 0),
        ]
        // All page cache of that machine is shmem, which cannot be reclaimed without swap.
        let available = MemInfo.available(
            free: kilobytes("MemFree") / 4, file: 0, reclaimable: kilobytes("KReclaimable") / 4, zones: zones)
        #expect(available * 4 == kilobytes("MemAvailable"))
    }

    @Test func vmallocinfoPrintsAsTheKernelDoes() throws {
        let text = try real("vmallocinfo-6.1-amd64-1g")
        let areas = lines(text).map(area)
        #expect(areas.count > 100)
        #expect(VmallocInfo(areas: areas, addressDigits: 16, physicalDigits: 16).text == text)
    }

    private func area(_ line: String) -> VmallocInfo.Area {
        let parts = words(line)
        let start = parts[0].dropFirst(2).prefix { $0 != "-" }
        let use = parts.compactMap { VmallocInfo.Use(rawValue: $0) }.first
        var area = VmallocInfo.Area(start: UInt64(start, radix: 16)!, size: UInt64(parts[1])!, use: use)
        area.caller = use == nil ? nil : parts[2]
        for part in parts {
            if part == "vpages" { area.hasLargePageList = true }
            if part.hasPrefix("pages=") { area.pages = UInt64(part.dropFirst(6))! }
            if part.hasPrefix("phys=0x") { area.physical = UInt64(part.dropFirst(7), radix: 16)! }
            if part.hasPrefix("N0=") { area.nodePages = UInt64(part.dropFirst(3))! }
        }
        return area
    }
}
