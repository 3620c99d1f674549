import Foundation

/// A caller on the P1 socket that speaks just enough of the layers to bind, octet by octet, and may stop anywhere.
final class P1Caller {
    private let socket: Int32

    /// The T-selector that is called where a call says nothing else.
    private let selector: [UInt8]
    private var isTwoWayAlternate = false

    init(_ path: String, selector: String? = nil) {
        self.selector = Array((selector ?? "").utf8)
        socket = unixSocket(path)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    var isConnected: Bool { socket >= 0 }

    func send(_ octets: [UInt8]) {
        _ = unsafe octets.withUnsafeBytes {
            unsafe Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// What comes next; empty at the end of the connection.
    func receive() -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: 4096)
        let count = unsafe octets.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
        return Array(octets.prefix(max(0, count)))
    }

    /// The daemon has closed the connection; what it still sends is passed over.
    var isClosed: Bool {
        var octets = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe octets.withUnsafeMutableBytes {
                unsafe recv(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
            }
            if count <= 0 { return count == 0 || errno != EAGAIN }
        }
    }

    /// Transport, session, presentation, ACSE and RTSE with a bind in them.
    ///
    /// - Returns: the session's answer: ACCEPT (14), REFUSE (12), ABORT (25), or nil.
    func bind(
        name: String?, password: String = "", calledTransport: [UInt8] = [], calledSession: [UInt8] = [],
        twoWayAlternate: Bool = false
    ) -> UInt8? {
        isTwoWayAlternate = twoWayAlternate
        connectTransport(called: calledTransport)
        guard receive().dropFirst(5).first == 0xD0 else { return nil }
        send(connect(name: name, password: password, called: calledSession))
        answer = receive()
        return answer.count > 7 ? answer[7] : nil
    }

    /// What came to the last bind.
    private(set) var answer: [UInt8] = []

    /// CR; the answer is still to be read.
    func connectTransport(called: [UInt8] = []) {
        let called = called.isEmpty ? self.selector : called
        let selector = called.isEmpty ? [] : [0xC2, UInt8(called.count)] + called
        let parameters: [UInt8] = [0xC0, 1, 0x0D] + selector
        let length = UInt8(6 + parameters.count)
        send([3, 0, 0, length + 5, length, 0xE0, 0, 0, 0, 1, 0] + parameters)
    }

    /// CN with everything above it, in one TPKT.
    func connect(name: String?, password: String = "", called: [UInt8] = []) -> [UInt8] {
        let credentials = element(0xA1, element(0x04, Array(password.utf8)))
        let authenticated = element(0xB0, element(0xA1, element(0x80, Array((name ?? "").utf8)) + credentials))
        return connect(name == nil ? [0xB0, 2, 5, 0] : authenticated, called: called)
    }

    private func connect(_ argument: [UInt8], called: [UInt8]) -> [UInt8] {
        let request = element(
            0xB0, [0x80, 1, 1, 0x82, 1, isTwoWayAlternate ? 1 : 0] + element(0xA3, element(0xA0, argument)))
        let external = element(0x28, [6, 2, 0x51, 1, 2, 1, 3] + element(0xA0, request))
        let associate = element(0x60, [0xA1, 6, 6, 4, 0x56, 0, 1, 6] + element(0xBE, external))
        let contexts: [[UInt8]] = [
            [2, 1, 1, 6, 4, 0x52, 1, 0, 1], [2, 1, 3, 6, 4, 0x56, 0, 2, 0x0C], [2, 1, 5, 6, 4, 0x56, 0, 2, 7],
        ]
        let list = element(0xA4, contexts.flatMap { element(0x30, $0 + [0x30, 4, 6, 2, 0x51, 1]) })
        let value = element(0x61, element(0x30, [2, 1, 1] + element(0xA0, associate)))
        let presentation = element(0x31, [0xA0, 3, 0x80, 1, 1] + element(0xA2, list + value))
        let parameters =
            [0x05, 9, 0x13, 1, 0, 0x16, 1, 2, 0x1A, 1, 0, 0x14, 2, 2, 0x49]
            + (called.isEmpty ? [] : [0x34, UInt8(called.count)] + called) + [0xC1] + length(presentation.count)
            + presentation
        let session: [UInt8] = [0x0D] + length(parameters.count) + parameters
        let total = session.count + 7
        return [3, 0, UInt8(total >> 8), UInt8(total & 0xFF), 2, 0xF0, 0x80] + session
    }

    private func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let n = contents.count
        let size: [UInt8] = n < 128 ? [UInt8(n)] : [0x82, UInt8(n >> 8), UInt8(n & 0xFF)]
        return [tag] + size + contents
    }

    private func length(_ n: Int) -> [UInt8] { n < 255 ? [UInt8(n)] : [0xFF, UInt8(n >> 8), UInt8(n & 0xFF)] }
}
