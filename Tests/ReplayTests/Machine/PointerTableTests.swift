import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// Which address a process's pointer stands for, through forks and exits.
@Suite struct PointerTableTests {
    private let parent = ProcessID(1)
    private let child = ProcessID(2)
    private let grandchild = ProcessID(3)
    private let one = PointerKey(value: 1, isLabel: true)
    private let two = PointerKey(value: 2, isLabel: true)

    @Test func aChildSeesItsParentsUntilOneOfThemChangesIt() {
        var table = PointerTable()
        table.setUser(one, to: 100, in: parent)
        table.fork(parent: parent, child: child)
        #expect(table.user(one, in: child) == 100)
        table.removeUser(one, in: child)
        #expect(table.user(one, in: child) == nil && table.user(one, in: parent) == 100)
        table.setUser(one, to: 200, in: child)
        #expect(table.user(one, in: child) == 200 && table.user(one, in: parent) == 100)
    }

    @Test func whatAParentKnewOutlivesItForItsDescendants() {
        var table = PointerTable()
        table.setUser(one, to: 100, in: parent)
        table.fork(parent: parent, child: child)
        table.fork(parent: child, child: grandchild)
        table.forget(parent)
        table.forget(child)
        #expect(table.user(one, in: grandchild) == 100)
        #expect(table.user(one, in: parent) == nil && table.user(one, in: child) == nil)
        #expect(table.spaceCount == 3)
        table.forget(grandchild)
        #expect(table.spaceCount == 0)
    }

    @Test func aPidThatIsGivenAgainBeginsWithNothing() {
        var table = PointerTable()
        table.setUser(one, to: 100, in: parent)
        for round in 0..<1000 {
            table.fork(parent: parent, child: child)
            #expect(table.user(one, in: child) == 100 && table.user(two, in: child) == nil)
            table.setUser(two, to: UInt64(round), in: child)
            table.forget(child)
        }
        #expect(table.user(two, in: child) == nil)
        #expect(table.spaceCount == 1)
    }
}
