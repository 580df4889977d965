import Glibc

/// What is known of a terminal.
enum Terminal {
    static func isThere(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Columns of the terminal at `descriptor`; nil where there is none, or it does not say.
    static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard isThere(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
