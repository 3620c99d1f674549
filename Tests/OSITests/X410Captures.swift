/// What another implementation put on the wire in X.410-1984 mode, TCP payload by TCP payload: PP 6.0 on ISODE 8.3.
enum X410Captures {
    /// P1 of 1984, one message.
    static let of1984Initiator = Captures.call("pp-a2b-84").payloads(fromCaller: true)
    static let of1984Responder = Captures.call("pp-a2b-84").payloads(fromCaller: false)
    /// P1 of 1988, one message.
    static let of1988Initiator = Captures.call("pp-a2b-88x410").payloads(fromCaller: true)
    static let of1988Responder = Captures.call("pp-a2b-88x410").payloads(fromCaller: false)
}
