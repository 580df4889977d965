import Notation
import Testing

@Suite struct NumberTests {
    @Test func hexadecimalDigitsAreFilledUpAndNeverCut() {
        #expect(0x1f.hex() == "1f")
        #expect(0x1f.hex(4) == "001f")
        #expect(0x12345.hex(4) == "12345")
        #expect(UInt64.max.hexadecimal == "0xffffffffffffffff")
        #expect(UInt64(0xab).sixteenDigits == "00000000000000ab")
    }

    @Test(arguments: [("0x0", 0), ("0xff", 255), ("0xffffffffffffffff", .max), ("ff", nil), ("0x", nil), ("0x1g", nil), ("", nil)])
    func hexadecimalNeedsItsPrefixAndDigits(text: String, value: UInt64?) { #expect(UInt64(hexadecimal: text) == value) }

    @Test(arguments: [("kmemCacheAlloc", "kmem_cache_alloc"), ("perCPU", "per_cpu"), ("brk", "brk"), ("mmapRSSPages", "mmap_rsspages")])
    func namesOfCasesBecomeSnakeCase(camel: String, snake: String) { #expect(String(snakeCase: camel) == snake) }

    @Test func fractionsAreRoundedHalfToEven() {
        #expect(decimal(1, over: 8, digits: 2) == "0.12")
        #expect(decimal(3, over: 8, digits: 2) == "0.38")
        #expect(decimal(.max, over: 1, digits: 0) == "18446744073709551615")
        #expect(decimal(1999, over: 1000, digits: 2) == "2.00")
    }
}
