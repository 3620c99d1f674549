import IO
import Links
import Serial

/// A call over a serial port: takes the port's lock, opens it, lets chat(8) dial, carries the octets in frames, and
/// hangs up by lowering DTR.
final class SerialCarrier: LineCarrier {
    var onEvent: ((LineEvent) -> Void)?

    private enum Timer { case modem, closing, ready }

    private let port: SerialPort
    private let order: LineOrder
    private let timers: TimerSet<Timer>
    private var script = ChatScript("")
    private var lock: PortLock?
    private var device: SerialDevice?
    private var chat: ChildProcess?
    private var line: StreamChannel?
    private var bridge: SerialBridge?
    /// What came over the line before the first frame: the rest of the modem's answer.
    private var heard: [UInt8] = []
    private var failure: RASCode?
    private var isHangingUp = false
    private var isOver = false

    /// Seconds for the rest of the modem's answer, which is there at once where there is one.
    private static let patience = 0.3
    /// Seconds for the last frames, before the line is put down.
    private static let closingTime = 4.0
    /// Seconds that DTR stays low. A modem may need half of one to notice.
    private static let downTime = 0.6
    /// Octets between the association and the frames, each way.
    private static let buffer: Int32 = 8192

    init(_ port: SerialPort, of order: LineOrder) {
        self.port = port
        self.order = order
        timers = TimerSet(order.executor)
    }

    private var flow: SerialDevice.Flow {
        switch port.flowControl {
        case .hardware: .hardware
        case .software: .software
        case .none: .none
        }
    }

    func start() {
        if let path = port.chatScript {
            guard let octets = try? Files.readAll(path, limit: ChatScript.greatestOctets) else {
                return fail(.noScript, path)
            }
            script = ChatScript(String(decoding: octets, as: UTF8.self))
        }
        do throws(IOError) {
            lock = try PortLock(device: port.device, directory: port.lockDirectory)
        } catch {
            return fail(.notLocked(errno: error.code), "\(error)")
        }
        do throws(IOError) {
            let device = try SerialDevice(port.device, speed: port.speed, flow: flow)
            device.setReady(true)
            self.device = consume device
        } catch {
            return fail(.notOpened(errno: error.code), "\(error)")
        }
        if let path = port.chatScript { dial(path) } else { connected(speed: nil) }
    }

    // MARK: Dialling

    /// chat says on standard error what the modem answers and what it sends; there are passwords in it, so that only
    /// what is known to be none is handed on.
    private func dial(_ path: String) {
        do throws(IOError) {
            let arguments = [port.chatProgram, "-V", "-s", "-f", path]
            guard
                let chat = try device?.spawn(arguments, environment: order.environment, executor: order.executor)
            else { return }
            self.chat = chat
            for command in script.dialCommands { onEvent?(.output("the modem is told \(command)")) }
            var speed: Int?
            chat.onErrorLine = { line in
                speed = ConnectSpeed.read(line) ?? speed
                if line.hasPrefix("Failed") || line.hasPrefix("alarm") { self.onEvent?(.output("chat: \(line)")) }
            }
            chat.onExit = { status in self.chatEnded(status, speed) }
        } catch {
            fail(LineFailure.notStarted(errno: error.code).code, "\(error)")
        }
    }

    private func chatEnded(_ status: ExitStatus, _ speed: Int?) {
        chat?.channel.close()
        chat = nil
        if isOver { return }
        if isHangingUp { return putDown() }
        switch status {
        case .exited(let status):
            if let code = script.code(status: Int(status)) { return fail(code) }
            connected(speed: speed)
        case .signalled: fail(RASCode(681))
        }
    }

    // MARK: The line

