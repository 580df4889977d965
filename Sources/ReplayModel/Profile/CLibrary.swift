/// The C libraries whose malloc can be replayed.
public enum CLibrary: UInt8, CodedValue {
    /// glibc's ptmalloc (`malloc.version` says which).
    case glibc
    /// musl's mallocng, as of musl 1.2.4.
    case musl
}
