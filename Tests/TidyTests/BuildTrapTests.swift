import Testing

/// A type that holds a whole machine is not read by a function with branches that only borrows it.
///
/// The compiler's move-only checker takes such a type apart, field by field down to the last, at every branch of a function that borrows
/// it: 5 to 80 seconds for a function of a few lines, in every build. A `mutating` or `inout` function costs nothing of that.
@Suite struct BuildTrapTests {
    /// Types that hold (nearly) all of the machine's state by value and are not copyable.
    private static let giants = ["Machine", "Kernel", "Engine"]

    @Test func noFunctionWithBranchesBorrowsAMachine() throws {
        let traps = try SourceFile.all(in: ["Sources", "Tests", "Benchmarks/Sources"]).flatMap(Self.traps)
        #expect(
            traps.isEmpty,
            """
            These functions and properties take many seconds to compile, because they borrow a whole machine and branch. Make them \
            `mutating` (a parameter: `inout`), or move them to the part that they read: \(traps.joined(separator: ", "))
            """)
    }

    @Test func trapsAreFound() {
        let text = """
            extension Kernel {
                func plain() -> Int { clock }
                mutating func mayBranch() { if clock > 0 { stop() } }
                var branches: Int { isRecorded ? 1 : 0 }
                public func branchesToo() {
                    guard isRecorded else { return }
                }
                var mutates: Int {
                    mutating get { isRecorded ? 1 : 0 }
                }
            }
            func tell(
                _ machine: borrowing Machine
            ) {
                for step in 0..<3 { print(step) }
            }
            """
        #expect(Self.traps(SourceFile(path: "a.swift", text: text)) == ["a.swift:4", "a.swift:5", "a.swift:12"])
    }

    /// Where a file has such functions, as `path:line`.
    private static func traps(_ file: SourceFile) -> [String] {
        var giant = false
        return file.lines.indices.filter { index in
            let line = file.lines[index]
            if !line.hasPrefix(" "), !line.hasPrefix("}"), !line.isEmpty, !line.hasPrefix(")") { giant = extendsGiant(line) }
            guard isFunction(line) else { return false }
            let block = file.block(from: index).joined(separator: "\n")
            return (giant && borrowsSelf(line, block) || borrowsGiant(block)) && branches(block)
        }.map { "\(file.path):\($0 + 1)" }
    }

    private static func extendsGiant(_ line: String) -> Bool {
        guard let match = line.firstMatch(of: /^(?:public |package )?(?:extension|struct) (\w+)/) else { return false }
        return giants.contains(String(match.1))
    }

    /// A function, or a property with a body.
    private static func isFunction(_ line: String) -> Bool {
        line.contains(/^ {0,4}([a-z@(]\S* )*(func |var \w+: [^=]*\{)/)
    }

    private static func borrowsSelf(_ line: String, _ block: String) -> Bool {
        line.hasPrefix("    ") && !line.contains("mutating ") && !line.contains("static ") && !block.contains("mutating get")
    }

    private static func borrowsGiant(_ block: String) -> Bool {
        block.matches(of: /: borrowing (\w+)/).contains { giants.contains(String($0.1)) }
    }

    private static func branches(_ block: String) -> Bool {
        block.contains(/\b(if|guard|switch|for|while|try|precondition|assert)\b| \? | \?\? |&&|\|\|/)
    }
}
