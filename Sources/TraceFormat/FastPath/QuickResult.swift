/// How far a quick path went: whole lines, each of which gave one event.
struct QuickResult {
    var lines = 0
    var bytes = 0
}
