import Testing

@testable import TraceFormat

/// Formats of events, as kernels write them, and what plans make of them.
@Suite struct EventFormatTests {
    private static let common = """
        \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
        \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

        """

    private func format(_ name: String, _ fields: [String], _ print: String) throws -> EventFormat {
        let text = "name: \(name)\nID: 7\nformat:\n" + Self.common + fields.joined(separator: "\n") + "\nprint fmt: \(print)\n"
        return try #require(EventFormat(system: "kmem", text: text))
    }

    private func value(_ text: String, _ fields: [String: UInt64] = [:]) -> FormatExpression.Value? {
        PrintFormat("\"x=%d\", \(text)").argument("x")?.value?.value { fields[$0] }
    }

    @Test func fieldsHaveTheirShapes() throws {
        let format = try format(
            "f",
            [
                "\tfield:const void * ptr;\toffset:8;\tsize:8;\tsigned:0;",
                "\tfield:__data_loc char[] name;\toffset:16;\tsize:4;\tsigned:0;",
                "\tfield:char comm[16];\toffset:20;\tsize:16;\tsigned:0;",
                "\tfield:unsigned long caller[8];\toffset:40;\tsize:64;\tsigned:0;",
                "\tfield:char buf[];\toffset:104;\tsize:0;\tsigned:0;", "\tfield:__rel_loc char[] rel;\toffset:36;\tsize:4;\tsigned:0;",
            ], "\"\"")
        let shapes = ["ptr", "name", "comm", "caller", "buf", "rel"].map { format.field($0)?.shape }
        #expect(shapes == [.number, .located(isRelative: false), .text, .other, .rest, .located(isRelative: true)])
        #expect(format.field("ptr")?.isPointer == true && format.field("common_pid")?.isSigned == true)
    }

    @Test func keysAreThoseOfThePrintedText() {
        let print = PrintFormat(
            "\"va_start: %lu size=%lu vend=0x%lx (%lx <- %lx) 100%% failed=%d\", REC->addr, REC->size, REC->vend, REC->a, REC->b, REC->f")
        #expect(print.arguments.map(\.key) == ["va_start", "size", "vend", "", "", "failed"])
        #expect(print.argument("va_start")?.value == .field("addr") && print.argument("failed")?.value == .field("f"))
    }

    @Test func expressionsAreThoseOfC() {
        #expect(value("1 + 2 * 3 << 1 | 1") == .number(15))
        #expect(value("~0 & 0xffUL") == .number(255))
        #expect(value("(( gfp_t)((((1UL))) << (22)))") == .number(1 << 22))
        #expect(value("REC->pfn != -1UL ? REC->pfn : 0", ["pfn": .max]) == .number(0))
        #expect(value("(1 && (REC->g & ( unsigned long)(( gfp_t)((((1UL))) << (3))))) ? \"true\" : \"false\"", ["g": 8]) == .text("true"))
        #expect(
            value("(REC->g) ? __print_flags(REC->g, \"|\", {0x30, \"AB\"}, {0x10u, \"A\"}, { 0, ((void *)0) } ) : \"none\"", ["g": 0x71])
                == .text("AB|0x41"))
        #expect(value("__print_symbolic(REC->m, { 0, \"MM_FILEPAGES\" }, { 1, \"MM_ANONPAGES\" })", ["m": 1]) == .text("MM_ANONPAGES"))
        #expect(value("1 / 0") == nil && value("1 << 70") == .number(0))
    }

    @Test(arguments: [
        "", "(", "((((", "REC->", "REC->a[3]", "{", "\"", "1 +", "__print_flags(", "__print_flags(REC->a", "? :", "99999999999999999999999",
        "f(x)",
        "__print_symbolic(1, {", "(unsigned long", "a b c", ")",
    ])
    func whatIsNoExpressionIsPassed(_ text: String) {
        let print = PrintFormat("\"a=%d x=%d b=%d\", 1, \(text), 2")
        #expect(print.arguments.count == 3 && print.arguments[0].value == .number(1))
    }

    @Test func deepBracketsEnd() {
        let deep = String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000)
        #expect(PrintFormat("\"x=%d\", \(deep)").argument("x")?.value == nil)
        #expect(PrintFormat("\"x=%d\", " + String(repeating: "-", count: 100_000) + "1").argument("x")?.value == nil)
    }

    /// Before 4.1 a page was recorded as a pointer, of which no number of a frame follows.
    @Test func aPageThatIsAPointerHasNoFrame() throws {
        let old = try format(
            "mm_page_free",
            ["\tfield:struct page * page;\toffset:8;\tsize:8;\tsigned:0;", "\tfield:unsigned int order;\toffset:16;\tsize:4;\tsigned:0;"],
            "\"page=%p pfn=%lu order=%d\", REC->page, (unsigned long)((REC->page) - ((struct page *)(0xffffea0000000000UL))), REC->order")
        var compiler = PlanCompiler()
        let plan = compiler.compile(old, index: 0, TracepointIndex())
        #expect(plan.stepCount == 1 && plan.point?.kind == .pageFree)
    }
}
