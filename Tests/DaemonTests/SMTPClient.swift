import Foundation
import Testing

/// A plain SMTP client on a Unix socket that blocks, for tests.
final class SMTPClient {
    private let socket: Int32
    private var buffer = Data()

    init(_ path: String) throws {
        socket = unixSocket(path)
        guard socket >= 0 else { throw POSIXError(.ECONNREFUSED) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        _ = reply()
    }

    deinit { close(socket) }

    func send(_ octets: Data) {
        var rest = octets[...]
        while !rest.isEmpty {
            let n = unsafe rest.withUnsafeBytes {
                unsafe Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if n <= 0 { return }
            rest = rest.dropFirst(n)
        }
    }

    /// One reply, all its lines; empty at the end of the connection.
    func reply() -> String {
        var result = ""
        while true {
            while let end = buffer.firstIndex(of: 10) {
                let line = String(decoding: buffer[...end], as: UTF8.self)
                buffer = Data(buffer[(end + 1)...])
                result += line
                if line.count < 4 || line[line.index(line.startIndex, offsetBy: 3)] != "-" { return result }
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let n = unsafe chunk.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
            if n <= 0 { return result }
            buffer += chunk[..<n]
        }
    }

    func command(_ line: String) -> String {
        send(Data((line + "\r\n").utf8))
        return reply()
    }

    /// Submits one message; the reply to its end.
    func submit(from: String, to: [String], parameters: String = "", content: Data) -> String {
        _ = command("EHLO client.example")
        _ = command("MAIL FROM:<\(from)>" + (parameters.isEmpty ? "" : " " + parameters))
        for recipient in to {
            let answer = command("RCPT TO:<\(recipient)>")
            if !answer.hasPrefix("250") { return answer }
        }
        _ = command("DATA")
        var stuffed = Data()
        for line in content.split(separator: 10, omittingEmptySubsequences: false) {
            if line.first == UInt8(ascii: ".") { stuffed.append(UInt8(ascii: ".")) }
            stuffed += line
            stuffed.append(10)
        }
        stuffed.removeLast()
        send(stuffed + Data(".\r\n".utf8))
        return reply()
    }
}

/// A connected stream socket, or -1.
func unixSocket(_ path: String) -> Int32 {
    let fd = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let octets = Array(path.utf8CString)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { to in
        unsafe octets.withUnsafeBytes { unsafe to.copyMemory(from: $0) }
    }
    let result = unsafe withUnsafePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe connect(fd, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    if result == 0 { return fd }
    close(fd)
    return -1
}

func canConnect(_ path: String) -> Bool {
    let fd = unixSocket(path)
    if fd >= 0 { close(fd) }
    return fd >= 0
}

/// A message of about `octets` octets with a recognizable body and CRLF line ends.
func message(_ subject: String, octets: Int = 200) -> Data {
    var text = "From: ann@hq.example\r\nSubject: \(subject)\r\n\r\n"
    var n = 0
    while text.utf8.count < octets {
        text += "line \(n) of \(subject) ....................................................\r\n"
        n += 1
    }
    return Data(text.utf8)
}

/// What was delivered, without the Received fields that the way added in front.
func withoutReceived(_ content: Data) -> Data {
    var rest = content
    while rest.starts(with: Data("Received:".utf8)) {
        var lines = rest.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
        rest = Data(lines[1])
        while let first = rest.first, first == 32 || first == 9 {
            lines = rest.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
            rest = Data(lines[1])
        }
    }
    return rest
}
