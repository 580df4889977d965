import Testing

@testable import ReplayAnalysis

@Suite struct BudgetTests {
    @Test func budgetsAreRead() throws {
        let budget = try Budget("peak.rss > 5.5 %")
        #expect(budget.figure == "peak.rss")
        #expect(budget.direction == .rise)
        #expect(budget.limit == .milliPercent(5500))
        #expect(try Budget("end.free<1000").limit == .absolute(1000))
    }

    @Test(arguments: ["", "rss", "rss>", ">5%", "rss>5x", "rss>-1", "rss>5.1234%", "rss=5"])
    func othersAreRefused(text: String) {
        #expect(throws: AnalysisError.self) { try Budget(text) }
    }

    @Test func aRiseBreaksAboveItsLimitOnly() throws {
        let five = try Budget("x>5%")
        #expect(!five.isBroken(from: 100, to: 105))
        #expect(five.isBroken(from: 1000, to: 1051))
        #expect(!five.isBroken(from: 100, to: 10))
        #expect(five.isBroken(from: 0, to: 1))
        #expect(!five.isBroken(from: 0, to: 0))
        #expect(five.isBroken(from: .max - 1000, to: .max) == false)
        let ten = try Budget("x>10")
        #expect(!ten.isBroken(from: 5, to: 15))
        #expect(ten.isBroken(from: 5, to: 16))
    }

    @Test func aFallBreaksBelowItsLimitOnly() throws {
        let five = try Budget("x<5%")
        #expect(!five.isBroken(from: 100, to: 95))
        #expect(five.isBroken(from: 100, to: 94))
        #expect(!five.isBroken(from: 100, to: 200))
        #expect(five.isBroken(from: -100, to: -200))
    }
}
