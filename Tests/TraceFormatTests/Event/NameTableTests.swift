import Testing

@testable import TraceFormat

@Suite struct NameTableTests {
    @Test func namesAreNumberedInTheOrderOfFirstSight() {
        var names = NameTable()
        #expect(names.count == 1)
        #expect(names.intern("") == NameID(0))
        for number in 1...5000 { #expect(names.intern("name \(number)") == NameID(UInt32(number))) }
        for number in 1...5000 { #expect(names.intern("name \(number)") == NameID(UInt32(number))) }
        #expect(names[NameID(4711)] == "name 4711")
        #expect(names.lookup("name 4711") == NameID(4711))
        #expect(names.lookup("name 5001") == nil)
        #expect(names.count == 5001)
    }

    @Test func namesThatAreNotUTF8StayApart() {
        var names = NameTable()
        let a = [UInt8(0x61), 0xff].withUnsafeBytes { names.intern(bytes: $0) }
        let b = [UInt8(0x61), 0xfe].withUnsafeBytes { names.intern(bytes: $0) }
        #expect(a != b)
        #expect(names[a] == "a\\xff")
        #expect(names.withBytes(of: b) { Array($0) } == [0x61, 0xfe])
        #expect([UInt8(0x61), 0xff].withUnsafeBytes { names.intern(bytes: $0) } == a)
    }
}
