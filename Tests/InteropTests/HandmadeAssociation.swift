import BER

/// The frames of one P1 association in normal mode, put together octet by octet without the OSI layers, as a packet
/// capture of raw IP. It carries what a test wants to have judged by an analyser that is not ours.
struct HandmadeAssociation {
    static let port = 10102

    private var capture: [UInt8]
    /// Next TCP sequence numbers of caller and called.
    private var sequence: [UInt32] = [1, 1]

    init() {
        // Little-endian microsecond capture, link type 101: raw IP.
        capture =
            [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0] + [UInt8](repeating: 0, count: 8)
            + [0xFF, 0xFF, 0, 0, 101, 0, 0, 0]
    }

    /// The whole capture file.
    var octets: [UInt8] { capture }

    /// Opens the association: transport connection, CONNECT and ACCEPT.
    ///
    /// - Parameters: the APDUs of the bind, with their remote-operations tags.
    mutating func open(argument: [UInt8], result: [UInt8]) {
        tpkt([0x09, 0xE0, 0, 0, 0, 1, 0, 0xC0, 1, 0x0D], fromCaller: true)
        tpkt([0x09, 0xD0, 0, 1, 0, 2, 0, 0xC0, 1, 0x0D], fromCaller: false)
        connect(argument)
        accept(result)
    }

    /// Refuses the association with a bind error instead.
    mutating func refuse(argument: [UInt8], error: [UInt8]) {
        tpkt([0x09, 0xE0, 0, 0, 0, 1, 0, 0xC0, 1, 0x0D], fromCaller: true)
        tpkt([0x09, 0xD0, 0, 1, 0, 2, 0, 0xC0, 1, 0x0D], fromCaller: false)
        connect(argument)
        let rtorj = element(0xB2, element(0xA1, error))
        let aare = element(0x61, acse([0xA2, 3, 2, 1, 1, 0xA3, 5, 0xA1, 3, 2, 1, 1], rtorj))
        let results = element(0xA5, Self.contextResults)
        let cpr = element(0x30, results + element(0x61, pdv(1, aare)))
        session(0x0C, parameters([(0x11, [1]), (0x14, [0x02, 0x49]), (0x32, [2] + cpr)]), fromCaller: false)
    }

    /// One activity that carries `apdu`, in RTTRs of at most `size` octets, each but the last followed by a sync point.
    mutating func transfer(_ apdu: [UInt8], size: Int = 1024) {
        prefixed(0x2D, [0x29, 3, 2, 1, 1], fromCaller: true)
        var serial = 1
        var rest = apdu[...]
        while !rest.isEmpty {
            let rttr = element(0x04, Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
            data([0x01, 0, 0x01, 0] + element(0x61, pdv(3, rttr)), fromCaller: true)
            if rest.isEmpty { break }
            let digits = Array("\(serial)".utf8)
            prefixed(0x31, [0x2A, UInt8(digits.count)] + digits, fromCaller: true)
            data([0x02, 0, 0x32, UInt8(2 + digits.count), 0x2A, UInt8(digits.count)] + digits, fromCaller: false)
            serial += 1
        }
        let digits = Array("\(serial)".utf8)
        prefixed(0x29, [0x2A, UInt8(digits.count)] + digits, fromCaller: true)
        data([0x02, 0, 0x2A, UInt8(2 + digits.count), 0x2A, UInt8(digits.count)] + digits, fromCaller: false)
    }

    // MARK: Presentation and ACSE

    private static let contextResults = (0..<3).flatMap { _ in
        [0x30, 7, 0x80, 1, 0, 0x81, 2, 0x51, 1] as [UInt8]
    }

    private mutating func connect(_ argument: [UInt8]) {
        let rtorq = element(0xB0, [0x80, 1, 1, 0x82, 1, 0] + element(0xA3, element(0xA0, argument)))
        let aarq = element(0x60, acse([], rtorq))
        let contexts = [(1, [0x52, 1, 0, 1]), (3, [0x56, 0, 2, 0x0C]), (5, [0x56, 0, 2, 7])] as [(UInt8, [UInt8])]
        let list = element(
            0xA4,
            contexts.flatMap { id, name in
                element(0x30, [2, 1, id] + element(0x06, name) + [0x30, 4, 6, 2, 0x51, 1])
            })
        let cp = element(0x31, [0xA0, 3, 0x80, 1, 1] + element(0xA2, list + element(0x61, pdv(1, aarq))))
        session(
            0x0D,
            parameters([
                (0x05, [0x13, 1, 0, 0x16, 1, 2, 0x1A, 1, 0]), (0x14, [0x02, 0x49]), (0xC1, cp),
            ]), fromCaller: true)
    }

    private mutating func accept(_ result: [UInt8]) {
        let rtoac = element(0xB1, [0x80, 1, 1, 0x81, 1, 3] + element(0xA2, element(0xA0, result)))
        let aare = element(0x61, acse([0xA2, 3, 2, 1, 0, 0xA3, 5, 0xA1, 3, 2, 1, 0], rtoac))
        let results = element(0xA5, Self.contextResults)
        let cpa = element(0x31, [0xA0, 3, 0x80, 1, 1] + element(0xA2, results + element(0x61, pdv(1, aare))))
        session(
            0x0E,
            parameters([
                (0x05, [0x13, 1, 0, 0x16, 1, 2, 0x1A, 1, 0]), (0x14, [0x02, 0x49]), (0xC1, cpa),
            ]), fromCaller: false)
    }

    /// Application context, what else there is, and an RTSE APDU as user information.
    private func acse(_ other: [UInt8], _ apdu: [UInt8]) -> [UInt8] {
        let external = [6, 2, 0x51, 1, 2, 1, 3] + element(0xA0, apdu)
        return [0xA1, 6, 6, 4, 0x56, 0, 1, 6] + other + element(0xBE, element(0x28, external))
    }

    private func pdv(_ context: UInt8, _ value: [UInt8]) -> [UInt8] {
        element(0x30, [2, 1, context] + element(0xA0, value))
    }

    private func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        [tag] + BERWriter.lengthOctets(contents.count) + contents
    }

