import Testing

@testable import ReplayAnalysis
@testable import ReplayModel

@Suite struct MomentTests {
    @Test func namesAreRead() {
        #expect(MomentName("1200") == .step(1200))
        #expect(MomentName("end") == .end)
        #expect(MomentName("3ms") == .time(3_000_000))
        #expect(MomentName("2.5s") == .time(2_500_000_000))
        #expect(MomentName("1.000000001s") == .time(1_000_000_001))
        #expect(MomentName("7us") == .time(7000))
        #expect(MomentName("7µs") == .time(7000))
        #expect(MomentName("2min") == .time(120_000_000_000))
        #expect(MomentName("9ns") == .time(9))
        #expect(MomentName("mark:12") == .mark("12"))
        #expect(MomentName("after-boot") == .mark("after-boot"))
        #expect(MomentName("99999999999s") == .mark("99999999999s"), "too large for a time")
        #expect(MomentName("1.s") == .mark("1.s"))
    }

    private func sample() throws -> (RunMaker, Run) {
        let maker = try RunMaker()
        let (first, second) = (maker.name("boot"), maker.name("killed"))
        let run = try maker.run(
            "run.sqlite", { _ in }, { $0.append(MarkRow(text: first)) }, { _ in }, { $0.append(MarkRow(text: second)) }, { _ in })
        return (maker, run)
    }

    @Test func momentsAreFound() throws {
        let (maker, run) = try sample()
        _ = maker
        #expect(try run.moment(nil) == Moment(step: 5, time: 5_000_000))
        #expect(try run.moment("3") == Moment(step: 3, time: 3_000_000))
        #expect(try run.moment("0") == Moment(step: 0, time: 0))
        #expect(try run.moment("3ms").step == 3)
        #expect(try run.moment("3.9ms").step == 3)
        #expect(try run.moment("999us").step == 0)
        #expect(try run.moment("1s").step == 5)
        #expect(try run.moment("killed").step == 4)
        #expect(try run.moment("mark:boot").step == 2)
    }

    @Test func unknownMomentsAreRefusedWithWhatThereIs() throws {
        let (maker, run) = try sample()
        _ = maker
        let error = #expect(throws: AnalysisError.self) { try run.moment("kiled") }
        #expect(error?.expected.contains("boot, killed") == true)
        let beyond = #expect(throws: AnalysisError.self) { try run.moment("6") }
        #expect(beyond?.expected == "0 to 5")
    }
}
