/// How a line comes into being.
package enum LineMedium: Hashable, Sendable {
    /// A program, its path first, whose standard input and output carry the line's octets.
    case command([String])
    /// A program that brings a network interface up and keeps it up for as long as it runs. `interface`: where the
    /// program does not say which.
    case networkCommand([String], interface: String?)
    /// pppd over a serial line or whatever its options name; the association goes by TCP over its interface.
    case ppp(PPPLink)
    /// A serial port whose line carries the octets in frames.
    case serial(SerialPort)
    /// A systemd unit that brings a network interface up while it is active.
    case unit(String, interface: String)

    /// As `Medium=` has it.
    package var name: String {
        switch self {
        case .command, .networkCommand: "command"
        case .ppp: "pppd"
        case .serial: "serial"
        case .unit: "unit"
        }
    }

    /// The association goes by TCP over an interface that the line brings up; otherwise the line's octets are its
    /// own.
    package var isNetwork: Bool {
        switch self {
        case .command, .serial: false
        case .networkCommand, .ppp, .unit: true
        }
    }
}
