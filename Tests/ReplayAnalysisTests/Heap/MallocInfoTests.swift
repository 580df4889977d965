import Foundation
import Testing

@testable import ReplayAnalysis

/// What malloc_info of glibc 2.36 printed in a program, against the same program replayed from its recording.
@Suite struct MallocInfoTests {
    /// traces/real/malloc-info/threads.c prints it six times, right behind a malloc of 123,457 bytes and more: with fastbins, small and
    /// large bins, unsorted chunks, a trimmed top, and the arenas of threads.
    @Test func everyLineIsAsGlibcPrintedIt() throws {
        let run = try HeapRun.of(real: "malloc-info/threads.rtrace")
        let file = ClaimRun.traces.appending(path: "real/malloc-info/threads.xml")
        let printed = try String(contentsOf: file, encoding: .utf8)
        let steps = try run.table("SELECT step FROM event_malloc WHERE size BETWEEN 123457 AND 123470 ORDER BY step")
        #expect(steps.count == 6)
        let pid = try run.heapProcess()
        let text = try steps.map { try run.show(.mallocInfo, pid: pid, at: run.moment($0)) }.joined()
        #expect(lines(text) == lines(printed))
    }

    @Test func mappedChunksAreInTheTotal() throws {
        let run = try HeapRun.of(lines: "1us 0 5 malloc size=1000 ptr=a\n2us 0 5 malloc size=1000000 ptr=b")
        let text = try lines(run.show(.mallocInfo, pid: 5, at: run.moment(nil)))
        #expect(text.contains("<total type=\"mmap\" count=\"1\" size=\"1003520\"/>"))
        #expect(text.contains("<system type=\"current\" size=\"135168\"/>"))
    }

    @Test func muslHasNone() throws {
        let run = try HeapRun.of(lines: "1us 0 5 malloc size=1000 ptr=a", settings: [("libc", "musl")])
        let error = #expect(throws: AnalysisError.self) { try run.show(.mallocInfo, pid: 5, at: run.moment(nil)) }
        #expect(error?.expected == "mallinfo, heap or heap_bins")
    }
}
