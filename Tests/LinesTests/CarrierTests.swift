import Foundation
import IO
import Lines
import Links
import Synchronization
import Testing

/// One call, and everything that its carrier tells.
final class Call: Sendable {
    struct Told: Sendable {
        var networks: [NetworkLine] = []
        var output: [String] = []
        var code: Int?
        var channels = 0
    }

    let executor = QueueExecutor(label: "test")
    private let told = Mutex(Told())
    private let carrier: Carrier

    /// Touched on the executor's queue alone.
    private final class Carrier: @unchecked Sendable {
        let it: any LineCarrier
        init(_ it: any LineCarrier) { self.it = it }
    }

    init(_ medium: LineMedium, environment: [String: String] = [:]) {
        var all = EnvironmentVariables.all
        all.merge(environment) { $1 }
        carrier = Carrier(LineOrder(medium: medium, environment: all, executor: executor).carrier())
        let carrier = self.carrier
        executor.post {
            carrier.it.onEvent = { self.heard($0) }
            carrier.it.start()
        }
    }

    private func heard(_ event: LineEvent) {
        let code = carrier.it.code.number
        told.withLock { told in
            switch event {
            case .channel(let channel):
                told.channels += 1
                channel.start()
            case .network(let line): told.networks.append(line)
            case .output(let text): told.output.append(text)
            case .ended: told.code = code
            }
        }
    }

    var now: Told { told.withLock { $0 } }
    func hangUp() { executor.post { self.carrier.it.hangUp() } }
}

/// Waits for a condition, at most so many seconds.
func wait(_ seconds: Double = 10, until condition: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while !condition() {
        if Date() > end { return false }
        usleep(10_000)
    }
    return true
}

@Suite("Carriers") struct CarrierTests {
    @Test("A program that is the line: its octets, its words, its end")
    func command() {
        let call = Call(.command(["/bin/sh", "-c", "echo calling >&2; read x; exit 75"]))
        #expect(wait { call.now.output == ["calling"] })
        #expect(call.now.channels == 1)
        call.hangUp()
        #expect(wait { call.now.code != nil })
    }

    @Test("A program that is not there is a fault of the entry, told at once")
    func absent() {
        let call = Call(.command(["/nonexistent/dialler"]))
        #expect(wait { call.now.code == 608 })
        #expect(Call(.networkCommand(["/etc/passwd"], interface: nil)).ends(665))
    }

    @Test("Exit statuses before the line is up", arguments: [(75, 676), (77, 691), (78, 605), (0, 629), (9, 651)])
    func statuses(status: Int, code: Int) {
        #expect(Call(.command(["/bin/sh", "-c", "exit \(status)"])).ends(code))
        #expect(Call(.networkCommand(["/bin/sh", "-c", "exit \(status)"], interface: nil)).ends(code))
    }

    @Test("A program says that its network is up, with addresses, and is ended by a hang-up")
    func network() {
        let call = Call(
            .networkCommand(["/bin/sh", "-c", "echo up tun7 10.1.0.1 10.1.0.2; exec sleep 60"], interface: nil))
        #expect(wait { !call.now.networks.isEmpty })
        #expect(call.now.networks == [NetworkLine(interface: "tun7", local: "10.1.0.1", peer: "10.1.0.2")])
        call.hangUp()
        #expect(wait { call.now.code == 668 })
    }

    @Test("Addresses that are not said are those of the interface; other words are for people")
    func lookUp() {
        let call = Call(.networkCommand(["/bin/sh", "-c", "echo hello; echo up lo; exec sleep 60"], interface: nil))
        #expect(wait { call.now.networks == [NetworkLine(interface: "lo", local: "127.0.0.1")] })
        #expect(call.now.output == ["hello"])
        call.hangUp()
        #expect(wait { call.now.code != nil })
    }

    @Test("A named interface is watched, and the program need not say anything")
    func watched() {
        let call = Call(.networkCommand(["/bin/sleep", "60"], interface: "lo"))
        #expect(wait { call.now.networks == [NetworkLine(interface: "lo", local: "127.0.0.1")] })
        call.hangUp()
        #expect(wait { call.now.code != nil })
    }

    @Test("An interface that does not come keeps nobody from hanging up")
    func never() {
        let call = Call(.networkCommand(["/bin/sleep", "60"], interface: "nope0"))
        #expect(wait { call.now.code == nil })
        call.hangUp()
        #expect(wait { call.now.code == 681 })
        #expect(call.now.networks.isEmpty)
    }

    @Test("Without a system bus a unit's call fails with a word on why", arguments: ["unix:path=/nonexistent/bus"])
    func noBus(address: String) throws {
        EnvironmentVariables.set("DBUS_SYSTEM_BUS_ADDRESS", to: address)
        let call = Call(.unit("satphone.service", interface: "sat0"))
        #expect(wait { call.now.code == 711 })
        #expect(call.now.output.contains { $0.contains("satphone.service") && $0.contains("system bus") })
    }
}

extension Call {
    /// Whether it ends by itself, and with this code.
    func ends(_ code: Int) -> Bool { wait { now.code != nil } && now.code == code }
}

/// pppd, by programs that behave as it does; Tests/PPP has the real one.
@Suite("pppd") struct PPPCarrierTests {
    private static func pppd(_ script: String) throws -> LineMedium {
        let path = NSTemporaryDirectory() + "pppd-\(UUID().uuidString)"
        try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return .ppp(PPPLink(program: path, peer: "sat"))
    }

    @Test("The link is up when pppd's log says so, and its interface and addresses are those of the log")
    func up() throws {
        let call = Call(
            try Self.pppd(
                """
                trap 'echo Terminating on signal 15 >&2; exit 5' TERM
                echo "Using interface ppp4" >&2
                echo "local  IP address 10.2.0.1" >&2
                echo "remote IP address 10.2.0.2" >&2
                while :; do sleep 0.1; done
                """))
        #expect(wait { call.now.networks == [NetworkLine(interface: "ppp4", local: "10.2.0.1", peer: "10.2.0.2")] })
        #expect(call.now.output.count == 3)
        call.hangUp()
        #expect(wait { call.now.code == 631 })
    }

    @Test("A refused password is one, although pppd ends as if the modem had hung up")
    func password() throws {
        #expect(Call(try Self.pppd("echo 'CHAP authentication failed' >&2; exit 16")).ends(691))
    }

    @Test("pppd that is absent, not permitted, or crashes")
    func badPrograms() throws {
        #expect(Call(.ppp(PPPLink(program: "/nonexistent/pppd", peer: "x"))).ends(608))
        #expect(Call(.ppp(PPPLink(program: "/etc/passwd", peer: "x"))).ends(665))
        #expect(Call(try Self.pppd("exit 3")).ends(665))
        #expect(Call(try Self.pppd("kill -SEGV $$")).ends(681))
    }

    @Test("A chat script that cannot be read is said so before anything is dialled")
    func noScript() {
        #expect(Call(.ppp(PPPLink(program: "/bin/true", device: "/dev/x", chatScript: "/nonexistent"))).ends(657))
    }
}
