import Foundation
import Virtual

// embed-preload CLANG OUTPUT.swift SOURCE.c …: compiles the sources to a shared library and writes it as Swift source. A step of
// the build; see Plugins/PreloadBuilder.

let arguments = CommandLine.arguments
let output = URL(fileURLWithPath: arguments[2])
let library = output.deletingPathExtension().appendingPathExtension("so")

/// No built-ins: the compiler may not turn what stands in `calloc` into a call of calloc.
let flags = ["-std=c17", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-fno-builtin", "-Wall", "-Wextra", "-Werror", "-Wl,-s"]

let compiler = Process()
compiler.executableURL = URL(fileURLWithPath: arguments[1])
compiler.arguments = flags + ["-o", library.path] + arguments.dropFirst(3)
try compiler.run()
compiler.waitUntilExit()
guard compiler.terminationStatus == 0 else { exit(compiler.terminationStatus) }

let digits = Array("0123456789abcdef".utf8)
var text = Array("/// The recorder, a shared library, in hexadecimal digits.\nlet preloadImage: StaticString = \"".utf8)
for byte in try Data(contentsOf: library) {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
}
text += Array("\"\n".utf8)
try Data(text).write(to: output)
