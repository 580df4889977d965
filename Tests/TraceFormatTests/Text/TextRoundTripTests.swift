import Testing

@testable import TraceFormat

@Suite struct TextRoundTripTests {
    @Test(arguments: [1, 2, 3, 4]) func everyEventReadsBackAsItWasWritten(seed: UInt64) throws {
        var maker = EventMaker(seed: seed)
        var trace = Trace(events: maker.events(2000), names: maker.names)
        trace.names = maker.names
        trace.header.entries = [("title", "a \"b\"\nc"), ("set", "vm.overcommit_memory=1"), ("", "#"), ("set", "")]
        let text = try trace.text()
        trace.renumber(from: 6)
        let read = try Trace(reading: text)
        #expect(read == trace)
        #expect(try read.text() == text)
    }

    @Test func namesOfEveryByteReadBack() throws {
        var names = NameTable()
        var event = TraceEvent(.mark)
        var trace = Trace()
        for byte in UInt8.min...UInt8.max {
            for bytes in [[byte], [0x61, byte], [byte, 0xc3, 0xa4]] {
                event.set(.text, bytes.withUnsafeBytes { names.intern(bytes: $0) })
                trace.events.append(event)
            }
        }
        trace.names = names
        let text = try trace.text()
        trace.renumber(from: 2)
        #expect(try Trace(reading: text) == trace)
    }

    @Test func canonicalTextIsReadable() throws {
        let text = """
            replay-trace 1
            header title "the demo"
            0 - - sysctl key=vm.overcommit_memory value=1
            10 0 4711 malloc size=2000MiB ptr=hog caller=main+0x12
            1000 0 4711 write ptr=hog+4KiB length=1
            1000 0 4711 kmalloc size=100 ptr=0xffff888000001000 gfp=GFP_KERNEL|__GFP_ZERO accounted=1
            1001 0 0 page_alloc order=3 frame=0x1a2b gfp=GFP_HIGHUSER_MOVABLE|__GFP_COMP migratetype=movable
            1002 1 4711 mmap length=1GiB prot=rw- flags=private|anonymous offset=0 name="lib c.so"
            1003 1 4711 munmap ptr="1st"+0 length=8KiB
            1003 1 4711 brk address=heap+132KiB
            1004 - - rss_stat space=1 member=MM_ANONPAGES size=-4096 value=0

            """
        #expect(String(decoding: try Trace(text: text).text(), as: UTF8.self) == text)
    }
}
