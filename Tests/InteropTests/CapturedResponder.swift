import Foundation
import Synchronization

/// A neighbour on a loopback port that answers calls with what a captured responder sent, octet for octet: each packet
/// when the caller has sent a unit as that which stood before it in the capture.
final class CapturedResponder: Sendable {
    let port: Int
    private let listener: Int32
    private let scripts: [[Answer]]
    /// What passed, call by call, and how many calls the caller has ended.
    private let state = Mutex((calls: [Recording](), ended: 0))

    private struct Answer {
        /// The caller's unit that it follows, as CN or AE.
        let question: String?
        let octets: [UInt8]
    }

    /// Call by call; the last of `calls` holds for all that follow.
    init(_ calls: [Recording]) {
        scripts = calls.map(Self.script)
        let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe bind(fd, $0, size)
                _ = unsafe getsockname(fd, $0, &size)
            }
            return Int(UInt16(bigEndian: unsafe $0.pointee.sin_port))
        }
        listen(fd, 20)
        listener = fd
        Thread.detachNewThread { [self] in accept() }
    }

    /// Takes no more calls.
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// The calls that the caller has ended, from the first on.
    var calls: [Recording] { state.withLock { Array($0.calls.prefix($0.ended)) } }

    private static func script(_ call: Recording) -> [Answer] {
        var asked = Recording()
        var script: [Answer] = []
        for packet in call.packets {
            if packet.isFromCaller {
                asked.add(isFromCaller: true, packet.octets)
            } else {
                script.append(Answer(question: lastUnit(asked), octets: packet.octets))
            }
        }
        return script
    }

    private static func lastUnit(_ asked: Recording) -> String? {
        WireUnit.units(of: asked, fromCaller: true).last?.name
    }

    /// One call after the other.
    private func accept() {
        while true {
            let fd = Foundation.accept(listener, nil, nil)
            if fd < 0 { break }
            let number = state.withLock {
                $0.calls.append(Recording())
                return $0.calls.count - 1
            }
            serve(RawLine(fd), number, scripts[min(number, scripts.count - 1)])
            state.withLock { $0.ended += 1 }
        }
        Foundation.close(listener)
    }

    private func serve(_ line: RawLine, _ number: Int, _ script: [Answer]) {
        var rest = script[...]
        var asked = Recording()
        while case let packet = line.packet(), !packet.isEmpty {
            note(number, isFromCaller: true, packet)
            asked.add(isFromCaller: true, packet)
            let unit = Self.lastUnit(asked)
            while let answer = rest.first, answer.question == unit {
                rest.removeFirst()
                note(number, isFromCaller: false, answer.octets)
                line.send(answer.octets)
            }
        }
    }

    private func note(_ number: Int, isFromCaller: Bool, _ octets: [UInt8]) {
        state.withLock { $0.calls[number].add(isFromCaller: isFromCaller, octets) }
    }
}
