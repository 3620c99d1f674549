/// A serial port and the call that is made over it. Both ends of the line put the octets into frames (`SerialFrame`).
package struct SerialPort: Hashable, Sendable {
    /// An absolute path.
    package var device: String
    /// Bits a second between host and modem.
    package var speed: Int
    package var flowControl: FlowControl
    /// A file in chat(8)'s language that makes the call; nil for a line that stands by itself.
    package var chatScript: String?
    /// The chat program, looked for in PATH where it has no slash.
    package var chatProgram: String
    /// Where programs put their lock files for ports.
    package var lockDirectory: String
    /// Milliseconds there and back, at least: how long the framing waits for an answer.
    package var roundTrip: Int

    package init(
        device: String, speed: Int = 115_200, flowControl: FlowControl = .hardware, chatScript: String? = nil,
        chatProgram: String = "chat", lockDirectory: String = "/run/lock", roundTrip: Int = 1000
    ) {
        self.device = device
        self.speed = speed
        self.flowControl = flowControl
        self.chatScript = chatScript
        self.chatProgram = chatProgram
        self.lockDirectory = lockDirectory
        self.roundTrip = roundTrip
    }
}
