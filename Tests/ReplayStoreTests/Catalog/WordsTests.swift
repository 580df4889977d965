import Notation
import ReplayModel
import Testing

/// The words that stand in the generated enums.
@Suite struct WordsTests {
    private static let types: [any CodedValue.Type] = [
        KeyframeSubject.self, EventClass.self, CallFailure.self, AllocationFailure.self, PageOperation.self,
        OwnerKind.self, PageCheckpointPart.self, SteppingKind.self, HeapOperation.self, OomTrigger.self,
        OomEligibility.self, ProcessOperation.self, SystemCall.self, CacheOperation.self, ObjectOperation.self,
        SlabOperation.self, AddressKind.self, AreaOperation.self, AreaKind.self, AccessKind.self, FaultCause.self,
        FaultOutcome.self, MappingOperation.self, PageTableOperation.self, VmaOperation.self, VmaKind.self,
    ]

    private func cases<Value: CodedValue>(_ type: Value.Type) -> [String] { type.allCases.map { String(snakeCase: "\($0)") } }

    @Test func theyAreTheCasesNames() {
        for type in Self.types { #expect(type.words == cases(type), "\(type)") }
    }
}
