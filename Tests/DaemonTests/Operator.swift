import Foundation

/// Calls of the administration's interface over one connection, without a process for each.
final class Operator {
    private let socket: Int32

    init(_ site: Site) {
        socket = unixSocket(site.admin)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    /// - Returns: the reply as it came.
    @discardableResult
    func hangUp(_ connector: String) -> String {
        call("LinkHangUp", "{\"connector\":\"\(connector)\"}")
    }

    func call(_ method: String, _ parameters: String = "{}") -> String {
        let text = "{\"method\":\"dev.trunkline.Admin.\(method)\",\"parameters\":\(parameters)}\0"
        let octets = Array(text.utf8)
        _ = unsafe octets.withUnsafeBytes { unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        var reply: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while reply.last != 0 {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
            if count <= 0 { break }
            reply += chunk[..<count]
        }
        return String(decoding: reply.dropLast(), as: UTF8.self)
    }
}
