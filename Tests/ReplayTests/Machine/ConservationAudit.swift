import Testing

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// A naive second count of the page frames, from the stored rows alone: each `page` row moves its block from whoever had it.
/// A frame that is given while it is taken, or taken back while it is free, is caught here whatever the model believes.
struct ConservationAudit {
    private var owners: [UInt8]
    /// Frames that were given while taken, or taken back while free.
    private(set) var broken = 0

    init(_ memory: borrowing PhysicalMemory) {
        owners = (0..<UInt32(SmallMachine.ramSize >> 12)).map { memory.owner(of: FrameNumber($0)).kind.rawValue }
    }

    /// Follows the rows of a step.
    mutating func absorb(_ log: borrowing TransitionLog) {
        for row in log.rows(.page) { absorb(row) }
    }

    private mutating func absorb(_ row: [Int64]) {
        let (operation, frame, order, owner) = (row[0], Int(row[2]), Int(row[3]), UInt8(row[6]))
        let isFree: (UInt8) -> Bool = { $0 == OwnerKind.free.rawValue || $0 == OwnerKind.perCPU.rawValue }
        for index in frame..<(frame + 1 << order) {
            switch PageOperation(rawValue: UInt8(operation)) {
            case .free, .own: if isFree(owners[index]) { broken += 1 }
            default: if !isFree(owners[index]) { broken += 1 }
            }
            owners[index] = owner
        }
    }

    /// The second count and the model agree on every frame.
    func check(_ memory: borrowing PhysicalMemory, step: UInt64) {
        var differing = 0
        for index in owners.indices {
            let kind = memory.owner(of: FrameNumber(UInt32(index))).kind.rawValue
            if kind != owners[index], kind + owners[index] != 1 { differing += 1 }
        }
        #expect(broken == 0, "step \(step): frames were given twice or freed twice")
        #expect(differing == 0, "step \(step): \(differing) frames have another owner than the rows say")
    }
}
