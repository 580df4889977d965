// `swift run -c release --package-path Benchmarks generate-trace --events N [--seed S] -o TRACE.rtrace`: a synthetic trace in the binary
// form.
import Glibc
import SyntheticTrace

/// Says why and ends the program.
func fail(_ why: String) -> Never {
    let text = why + "\n"
    _ = write(STDERR_FILENO, text, text.utf8.count)
    exit(2)
}

let usage = "usage: generate-trace --events N [--seed S] -o TRACE.rtrace"
var events: Int?
var seed: UInt64 = 1
var output: String?
var words = CommandLine.arguments.dropFirst()
while let word = words.popFirst() {
    switch (word, words.popFirst()) {
    case ("--events", let value?): events = Int(value)
    case ("--seed", let value?): seed = UInt64(value) ?? seed
    case ("-o", let value?): output = value
    default: fail(usage)
    }
}
guard let events, events > 0, let output else { fail(usage) }
do {
    try SyntheticTrace.write(events: events, seed: seed, to: output)
} catch {
    fail("\(error)")
}
