// Made by Scripts/generate-rows from Tables/: change that, and run `make generate`.
// swift-format-ignore-file

/// The tables of the store that grow with the run, in the order in which they are documented.
public enum TransitionTable: UInt8, CaseIterable, Sendable {
    case event = 0
    case page = 1
    case zoneFree = 2
    case pageblock = 3
    case cache = 4
    case slab = 5
    case object = 6
    case cacheState = 7
    case area = 8
    case vma = 9
    case fault = 10
    case mapping = 11
    case pageTable = 12
    case access = 13
    case heap = 14
    case heapState = 15
    case syscall = 16
    case process = 17
    case processState = 18
    case memoryState = 19
    case allocationFailure = 20
    case oom = 21
    case oomCandidate = 22
    case setting = 23
    case mark = 24
    case anomaly = 25
    case checkpoint = 26
    case stepping = 27
    case oomZone = 28
    case pageFallback = 29
    case pageCheckpoint = 30
    case keyframe = 31
    case vmaCheckpoint = 32
    case pageTableCheckpoint = 33
    case areaCheckpoint = 34
    case failedCall = 35
    case zoneLimit = 36
    case numaState = 37
}
