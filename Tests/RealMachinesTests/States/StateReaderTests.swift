import Foundation
import Replay
import Testing
import TraceFormat

@testable import RealMachines

@Suite struct StateReaderTests {
    @Test func kindsAreRecognisedByContent() throws {
        let buddy = "Node 0, zone      DMA      0      1      0\n"
        #expect(try RealStates.read(text: buddy, name: "kpageflags").zones[0].blocks?[1] == 1)
        #expect(try RealStates.read(text: "MemTotal:  100 kB\nMemFree: 4 kB\n").memInfo?.lines.map(\.value) == [100, 4])
        #expect(try RealStates.read(text: "Linux version 6.1.0-49-amd64 (x)\n").version?.release == "6.1.0-49-amd64")
        #expect(try RealStates.read(text: "slabinfo - version: 2.1\n# name\nfoo 1 2 64 32 1 : x\n").slabs?[0].objectsPerSlab == 32)
        for text in ["{\"caches\": []}", "{}", "hello\n", ""] {
            #expect(throws: TraceError.self, "\(text)") { try RealStates.read(text: text) }
        }
    }

    @Test func hiddenAddressesSayNothing() throws {
        let areas = try RealStates.read(text: "0x(ptrval)-0x(ptrval)    8192 f+0x1/0x2 phys=0x1000 ioremap\n")
        #expect(areas.areas == nil)
        #expect(areas.unknown.map(\.name) == ["state.vmallocinfo_without_addresses"])
        let found = try RealStates.read(text: "0xf8800000-0xf8802000    8192 f ioremap\n").areas
        #expect(found?.map { [$0.start, $0.size] } == [[0xf880_0000, 8192]])
        let memory = try RealStates.read(text: "00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n")
        #expect(memory.ram == nil)
    }

    @Test func aDirectoryWithSeveralStatesWantsAPrefix() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "states-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, count) in [("T0.buddyinfo", 1), ("T1.buddyinfo", 2), ("T1.notes", 3)] {
            try Data("Node 0, zone Normal \(count)\n".utf8).write(to: folder.appending(path: name))
        }
        let error = #expect(throws: TraceError.self) { try StateReader.read([folder.path]) }
        #expect(error?.expected.contains("T1.") == true)
        for name in ["T1", "T1."] {
            let state = try StateReader.read([folder.appending(path: name).path])
            #expect(state.zones[0].blocks?[0] == 2)
            #expect(state.sources.map(\.name) == ["\(folder.lastPathComponent)/T1."])
        }
        #expect(throws: TraceError.self) { try StateReader.read([folder.appending(path: "T2").path]) }
    }

    @Test func theDigestFollowsTheContent() throws {
        let (a, b) = (try RealStates.read("states/perf-build"), try RealStates.read("states/perf-build"))
        #expect(a.sources == b.sources)
        #expect(a.sources[0].digest != (try RealStates.read("states/pae-1g").sources[0].digest))
    }

    @Test func theFirstGivenWins() throws {
        let state = try RealStates.read("kmem-amd64/T0.freelists_pcp.json.zst", "kmem-amd64/T1.freelists_pcp.json.zst")
        #expect(state.zones[1].blockCounts?[0] == 17)
        #expect(state.sources.count == 2)
    }
}
