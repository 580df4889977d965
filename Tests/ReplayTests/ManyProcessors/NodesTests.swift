import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

/// NUMA nodes: 0 has DMA and DMA32, 1 has DMA32, two CPUs each.
@Suite struct NodesTests {
    private func machine() -> PhysicalMemory { PhysicalMemory(profile: MachineProfile.builtIn(named: "x86_64-2n")!) }

    private func request(cpu: UInt16, _ gfp: GfpFlags = .highUserMovable) -> PageRequest {
        PageRequest(order: 0, gfp: gfp, owner: FrameOwner(.anonymous, id: 5), cpu: cpu)
    }

    private func title(_ memory: borrowing PhysicalMemory, _ zone: ZoneIndex) -> String { memory.report(zone).title }

    /// Ground truth: Debian 6.1.192 in QEMU with two nodes (traces/real/groundtruth/numa2).
    @Test func theNearNodesZonesComeFirst() {
        let memory = machine()
        #expect(memory.zonelist(for: request(cpu: 0)).map { title(memory, $0) } == ["DMA32", "DMA", "1/DMA32"])
        #expect(memory.zonelist(for: request(cpu: 2)).map { title(memory, $0) } == ["1/DMA32", "DMA32", "DMA"])
        #expect(memory.zonelist(for: request(cpu: 3, [.highUserMovable, .thisNode])).map { title(memory, $0) } == ["1/DMA32"])
        var bound = request(cpu: 0)
        bound.nodes = 2
        #expect(memory.zonelist(for: bound).map { title(memory, $0) } == ["1/DMA32"])
    }

    @Test func lowWatermarkIsSharedByTheNodesOwnCPUs() {
        let memory = machine()
        for zone in memory.zoneIndices {
            let report = memory.report(zone)
            guard report.managed > 4096 else { continue }
            #expect(report.perCPU[0].high == UInt32(report.low / 2), "\(report.title)")
        }
    }

    @Test func pagesAreCountedByNode() {
        var memory = machine()
        var log = TransitionLog()
        _ = memory.allocate(request(cpu: 2), log: &log)
        var far = request(cpu: 2)
        far.node = 0
        _ = memory.allocate(far, log: &log)
        let (near, other) = (memory.numa[2], memory.numa[1])
        #expect(near.hit == 1 && near.local == 1 && near.other == 0)
        #expect(other.hit == 1 && other.local == 0 && other.other == 1)
        memory.endStep(log: &log)
        #expect(log.rows(.numaState).count == 2)
    }

    @Test func policiesChooseTheNode() {
        var memory = machine()
        var log = TransitionLog()
        func nodes(_ policy: MemoryPolicy, cpu: UInt16, count: Int) -> [UInt8] {
            memory.policy = policy
            defer { memory.policy = nil }
            let frames = (0..<count).compactMap { _ in memory.allocate(request(cpu: cpu), log: &log) }
            return frames.map { memory.report(memory.zone(of: $0)).node }
        }
        #expect(nodes(MemoryPolicy(.interleave, nodes: 3), cpu: 0, count: 4) == [0, 1, 0, 1])
        #expect(nodes(MemoryPolicy(.bind, nodes: 2), cpu: 0, count: 2) == [1, 1])
        #expect(nodes(MemoryPolicy(.preferred, nodes: 1), cpu: 3, count: 2) == [0, 0])
        #expect(nodes(MemoryPolicy(.local, nodes: 0), cpu: 3, count: 2) == [1, 1])
        #expect(memory.numa.reduce(0) { $0 + $1.interleave } == 4)
        memory.checkInvariants()
    }

    @Test func aMachineOfManyCPUsAndNodesBoots() {
        var profile = MachineProfile.builtIn(named: "x86_64-2n")!
        profile.cpus = 1024
        profile.cpuNodes = (0..<1024).map { UInt8($0 / 512) }
        var memory = PhysicalMemory(profile: profile)
        var log = TransitionLog()
        for cpu in stride(from: UInt16(0), to: 1024, by: 31) { #expect(memory.allocate(request(cpu: cpu), log: &log) != nil) }
        memory.checkInvariants()
    }
}
