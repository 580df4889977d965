import Testing

@testable import MallocRecorder

@Suite struct PreloadLibraryTests {
    @Test func imageIsASharedLibraryThatNeedsTheCLibraryOnly() {
        let image = PreloadLibrary.image
        #expect(Array(image.prefix(4)) == [0x7f, 0x45, 0x4c, 0x46])
        let text = String(decoding: image, as: Unicode.ASCII.self)
        #expect(text.contains("libc.so.6"))
        #expect(!text.contains("libswift"))
        #expect(!text.contains("__tls_get_addr"))
    }
}
