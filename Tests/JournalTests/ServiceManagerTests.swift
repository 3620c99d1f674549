import Glibc
import IO
import Journal
import Testing

/// Each test has a process of its own, because the service manager speaks through the environment.
@Suite("ServiceManager and SocketActivation", .timeLimit(.minutes(1)))
struct ServiceManagerTests {
    /// The service manager's end: a datagram socket with a name in the file system.
    struct Receiver: ~Copyable {
        let descriptor: FileDescriptor
        let directory: String

        init() throws {
            directory = try Files.makeTemporaryDirectory(prefix: "trunkline-notify")
            let path = "\(directory)/notify"
            let raw = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            descriptor = FileDescriptor(adopting: raw)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { p in unsafe p.copyBytes(from: path.utf8) }
            let result = unsafe withUnsafePointer(to: &address) { p in
                unsafe p.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(raw, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            #expect(result == 0)
            EnvironmentVariables.set("NOTIFY_SOCKET", to: path)
        }

        deinit { try? Files.removeTree(directory) }

        /// The lines of the next datagram.
        func next() -> [String] {
            var octets = [UInt8](repeating: 0, count: 4096)
            let n = unsafe recv(descriptor.raw, &octets, octets.count, 0)
            return String(decoding: octets.prefix(max(0, n)), as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    @Test("start, reload, stop, status and watchdog are told in the service manager's words")
    func notify() async {
        await #expect(processExitsWith: .success) {
            let receiver = try Receiver()
            #expect(ServiceManager.isListening)
            ServiceManager.ready(status: "running")
            #expect(receiver.next() == ["READY=1", "STATUS=running"])
            let before = SystemClock.monotonicMicroseconds()
            ServiceManager.reloading(status: "reading\nanew")
            let reload = receiver.next()
            #expect(reload.first == "RELOADING=1")
            #expect(reload.last == "STATUS=reading anew")
            let time = reload.compactMap { line in
                line.hasPrefix("MONOTONIC_USEC=") ? Int64(line.dropFirst(15)) : nil
            }
            #expect(time.count == 1 && time[0] >= before && time[0] <= SystemClock.monotonicMicroseconds())
            ServiceManager.stopping(status: "draining")
            #expect(receiver.next() == ["STOPPING=1", "STATUS=draining"])
            ServiceManager.status("3 messages")
            #expect(receiver.next() == ["STATUS=3 messages"])
            ServiceManager.watchdog()
            #expect(receiver.next() == ["WATCHDOG=1"])
            ServiceManager.extendTimeout(seconds: 30)
            #expect(receiver.next() == ["EXTEND_TIMEOUT_USEC=30000000"])
        }
    }

    @Test("without a service manager nothing is told and nothing fails")
    func nobody() async {
        await #expect(processExitsWith: .success) {
            EnvironmentVariables.set("NOTIFY_SOCKET", to: nil)
            EnvironmentVariables.set("WATCHDOG_USEC", to: nil)
            EnvironmentVariables.set("LISTEN_FDS", to: nil)
            #expect(!ServiceManager.isListening)
            ServiceManager.ready(status: "running")
            #expect(ServiceManager.watchdogInterval == nil)
            #expect(SocketActivation.takeSockets().isEmpty)
        }
    }

    @Test("the watchdog's interval counts only when it is meant for this process")
    func watchdogInterval() async {
        await #expect(processExitsWith: .success) {
            EnvironmentVariables.set("WATCHDOG_USEC", to: "2500000")
            EnvironmentVariables.set("WATCHDOG_PID", to: "\(ProcessInformation.pid)")
            #expect(ServiceManager.watchdogInterval == 2.5)
            EnvironmentVariables.set("WATCHDOG_PID", to: "1")
            #expect(ServiceManager.watchdogInterval == nil)
        }
    }

    @Test("sockets are taken by name, once", .enabled(if: !isInside))
    func sockets() async throws {
        let script = """
            exec 3</dev/null 4</dev/null 5</dev/null
            export LISTEN_PID=$$ LISTEN_FDS=3 LISTEN_FDNAMES=smtp:p1:smtp
            exec "$0" --testing-library swift-testing --filter ServiceManagerTests/insideSockets
            """
        let ran = try await run(
            ["/bin/bash", "-c", script, try ownProgram()], environment: [Self.marker: "1"])
        #expect(ran.status == .exited(0), "\(ran.text)\n\(ran.errors.joined(separator: "\n"))")
        #expect(ran.text.contains("inside passed"))
    }

    static let marker = "TRUNKLINE_TEST_SOCKET_ACTIVATION"
    static let isInside = EnvironmentVariables.value(marker) != nil

    @Test("inside: the sockets", .enabled(if: isInside))
    func insideSockets() {
        let taken = SocketActivation.takeSockets()
        #expect(taken.mapValues(\.count) == ["smtp": 2, "p1": 1])
        guard let descriptor = taken["p1"]?.first?.take() else { return }
        let number = descriptor.release()
        #expect(number == 4)
        #expect(SocketActivation.takeSockets().isEmpty)
        #expect(EnvironmentVariables.value("LISTEN_FDS") == nil)
        print("inside passed")
    }
}
