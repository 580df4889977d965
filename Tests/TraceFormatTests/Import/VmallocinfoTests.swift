import Testing
import TraceFormat

@Suite struct VmallocinfoTests {
    @Test func areasBecomeStateEvents() throws {
        let trace = try ImportedTrace(
            .vmallocinfo,
            """
            0xf8800000-0xf8803000   12288 my_driver+0x10/0x20 pages=2 vmalloc
            0xf8804000-0xf8806000    8192 my_driver+0x10/0x20 phys=0x00000000febf0000 ioremap
            0xf8810000-0xf8812000    8192 unpurged vm_area
            0xf8810000-0xf8812000    8191 vmap

            """)
        #expect(trace.events.map(\.kind) == [.stateArea, .stateArea, .stateArea, .unmatched, .areaFree])
        #expect(trace.events.allSatisfy { $0.time == 0 && $0.task == 0 })
        let areas = trace.events.prefix(3)
        #expect(areas.map { $0.number(.address) } == [0xf880_0000, 0xf880_4000, 0xf881_0000])
        #expect(areas.map { $0.number(.size) } == [12288, 8192, 8192])
        #expect(areas.map { $0.number(.count) } == [2, nil, nil] && areas.map { $0.number(.physical) } == [nil, 0xfebf_0000, nil])
        #expect(trace.text(.caller, of: trace.events[0]) == "my_driver+0x10/0x20" && !trace.events[2].has(.caller))
        #expect(trace.events[4].number(.address) == 0xf881_0000)
        #expect(trace.counters == ["vmallocinfo.malformed_line": 1])
    }
}
