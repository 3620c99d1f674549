/// What pppd is started with.
package struct PPPLink: Hashable, Sendable {
    /// The program, looked for in PATH where it has no slash.
    package var program: String
    /// `pppd call PEER`: a file below /etc/ppp/peers.
    package var peer: String?
    /// Serial port; nil where the peer's file or the options name one.
    package var device: String?
    /// Bits a second between host and modem.
    package var speed: Int?
    package var flowControl: FlowControl?
    /// A file in chat(8)'s language that makes the call.
    package var chatScript: String?
    /// Further words for pppd.
    package var options: [String]

    package init(
        program: String = "pppd", peer: String? = nil, device: String? = nil, speed: Int? = nil,
        flowControl: FlowControl? = nil, chatScript: String? = nil, options: [String] = []
    ) {
        self.program = program
        self.peer = peer
        self.device = device
        self.speed = speed
        self.flowControl = flowControl
        self.chatScript = chatScript
        self.options = options
    }

    /// The words of pppd's command line. What the line of a mailer needs stands last, so that it holds whatever the
    /// peer's file says: one call a process, nothing in the background, the log to standard error, and the host's
    /// default route left alone.
    ///
    /// - Parameter connect: the shell command that makes the call.
    package func arguments(connect: String?) -> [String] {
        var words = [program]
        if let peer { words += ["call", peer] }
        if let device { words.append(device) }
        if let speed { words.append("\(speed)") }
        switch flowControl {
        case .hardware: words.append("crtscts")
        case .software: words.append("xonxoff")
        case FlowControl.none?: words.append("nocrtscts")
        case nil: break
        }
        if let connect { words += ["connect", connect] }
        return words + options + ["nodetach", "nopersist", "nodefaultroute", "logfd", "2"]
    }
}

/// How the two ends of a serial cable keep each other from sending too much.
package enum FlowControl: String, Hashable, Sendable, CaseIterable {
    /// RTS and CTS.
    case hardware
    /// XON and XOFF in the stream.
    case software
    case none
}