    // MARK: Session, transport, TCP, IP

    private func parameters(_ list: [(UInt8, [UInt8])]) -> [UInt8] {
        list.flatMap { code, value in [code] + sessionLength(value.count) + value }
    }

    private func sessionLength(_ count: Int) -> [UInt8] {
        count < 255 ? [UInt8(count)] : [255, UInt8(count >> 8), UInt8(count & 0xFF)]
    }

    private mutating func session(_ code: UInt8, _ parameters: [UInt8], fromCaller: Bool) {
        data([code] + sessionLength(parameters.count) + parameters, fromCaller: fromCaller)
    }

    /// A category 2 SPDU after its GIVE TOKENS.
    private mutating func prefixed(_ code: UInt8, _ parameters: [UInt8], fromCaller: Bool) {
        data([0x01, 0, code] + sessionLength(parameters.count) + parameters, fromCaller: fromCaller)
    }

    private mutating func data(_ tsdu: [UInt8], fromCaller: Bool) {
        tpkt([0x02, 0xF0, 0x80] + tsdu, fromCaller: fromCaller)
    }

    private mutating func tpkt(_ tpdu: [UInt8], fromCaller: Bool) {
        let length = tpdu.count + 4
        segment([3, 0, UInt8(length >> 8), UInt8(length & 0xFF)] + tpdu, fromCaller: fromCaller)
    }

    private mutating func segment(_ payload: [UInt8], fromCaller: Bool) {
        let me = fromCaller ? 0 : 1
        let ports: [Int] = fromCaller ? [40001, Self.port] : [Self.port, 40001]
        var tcp = ports.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        for number in [sequence[me], sequence[1 - me]] {
            tcp += [24, 16, 8, 0].map { UInt8(number >> UInt32($0) & 0xFF) }
        }
        tcp += [0x50, 0x18, 0xFF, 0xFF, 0, 0, 0, 0]
        sequence[me] += UInt32(payload.count)
        let length = 20 + tcp.count + payload.count
        let addresses: [UInt8] = fromCaller ? [192, 0, 2, 1, 192, 0, 2, 2] : [192, 0, 2, 2, 192, 0, 2, 1]
        let ip: [UInt8] = [0x45, 0, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0, 0, 0, 64, 6, 0, 0] + addresses
        let size = [0, 8, 16, 24].map { UInt8(length >> $0 & 0xFF) }
        capture += [UInt8](repeating: 0, count: 8) + size + size + ip + tcp + payload
    }
}
