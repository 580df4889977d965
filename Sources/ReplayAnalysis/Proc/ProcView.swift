/// What `show` can show.
public enum ProcView: String, CaseIterable, Sendable {
    case buddyinfo, zoneinfo
    case extfragIndex = "extfrag_index"
    case unusableIndex = "unusable_index"
    case slabinfo, slabtop, meminfo, vmallocinfo, ps
    case statm, status, maps, smaps, pagemap
    case oomScore = "oom_score"
    case oomScoreAdj = "oom_score_adj"
    case oomAdj = "oom_adj"
    case mallocInfo = "malloc_info"
    case translate

    /// What stands behind the name on the command line.
    public enum Arguments: Sendable { case none, process, processAndAddress }

    public var arguments: Arguments {
        switch self {
        case .buddyinfo, .zoneinfo, .extfragIndex, .unusableIndex, .slabinfo, .slabtop, .meminfo, .vmallocinfo, .ps: .none
        case .translate: .processAndAddress
        default: .process
        }
    }

    /// One line for the list of choices.
    public var doc: String {
        switch self {
        case .buddyinfo: "/proc/buddyinfo: free blocks of each order by zone"
        case .zoneinfo: "/proc/zoneinfo: free pages, watermarks, sizes"
        case .extfragIndex: "extfrag_index of debugfs: how far a failure would be fragmentation's fault"
        case .unusableIndex: "unusable_index of debugfs: free memory that an order cannot use"
        case .slabinfo: "/proc/slabinfo, version 2.1"
        case .slabtop: "the slab caches as slabtop lists them; --sort with slabtop's letters"
        case .meminfo: "/proc/meminfo: the lines that the model knows"
        case .vmallocinfo: "/proc/vmallocinfo: vmalloc, vmap and ioremap areas"
        case .ps: "the living processes with sizes and scores"
        case .statm: "/proc/PID/statm in pages"
        case .status: "/proc/PID/status: names and Vm lines"
        case .maps: "/proc/PID/maps"
        case .smaps: "/proc/PID/smaps"
        case .pagemap: "the present pages of a process with their frames; PID 0 is the kernel"
        case .oomScore: "/proc/PID/oom_score"
        case .oomScoreAdj: "/proc/PID/oom_score_adj"
        case .oomAdj: "/proc/PID/oom_adj"
        case .mallocInfo: "the C library's heap in mallinfo2's terms"
        case .translate: "walks an ADDRESS of a process level by level; PID 0 is the kernel"
        }
    }
}
