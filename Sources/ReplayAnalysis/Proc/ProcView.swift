/// What `show` can show.
public enum ProcView: String, CaseIterable, Sendable {
    case buddyinfo, pagetypeinfo, zoneinfo
    case extfragIndex = "extfrag_index"
    case unusableIndex = "unusable_index"
    case slabinfo, slabtop, meminfo, vmallocinfo, ps, numastat
    case statm, status, maps, smaps, pagemap
    case smapsRollup = "smaps_rollup"
    case oomScore = "oom_score"
    case oomScoreAdj = "oom_score_adj"
    case oomAdj = "oom_adj"
    case mallocInfo = "malloc_info"
    case mallinfo
    case heap
    case heapBins = "heap_bins"
    case heapPins = "heap_pins"
    case translate

    /// What stands behind the name on the command line.
    public enum Arguments: Sendable { case none, process, processAndAddress }

    public var arguments: Arguments {
        switch self {
        case .buddyinfo, .pagetypeinfo, .zoneinfo, .extfragIndex, .unusableIndex, .slabinfo, .slabtop, .meminfo, .vmallocinfo, .ps,
            .numastat:
            .none
        case .translate: .processAndAddress
        default: .process
        }
    }

    /// One line for the list of choices.
    public var doc: String {
        switch self {
        case .buddyinfo: "free blocks of each order by zone"
        case .pagetypeinfo: "free blocks by migrate type, page blocks by type"
        case .zoneinfo: "zones: free pages, watermarks, per-CPU lists"
        case .extfragIndex: "debugfs: is a failure fragmentation's fault?"
        case .unusableIndex: "debugfs: free memory that an order cannot use"
        case .slabinfo: "slab caches, format version 2.1"
        case .slabtop: "the caches as slabtop lists them; see --sort"
        case .meminfo: "the machine's totals: the lines a run knows"
        case .vmallocinfo: "vmalloc, vmap and ioremap areas"
        case .numastat: "pages by NUMA node: hits, misses, foreign, local, other"
        case .ps: "the living processes with sizes and scores"
        case .statm: "sizes in pages"
        case .status: "names, Vm lines, threads, rights"
        case .maps: "memory areas"
        case .smaps: "memory areas with what is resident"
        case .smapsRollup: "what is resident, of all areas together"
        case .pagemap: "present pages with their frames; PID 0: kernel"
        case .oomScore: "the OOM killer's score, as /proc shows it"
        case .oomScoreAdj: "-1000 … 1000"
        case .oomAdj: "-17 … 15, as it reads back"
        case .mallocInfo: "glibc's malloc_info: free chunks by size, as XML"
        case .mallinfo: "the C library's heap, in mallinfo2's terms"
        case .heap: "the C library's chunks by address, with the call that changed each"
        case .heapBins: "the C library's chunks by state and size"
        case .heapPins: "what keeps the C library's heap from being trimmed"
        case .translate: "walks page tables level by level; PID 0: kernel"
        }
    }
}
