/// How the kernel prints a tracepoint: a C format string with its arguments, which are expressions over the record (`REC->NAME`).
///
/// The printed keys are what `Tracepoint` calls its fields; they mostly are the record's own names, but not always: alloc_vmap_area prints
/// its `addr` as `va_start`, and kmalloc's `accounted` is computed from the flags.
struct PrintFormat: Sendable {
    struct Argument: Sendable {
        /// What stands before the value, without `=` or `: `; empty: nothing.
        var key: String
        /// The letter that ends the conversion: `d`, `u`, `x`, `s`, `p`.
        var conversion: Character
        /// Nil: the expression is of a kind that is not read.
        var value: FormatExpression?
    }

    private(set) var arguments: [Argument] = []

    init() {}

    /// Reads `"FORMAT", ARGUMENT, …`.
    init(_ text: Substring) {
        var tokens = FormatTokens(text)
        var format = ""
        while case .text(let part)? = tokens.peek {
            format += part
            tokens.advance()
        }
        var values: [FormatExpression?] = []
        while tokens.take(",") { values.append(FormatExpression.argument(&tokens)) }
        var next = 0
        for (key, conversion, stars) in Self.conversions(format) {
            next += stars
            arguments.append(Argument(key: key, conversion: conversion, value: next < values.count ? values[next] : nil))
            next += 1
        }
    }

    /// The argument that is printed behind `key`.
    func argument(_ key: String) -> Argument? { arguments.first { $0.key == key } }

    /// Each conversion's key, its letter, and how many `*` take arguments of their own.
    private static func conversions(_ format: String) -> [(key: String, conversion: Character, stars: Int)] {
        var found: [(String, Character, Int)] = []
        let bytes = Array(format.utf8)
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "%") else {
                at += 1
                continue
            }
            let start = at
            at += 1
            var stars = 0
            while at < bytes.count, "0123456789.*-+ #lhzjtqL".utf8.contains(bytes[at]) {
                if bytes[at] == UInt8(ascii: "*") { stars += 1 }
                at += 1
            }
            guard at < bytes.count else { break }
            if bytes[at] != UInt8(ascii: "%") { found.append((key(before: start, bytes), Character(Unicode.Scalar(bytes[at])), stars)) }
            at += 1
        }
        return found
    }

    /// The word before `=` or `: `, with `0x` between it and the value or not.
    private static func key(before start: Int, _ bytes: [UInt8]) -> String {
        var end = start
        if end >= 2, bytes[end - 1] | 0x20 == Ascii.x, bytes[end - 2] == Ascii.zero { end -= 2 }
        if end >= 1, bytes[end - 1] == Ascii.equals {
            end -= 1
        } else if end >= 2, bytes[end - 1] == Ascii.space, bytes[end - 2] == Ascii.colon {
            end -= 2
        } else {
            return ""
        }
        var first = end
        while first > 0, isWord(bytes[first - 1]) { first -= 1 }
        return String(decoding: bytes[first..<end], as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        Ascii.isDigit(byte) || byte == UInt8(ascii: "_") || (byte | 0x20) &- UInt8(ascii: "a") < 26
    }
}
