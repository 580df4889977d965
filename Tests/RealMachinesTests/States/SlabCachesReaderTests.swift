import ReplayModel
import Testing
import TraceFormat

@testable import RealMachines
@testable import Slab

@Suite struct SlabCachesReaderTests {
    private let slab =
        "{\"va\": \"0xffff888000005000\", \"inuse\": 64, \"objects\": 64, \"frozen\": 1, \"freelist\": [\"0xffff888000005040\"], "
        + "\"cpu_freelist\": [\"0xffff888000005fc0\", \"0xffff888000005000\"]}"
    private var text: String {
        "{\"caches\": [{\"name\": \"young\", \(geometry), \"cpu_slab\": \(slab), \"cpu_partial_list\": [], \"node_partial\": []}, "
            + "{\"name\": \"old\", \(geometry), \"cpu_slab\": null, \"cpu_partial_list\": [], \"node_partial\": []}], "
            + "\"slab_pages\": {\"5\": \"young\", \"6\": \"young\", \"9\": \"old\"}}"
    }
    private let geometry =
        "\"size\": 64, \"object_size\": 60, \"order\": 0, \"objects\": 64, \"min_partial\": 5, \"cpu_partial\": 120, "
        + "\"cpu_partial_slabs\": 4, \"flags\": \"0x20000\", \"random_seq\": []"

    @Test func aRealStateIsReadWhole() throws {
        let state = try RealStates.read("kmem-amd64/T0.slub.json.zst")
        let caches = try #require(state.slabCaches?.caches)
        #expect(caches.count == 146)
        #expect(state.unknown.isEmpty)
        // The kernel's list has the newest first.
        #expect(caches.last?.name == "bio-128")
        let slabs = caches.flatMap(\.slabs)
        #expect(slabs.count { $0.place == .cpu } == 83)
        #expect(slabs.count { $0.place == .nodePartial } == 23)
        let dentry = try #require(caches.first { $0.name == "dentry" })
        #expect(dentry.sequence.prefix(4) == [14, 19, 18, 1])
        #expect(dentry.slabs.count == 501 && dentry.slabs[0].cpuFreelist.prefix(2) == [6, 7])
        #expect(dentry.slabs[1] == SlabSnapshot(frame: FrameNumber(0x9c5d), order: 0, objects: 21, freelist: [15, 5], place: .cpuPartial))
    }

    @Test func slabsOnNoListAreFull() throws {
        let caches = try #require(RealStates.read(text: text).slabCaches?.caches)
        #expect(caches.map(\.name) == ["old", "young"])
        #expect(caches[1].slabs.map(\.place) == [.cpu, .full])
        #expect(caches[1].slabs[0].freelist == [1] && caches[1].slabs[0].cpuFreelist == [63, 0])
        #expect(caches[1].flags == 0x20000)
        #expect(caches[0].slabs.map(\.frame) == [FrameNumber(9)])
    }

    @Test(arguments: [
        ("\"size\": 64", "\"size\": 65", "caches[1] is wrong"),
        ("\"flags\": \"0x20000\"", "\"flags\": 3", "caches[1].flags is wrong"),
        ("\"random_seq\": []", "\"random_seq\": [0]", "caches[1].random_seq is wrong"),
        ("0xffff888000005040", "0xffff888000005041", "caches[0].cpu_slab.freelist[0] is wrong"),
        ("0xffff888000005040", "0xffff888000005fc0", "caches[0].cpu_slab is wrong"),
        ("\"va\": \"0xffff888000005000\"", "\"va\": \"0xffff888000009000\"", "caches[0].cpu_slab.va is wrong"),
        ("\"9\": \"old\"", "\"9\": \"gone\"", "slab_pages is wrong"),
        ("\"name\": \"old\"", "\"name\": \"young\"", "caches[0].name is wrong"),
        ("\"inuse\": 64, \"objects\": 64", "\"objects\": 65", "caches[0].cpu_slab.objects is wrong"),
    ])
    func aWrongFieldIsReportedByItsPath(_ old: String, _ new: String, _ problem: String) {
        let error = #expect(throws: TraceError.self) { try RealStates.read(text: text.replacing(old, with: new)) }
        #expect(error?.problem == problem)
    }

    @Test func slabFramesAreNotGuessedToBeReserved() throws {
        let state = try RealStates.read("kmem-amd64/T0.freelists_pcp.json.zst", "kmem-amd64/T0.slub.json.zst")
        let plan = try StatePlan(state, base: try #require(state.nearestProfile), placement: .model)
        let memory = try memory(plan)
        let slabs = try #require(plan.start.slabs).caches.flatMap(\.slabs)
        var managed = 0
        for slab in slabs where memory.pageIsManaged(slab.frame) { managed += 1 }
        #expect(managed == slabs.count)
    }

    @Test func aSlabOnFreePagesIsRefused() throws {
        var state = try RealStates.read("kmem-amd64/T0.freelists_pcp.json.zst")
        // The first block of DMA32's first list.
        state.slabCaches = try RealStates.read(text: text.replacing("\"9\": \"old\"", with: "\"47552\": \"old\"")).slabCaches
        let base = try #require(state.nearestProfile)
        let error = #expect(throws: TraceError.self) { _ = try StatePlan(state, base: base, placement: .model) }
        #expect(error?.problem == "frame 0xb9c0 is a slab of old and free")
    }

    @Test func anotherAllocatorCannotBeginWithThem() throws {
        let state = try RealStates.read("kmem-amd64/T0.freelists_pcp.json.zst", "kmem-amd64/T0.slub.json.zst")
        var base = try #require(state.nearestProfile)
        base.slab.algorithm = .slob
        let error = #expect(throws: TraceError.self) { _ = try StatePlan(state, base: base, placement: .model) }
        #expect(error?.problem.contains("SLUB") == true)
    }
}
