import Testing

@testable import replay_tool

/// What an environment sets, as `ld.so --list-tunables` of glibc 2.36 showed it for the same environment.
@Suite struct MallocEnvironmentTests {
    private func settings(_ environment: [String: String]) -> [String] {
        MallocEnvironment(environment).settings.map { "\($0.key)=\($0.value)" }
    }

    private func topPad(_ text: String) -> String? { settings(["MALLOC_TOP_PAD_": text]).first }

    @Test func anEmptyEnvironmentSetsNothing() { #expect(settings(["HOME": "/root", "GLIBC_TUNABLES": ""]).isEmpty) }

    @Test func tunablesWinOverVariables() {
        #expect(settings(["GLIBC_TUNABLES": "glibc.malloc.arena_max=4", "MALLOC_ARENA_MAX": "2"]) == ["malloc.arena_max=4"])
    }

    @Test func theLastTunableOfANameWins() {
        #expect(settings(["GLIBC_TUNABLES": "glibc.malloc.arena_max=4:glibc.malloc.arena_max=9"]) == ["malloc.arena_max=9"])
    }

    @Test func whatIsOutOfRangeIsNotThere() {
        #expect(settings(["GLIBC_TUNABLES": "glibc.malloc.arena_max=0", "MALLOC_ARENA_MAX": "2"]) == ["malloc.arena_max=2"])
        #expect(settings(["MALLOC_ARENA_MAX": "0", "MALLOC_PERTURB_": "300", "MALLOC_MMAP_MAX_": "-1"]).isEmpty)
        #expect(settings(["MALLOC_MMAP_MAX_": "3000000000"]).isEmpty)
        #expect(settings(["MALLOC_PERTURB_": "255"]) == ["malloc.perturb=255"])
    }

    @Test func whatMallocRefusesIsNotSet() {
        let refused = "glibc.malloc.tcache_count=65536:glibc.malloc.mxfast=9999:glibc.malloc.tcache_max=99999"
        #expect(settings(["GLIBC_TUNABLES": refused]).isEmpty)
        #expect(
            settings(["GLIBC_TUNABLES": "glibc.malloc.tcache_count=0:glibc.malloc.mxfast=160"]) == [
                "malloc.mxfast=160", "malloc.tcache_count=0",
            ])
    }

    @Test(arguments: [
        ("5", "5"), ("0x10", "16"), ("010", "8"), ("-1", "18446744073709551615"), ("-5", "18446744073709551611"), ("12abc", "12"),
        ("abc", "0"),
        (" 12", "12"), ("+12", "12"), ("", "0"), ("99999999999999999999999", "18446744073709551615"), ("0x", "0"), ("08", "0"),
    ])
    func numbersAreReadAsTheLoaderReadsThem(_ text: String, _ value: String) { #expect(topPad(text) == "malloc.top_pad=\(value)") }

    @Test func malformedAndForeignTunablesArePassedOver() {
        let text = ":glibc.malloc.arena_max:glibc.malloc.nosuch=1:glibc.elision.enable=1:glibc.malloc.arena_max=3=4"
        #expect(settings(["GLIBC_TUNABLES": text]) == ["malloc.arena_max=3"])
        #expect(settings(["MALLOC_TOP_PAD": "8"]).isEmpty)
    }

    @Test(arguments: ["MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_MMAP_MAX_"])
    func aThresholdThatIsSetIsFixed(_ name: String) {
        #expect(settings([name: "131072"]).last == "malloc.dynamic_mmap_threshold=0")
    }

    @Test(arguments: ["MALLOC_PERTURB_", "MALLOC_ARENA_MAX"])
    func othersFixNothing(_ name: String) { #expect(settings([name: "1"]).count == 1) }
}
