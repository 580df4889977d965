/// When anonymous memory is taken in huge pages (/sys/kernel/mm/transparent_hugepage/enabled).
public enum TransparentHugePages: UInt8, CodedValue {
    case always, madvise, never
}
