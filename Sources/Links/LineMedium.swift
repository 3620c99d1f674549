/// How a line comes into being. One case so far; pppd, systemd units and serial lines have their place here.
package enum LineMedium: Hashable, Sendable {
    /// A program, its path first, whose standard input and output carry the line's octets.
    case command([String])
}
