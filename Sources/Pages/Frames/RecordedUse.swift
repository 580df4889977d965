/// What a starting state says of an allocated frame: the owner's id where its kind is `recorded`. Codes never change.
public enum RecordedUse: UInt32, CaseIterable, Sendable {
    case unknown = 0
    case slab = 1
    case anonymous = 2
    case file = 3
    case pageTable = 4
    /// Part of a compound page of another use.
    case compound = 5
}
