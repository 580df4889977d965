import Testing

@testable import TraceFormat

@Suite struct XXHash64Tests {
    /// Made with the reference implementation: bytes (7 i + 3) mod 256, seeds 0 and 77.
    private static let expected: [(Int, UInt64, UInt64)] = [
        (0, 0xef46_db37_51d8_e999, 0xd591_b40a_bce6_8768), (1, 0x1f25_c8d0_bc1f_4bb6, 0xc785_e014_d7d2_cfb9),
        (3, 0x31d2_363f_52e5_64c9, 0xd2db_7f41_5168_804e), (4, 0x9bb6_4b7d_66ee_9fda, 0x1765_4eed_1388_aa90),
        (8, 0xdab9_9d95_c6f9_0092, 0x240a_48c8_e746_5d22), (11, 0x7a52_cc94_57cf_1a1f, 0xb821_20b7_b7d5_87c8),
        (31, 0xa2aa_5f33_cc4a_6119, 0x43f1_ccea_f08f_5dbc), (32, 0x23c3_c17e_f790_fd97, 0x5203_6e90_fff4_f045),
        (33, 0x50a7_cfc7_ba58_8784, 0xf7cf_5bb3_99ca_356e), (64, 0x0eb6_4b3e_f6ee_b01f, 0x3c01_16da_5a57_cbc0),
        (100, 0xa61f_8d4c_170f_e531, 0xb084_4e84_389e_89e0),
    ]

    private func sample(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) } }

    @Test func agreesWithTheReference() {
        for (count, plain, seeded) in Self.expected {
            #expect(sample(count).withUnsafeBytes { XXHash64.hash($0) } == plain)
            #expect(sample(count).withUnsafeBytes { XXHash64.hash($0, seed: 77) } == seeded)
        }
    }

    @Test func piecesHashLikeTheWhole() {
        let bytes = sample(100)
        for first in 0...100 {
            for second in stride(from: first, through: 100, by: 9) {
                var hash = XXHash64()
                for piece in [bytes[..<first], bytes[first..<second], bytes[second...]] { piece.withUnsafeBytes { hash.update($0) } }
                #expect(hash.value == 0xa61f_8d4c_170f_e531)
            }
        }
    }
}
