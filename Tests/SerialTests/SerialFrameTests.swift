import Serial
import Testing

@Suite("Frames of a serial line")
struct SerialFrameTests {
    static let frames: [SerialFrame] = [
        .open(version: 1, session: 0x117E_7D13), .accept(session: 0), .data(number: 0, expects: 255, payload: [0]),
        .data(number: 0x7E, expects: 0x7D, payload: Array(0...255)),
        .data(number: 1, expects: 2, payload: [UInt8](repeating: 0x7E, count: SerialFrame.greatestPayload)),
        .ready(expects: 0x11), .again(expects: 0x93), .close,
    ]

    private func read(_ octets: [UInt8]) -> [SerialFrame] {
        var reader = SerialFrameReader()
        return reader.read(octets)
    }

    @Test("Each comes out as it went in, at every split into two", arguments: frames)
    func roundTrip(frame: SerialFrame) {
        let octets = frame.octets
        for cut in 0...octets.count {
            var reader = SerialFrameReader()
            let frames = reader.read(octets[..<cut]) + reader.read(octets[cut...])
            #expect(frames == [frame] && reader.dropped == 0)
        }
    }

    @Test("Every prefix is no frame yet", arguments: frames)
    func prefixes(frame: SerialFrame) {
        let octets = frame.octets
        for count in 0..<octets.count { #expect(read(Array(octets[..<count])).isEmpty) }
    }

    @Test("With one octet changed to any other it is another's frame never, and the next is whole", arguments: frames)
    func changed(frame: SerialFrame) {
        let octets = frame.octets
        for index in octets.indices where index < 40 || index >= octets.count - 8 {
            for difference in 1...255 {
                var spoilt = octets
                spoilt[index] ^= UInt8(difference)
                // A spoilt flag merges the frame with the next one; the one after that is safe.
                let frames = read(spoilt + SerialFrame.close.octets + SerialFrame.ready(expects: 9).octets)
                #expect(frames.last == .ready(expects: 9))
                #expect(frames.dropLast().allSatisfy { $0 == .close || $0 == frame })
            }
        }
    }

    @Test("With one octet missing, or one too many, it is no frame", arguments: frames)
    func lost(frame: SerialFrame) {
        let octets = frame.octets
        for index in 1..<min(octets.count - 1, 60) {
            var short = octets
            short.remove(at: index)
            #expect(read(short).isEmpty)
            var long = octets
            long.insert(0x55, at: index)
            #expect(read(long).isEmpty)
        }
    }

    @Test("Flow control's octets never stand on the line")
    func transparent() {
        for frame in Self.frames {
            #expect(
                frame.octets.dropFirst().dropLast().allSatisfy { $0 & 0x7F != 0x11 && $0 & 0x7F != 0x13 && $0 != 0x7E })
        }
    }

    @Test("A modem's words before the first flag are noise, and so is what has no end")
    func noise() {
        #expect(read(Array("CONNECT 9600\r\n".utf8) + SerialFrame.close.octets) == [.close])
        var reader = SerialFrameReader()
        _ = reader.read([SerialFrame.close.octets[0]])
        for _ in 0..<1000 { #expect(reader.read([UInt8](repeating: 0x41, count: 1000)).isEmpty) }
        #expect(reader.read(SerialFrame.close.octets) == [.close] && reader.dropped == 1)
    }

    @Test("The CRC is the one that everybody computes")
    func check() {
        // "123456789" has 0xCBF43926; a ready frame's body is two octets.
        var reader = SerialFrameReader()
        #expect(reader.read([0x7E, 0x04, 0x31] + [0xE0, 0x7F, 0x03, 0xDE] + [0x7E]).isEmpty)
        #expect(SerialFrame.ready(expects: 0x31).octets.count == 8)
    }
}
