package import Links

/// One phonebook entry, `phonebook/NAME.ras`: how a line is brought up.
package struct PhonebookConfiguration: Hashable, Sendable {
    /// What carries the octets.
    package enum Medium: String, Hashable, Sendable, CaseIterable {
        /// A program whose standard input and output are the line, or which brings up a network interface.
        case command
        /// pppd.
        case pppd
        /// A serial port with a modem, or a cable.
        case serial
        /// A systemd unit that brings up a network interface.
        case unit
    }

    /// `Carries=` of a command.
    package enum Cargo: String, Hashable, Sendable, CaseIterable {
        case octets
        case network
    }

    /// `FlowControl=` of a serial port.
    package enum FlowControl: String, Hashable, Sendable, CaseIterable {
        case hardware
        case software
        case none
    }

    /// The file's name without `.ras`.
    package var name: String
    package var medium: Medium
    /// Program and arguments. The program is an absolute path, or a name that is looked up in PATH. With medium pppd at
    /// most one word, pppd itself.
    package var command: [String]
    package var carries = Cargo.octets
    /// What a command or unit brings up; a command may say it itself.
    package var interface: String?
    /// Of pppd: the file's name below /etc/ppp/peers.
    package var peer: String?
    /// Of pppd: further words of its command line.
    package var options: [String] = []
    package var device: String?
    /// Bits a second.
    package var speed: Int?
    package var flowControl: FlowControl?
    /// An absolute path.
    package var chatScript: String?
    /// Where the lock files of serial ports are.
    package var lockDirectory = "/run/lock"
    /// Seconds there and back on a serial line, at least.
    package var roundTrip: Double = 1
    /// With its type, `NAME.service`. Empty for other media.
    package var unit = ""
    /// Added to the program's environment.
    package var environment: [String: String]
    /// Seconds that a call may take until the first octet can pass.
    package var dialTimeout: Double
    /// Seconds without an association after which the line is hung up.
    package var idleHangUp: Double
    /// `[Policy]`: what the link may carry, and when.
    package var policy = LinkPolicy()

    /// Associations go by TCP over an interface that the line brings up.
    package var isNetwork: Bool {
        switch medium {
        case .command: carries == .network
        case .serial: false
        case .pppd, .unit: true
        }
    }

    package init(
        name: String, medium: Medium = .command, command: [String], environment: [String: String] = [:],
        dialTimeout: Double = 60, idleHangUp: Double = 30
    ) {
        self.name = name
        self.medium = medium
        self.command = command
        self.environment = environment
        self.dialTimeout = dialTimeout
        self.idleHangUp = idleHangUp
    }
}
