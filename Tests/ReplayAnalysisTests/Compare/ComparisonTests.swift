import ReplayStore
import Testing

@testable import ReplayAnalysis
@testable import ReplayModel

/// Ten steps with a checkpoint every third; `change` alters the frame of one step's page.
private func tenSteps(
    _ maker: RunMaker, _ file: String, changed: Int? = nil, extra: Int? = nil, count: Int = 10, caller: String = "kmalloc_caller"
) throws -> Run {
    let name = maker.name(caller)
    let steps = (1...count).map { step -> (inout TransitionLog) -> Void in
        { log in
            let frame = UInt32(step == changed ? 999 : 100 + step)
            log.append(
                PageRow(
                    operation: .allocate, zone: ZoneIndex(1), frame: FrameNumber(frame), order: 0, blockOrder: 3, migratetype: 0,
                    owner: .kernel, ownerID: 0, tag: 0))
            log.append(
                ObjectRow(
                    operation: .allocate, address: VirtualAddress(0xc000_0000 + UInt64(step)), requested: 9, given: 16,
                    frame: FrameNumber(5), cpu: 0, caller: name, fresh: false))
            if step == extra { log.append(MarkRow(text: name)) }
            let differs = [changed, extra].contains { $0.map { $0 <= step } ?? false }
            if step % 3 == 0 { log.append(CheckpointRow(rows: UInt64(step), digest: differs ? 7 : UInt64(step))) }
        }
    }
    return try maker.run(file, steps: steps)
}

private func metrics(_ peak: Int64, _ end: Int64) -> [MetricSummary] {
    [
        MetricSummary(name: "rss", unit: "pages", end: end, peak: peak, peakStep: 4),
        MetricSummary(name: "oom_kills", unit: "kills", end: 0),
    ]
}

@Suite struct ComparisonTests {
    let maker: RunMaker

    init() throws {
        maker = try RunMaker()
        maker.summary.metrics = metrics(1000, 500)
    }

    @Test func equalRunsAreTheSame() throws {
        let comparison = try RunComparison(tenSteps(maker, "a"), tenSteps(maker, "b"))
        #expect(comparison.isSame && !comparison.isFailure)
        #expect(comparison.divergence == nil)
        #expect(comparison.text.contains("Events and transitions are the same from first to last.\n\nAll 3 figures are the same.\n"))
    }

    @Test(arguments: 1...10)
    func theFirstDifferentStepIsFound(step: Int) throws {
        let a = try tenSteps(maker, "a")
        let comparison = try RunComparison(a, tenSteps(maker, "b", changed: step))
        #expect(comparison.divergence?.step == UInt64(step))
        #expect(comparison.divergence?.rowA?.table == "page")
        #expect(comparison.divergence?.rowA?.text.contains("frame \(Describe.hex(Int64(100 + step)))") == true)
        #expect(comparison.divergence?.rowB?.text.contains("frame 0x3e7") == true)
        #expect(comparison.isFailure)
        #expect(comparison.divergence?.eventA == "mark text=, at \(step) ms, line \(step + 1) of a.trace, the kernel, CPU 0")
    }

    @Test func aRowThatOnlyOneRunHasIsFound() throws {
        let divergence = try RunComparison(tenSteps(maker, "a"), tenSteps(maker, "b", extra: 5)).divergence
        #expect(divergence?.step == 5)
        #expect(divergence?.rowA == nil)
        #expect(divergence?.rowB?.table == "mark")
    }

    @Test func aRunThatEndsEarlierIsFound() throws {
        let comparison = try RunComparison(tenSteps(maker, "a"), tenSteps(maker, "b", count: 8))
        #expect(comparison.divergence?.step == 9)
        #expect(comparison.divergence?.eventB == nil)
        #expect(comparison.text.contains("Event in B  none: the run has ended"))
    }

    @Test func namesAreComparedAsTextNotByNumber() throws {
        let a = try tenSteps(maker, "a")
        let other = try RunMaker()
        _ = other.name("an earlier name")
        other.summary.metrics = metrics(1000, 500)
        #expect(try RunComparison(a, tenSteps(other, "b")).divergence == nil)
        let third = try RunMaker()
        #expect(try RunComparison(a, tenSteps(third, "b", caller: "somebody_else")).divergence?.rowB?.table == "object")
    }

    @Test func settingsAndIdentityAreListed() throws {
        let a = try tenSteps(maker, "a")
        maker.summary.profile.append(("vm.overcommit_memory", 1))
        maker.summary.identity.append(("label", "new build"))
        let comparison = try RunComparison(a, tenSteps(maker, "b"))
        #expect(comparison.settings == [.init(key: "vm.overcommit_memory", a: nil, b: "1")])
        #expect(comparison.identity == [.init(key: "label", a: nil, b: "new build")])
        #expect(comparison.isFailure, "another setting is a difference")
    }

    @Test func onlyBrokenBudgetsFailWhenThereAreBudgets() throws {
        let a = try tenSteps(maker, "a")
        maker.summary.metrics = metrics(1040, 500)
        let b = try tenSteps(maker, "b", changed: 3)
        #expect(try !RunComparison(a, b, budgets: [Budget("peak.rss>5%")]).isFailure)
        let comparison = try RunComparison(a, b, budgets: [Budget("peak.rss>3%"), Budget("end.rss>0")])
        #expect(comparison.isFailure)
        #expect(comparison.text.hasSuffix("BROKEN  peak.rss>3%: 1,000 → 1,040 (+4.0 %)\nok      end.rss>0: 500 → 500\n"))
        #expect(comparison.text.contains("peak.rss  pages  1,000  1,040     +40  +4.0 %\n"))
    }

    @Test func anUnknownFigureIsRefusedWithTheList() throws {
        let a = try tenSteps(maker, "a")
        let error = #expect(throws: AnalysisError.self) { try RunComparison(a, a, budgets: [Budget("peak.rsss>5%")]) }
        #expect(error?.expected == "one of end.oom_kills, end.rss, peak.rss")
    }

    @Test func jsonHoldsWhatTheTextHolds() throws {
        let a = try tenSteps(maker, "a")
        maker.summary.metrics = metrics(1040, 500)
        let json = try RunComparison(a, tenSteps(maker, "b", changed: 3), budgets: [Budget("peak.rss>3%")]).json
        #expect(json.contains(#""same":false,"failed":true"#))
        #expect(json.contains(#"{"name":"peak.rss","unit":"pages","a":1000,"b":1040,"change":40}"#))
        #expect(json.contains(#""first_difference":{"step":3,"event_a":"mark text=, at 3 ms"#))
        #expect(json.contains(#""budgets":[{"budget":"peak.rss>3%","broken":true}]"#))
    }

    @Test func changesArePrintedInPercent() {
        let figure = { (a: Int64, b: Int64) in Figure(name: "x", unit: "", a: a, b: b).percent }
        #expect(figure(100, 105) == "+5.0 %")
        #expect(figure(3, 2) == "-33.3 %")
        #expect(figure(0, 5) == "new")
        #expect(figure(5, 5).isEmpty)
        #expect(figure(-10, -20) == "-100.0 %")
    }
}
