import Glibc

// embed FORM CONSTANT OUTPUT.swift FILE …: writes files as Swift source. A step of the build; see Plugins/Embedder.
//
// FORM texts: CONSTANT is an array of each file's name (without folder and extension) and text; the files are UTF-8.
// FORM binary: CONSTANT is the one file's bytes, in hexadecimal digits.

let arguments = CommandLine.arguments
let (form, constant, output, files) = (arguments[1], arguments[2], arguments[3], arguments.dropFirst(4))
switch form {
case "texts":
    let entries = files.map { "    (\"\(name($0))\", \"\(literal(bytes($0)))\"),\n" }
    write("let \(constant): [(name: String, text: String)] = [\n\(entries.joined())]\n", to: output)
case "binary":
    write("let \(constant): StaticString = \"\(digits(bytes(files.first!)))\"\n", to: output)
default: preconditionFailure("unknown form \(form)")
}

func name(_ path: String) -> Substring { path.split(separator: "/").last!.prefix { $0 != "." } }

/// The text between the quotation marks of a string literal.
func literal(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for byte in bytes {
        switch byte {
        case UInt8(ascii: "\n"): text += Array("\\n".utf8)
        case UInt8(ascii: "\t"): text += Array("\\t".utf8)
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): text += [UInt8(ascii: "\\"), byte]
        default:
            precondition(byte >= 0x20, "a control character in a text")
            text.append(byte)
        }
    }
    guard let literal = String(validating: text, as: UTF8.self) else { preconditionFailure("a text that is not UTF-8") }
    return literal
}

func digits(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

func bytes(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { fail(path) }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let count = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in filled = fread(buffer.baseAddress, 1, count, file) }
}

func write(_ text: String, to path: String) {
    guard let file = fopen(path, "wb") else { fail(path) }
    guard fputs(text, file) >= 0, fclose(file) == 0 else { fail(path) }
}

func fail(_ path: String) -> Never {
    perror(path)
    exit(1)
}
