/// How far a fast path went: whole lines, each of which gave one event.
struct FastPathResult {
    var lines = 0
    var bytes = 0
}