    private func connected(speed: Int?) {
        do throws(IOError) {
            if port.chatScript != nil { try device?.watchCarrier(speed: port.speed, flow: flow, port.device) }
            guard let line = try device?.channel(executor: order.executor) else { return }
            self.line = line
        } catch {
            return fail(.notOpened(errno: error.code), "\(error)")
        }
        guard speed == nil, port.chatScript != nil else { return carry(speed: speed) }
        // chat may have stopped behind the word CONNECT: the number follows.
        line?.onOctets = { octets in
            self.heard += octets
            if self.heard.contains(where: { $0 == 0x0A || $0 == SerialFrame.flag }) || self.heard.count > 256 {
                self.carry(speed: self.speedHeard)
            }
        }
        line?.onClosed = { _ in self.fail(.carrierLost(isUp: false)) }
        timers.start(.modem, after: Self.patience) { self.carry(speed: self.speedHeard) }
        line?.start()
    }

    private var speedHeard: Int? {
        let text = heard.prefix { $0 != SerialFrame.flag && $0 != 0x0A }
        return ConnectSpeed.number(String(decoding: text, as: UTF8.self)[...])
    }

    private func carry(speed: Int?) {
        timers.cancel(.modem)
        guard let line, bridge == nil, !isOver else { return }
        if let speed { onEvent?(.output("the modem says CONNECT \(speed)")) }
        do throws(IOError) {
            let pair = try FileDescriptor.socketPair(buffer: Self.buffer).boxed()
            guard let near = pair.0.take(), let far = pair.1.take() else { return }
            let bridge = SerialBridge(
                line: line, user: StreamChannel(near, executor: order.executor),
                connection: SerialConnection(
                    role: .caller(session: RandomSource.octets(4).reduce(0) { $0 << 8 | UInt32($1) }),
                    line: SerialConnection.Line(speed: speed ?? port.speed, roundTrip: port.roundTrip)),
                executor: order.executor)
            self.bridge = bridge
            bridge.onEnd = { self.bridgeEnded($0) }
            bridge.start(first: heard)
            heard = []
            onEvent?(.channel(StreamChannel(far, executor: order.executor)))
        } catch {
            fail(LineFailure.notStarted(errno: error.code).code, "\(error)")
        }
    }

    private func bridgeEnded(_ end: SerialBridge.End) {
        let isUp = bridge?.isOpen ?? false
        switch end {
        case .inOrder(let byPeer): failure = failure ?? (byPeer ? SerialFailure.endedByPeer.code : .hungUpLocally)
        case .lineLost: note(.carrierLost(isUp: isUp))
        case .failed(.silent): note(.silent(isUp: isUp))
        case .failed(.begunAnew): note(.begunAnew)
        case .failed(.version): note(.otherVersion)
        }
        putDown()
    }

    private func note(_ failure: SerialFailure) { self.failure = self.failure ?? failure.code }

    // MARK: The end

    func hangUp() {
        if isHangingUp || isOver { return }
        isHangingUp = true
        failure = failure ?? .hungUpLocally
        if let chat { return chat.terminate() }
        guard let bridge else { return putDown() }
        // The association's last words go out first.
        timers.start(.closing, after: Self.closingTime) { bridge.cut() }
        bridge.finish()
    }

    private func fail(_ failure: SerialFailure, _ why: String? = nil) { fail(failure.code, why) }

    private func fail(_ code: RASCode, _ why: String? = nil) {
        if isOver { return }
        failure = failure ?? code
        if let why { onEvent?(.output(why)) }
        putDown()
    }

    /// DTR goes down, and when the modem has seen it the port and its lock are given back.
    private func putDown() {
        if isOver { return }
        timers.cancelAll()
        // A modem's last words begin no call.
        if bridge == nil { line?.close() }
        guard let unsent = device?.unsent else { return end() }
        // The last frame is still on its way.
        if unsent > 0, isHangingUp { timers.start(.closing, after: 0.2) { self.lower() } } else { lower() }
    }

    private func lower() {
        device?.discard()
        device?.setReady(false)
        timers.start(.ready, after: Self.downTime) { self.end() }
    }

    private func end() {
        if isOver { return }
        isOver = true
        timers.cancelAll()
        line?.close()
        bridge = nil
        device = nil
        lock = nil
        let tell = onEvent
        onEvent = nil
        tell?(.ended)
    }

    var code: RASCode { failure ?? .hungUpLocally }
}
