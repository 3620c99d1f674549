/// Octets of a line → frames. What is between flags and is no frame is dropped and counted; no frame is held that is
/// longer than a frame can be.
package struct SerialFrameReader: Hashable, Sendable {
    private var body: [UInt8] = []
    private var isEscaped = false
    /// The frame is spoilt: too long, or an escape without its octet.
    private var isSpoilt = false
    /// Before the first flag everything is noise, such as a modem's words.
    private var hasBegun = false
    /// Frames that were dropped since the beginning.
    package private(set) var dropped = 0

    package init() {}

    /// The frames that these octets complete, in order.
    package mutating func read(_ octets: some Sequence<UInt8>) -> [SerialFrame] {
        var frames: [SerialFrame] = []
        for octet in octets {
            if octet == SerialFrame.flag {
                if let frame = end() { frames.append(frame) }
            } else if hasBegun, !isSpoilt {
                take(octet)
            }
        }
        return frames
    }

    private mutating func take(_ octet: UInt8) {
        if octet == SerialFrame.escape, !isEscaped {
            isEscaped = true
            return
        }
        body.append(isEscaped ? octet ^ 0x20 : octet)
        isEscaped = false
        if body.count > SerialFrame.greatestBody { isSpoilt = true }
    }

    private mutating func end() -> SerialFrame? {
        defer {
            body.removeAll(keepingCapacity: true)
            isEscaped = false
            isSpoilt = false
            hasBegun = true
        }
        if !hasBegun || (body.isEmpty && !isSpoilt && !isEscaped) { return nil }
        guard !isSpoilt, !isEscaped, let frame = SerialFrame(checked: body) else {
            dropped += 1
            return nil
        }
        return frame
    }
}
