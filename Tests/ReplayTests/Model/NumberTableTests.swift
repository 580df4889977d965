import Testing

@testable import ReplayModel

@Suite struct NumberTableTests {
    /// Random changes against a dictionary, with keys that fall on each other's probe paths and the one that marks vacant places.
    @Test(arguments: 1...4) func agreesWithADictionary(_ seed: UInt64) {
        var generator = SeededRandom(seed)
        func random(_ bound: UInt64) -> UInt64 { generator.next() % bound }
        var table = NumberTable(filler: 0)
        var plain: [UInt64: Int] = [:]
        for round in 0..<6000 {
            let key = random(100) == 0 ? UInt64.max : random(400) << (random(2) * 40)
            switch random(3) {
            case 0:
                #expect(table.remove(key) == plain.removeValue(forKey: key))
            default:
                #expect(table.update(key, round) == plain.updateValue(round, forKey: key))
            }
            let asked = random(400) << (random(2) * 40)
            #expect(table[asked] == plain[asked] && table[.max] == plain[.max])
            if round % 500 == 0 {
                table.checkInvariants()
                table.removeAll { $0 % 3 == 0 }
                plain = plain.filter { $0.value % 3 != 0 }
                table.checkInvariants()
            }
        }
        table.checkInvariants()
        #expect(table.count == plain.count)
    }
}
