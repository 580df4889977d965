import Foundation
import Pages
import TraceFormat

@testable import RealMachines

/// Files under `traces/real`.
enum RealStates {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "traces/real")

    static func path(_ name: String) -> String { root.appending(path: name).path }

    static func read(_ names: String...) throws -> SystemState { try StateReader.read(names.map(path)) }

    static func read(text: String, name: String = "state") throws(TraceError) -> SystemState {
        try StateReader.read(StateBytes(path: name, bytes: Array(text.utf8)))
    }
}

/// The page allocator of a plan's machine, in its starting state.
func memory(_ plan: StatePlan) throws -> PhysicalMemory {
    try plan.profile.validate()
    var memory = PhysicalMemory(profile: plan.profile)
    try memory.adopt(plan.start.pages!)
    memory.checkInvariants()
    return memory
}
