import FuzzInput
import Serial

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe trySerial(FuzzInput(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// One end of a serial line against any other end and any owner. The first octet says which end; then steps: an octet
/// that says what happens, and where it needs them two octets of length and octets. Some come as whole frames, so that
/// what stands behind the CRC is reached.
private func trySerial(_ input: FuzzInput) {
    var input = input
    let line = SerialConnection.Line(speed: 9600, roundTrip: 100, attempts: 3)
    var end = SerialConnection(role: input.octet() & 1 == 0 ? .answerer : .caller(session: 1), line: line)
    var timer: UInt64?
    var ended = 0
    var steps = 0
    while steps < 2000, !input.isEmpty {
        steps += 1
        for action in end.handle(event(&input, timer)) {
            switch action {
            case .startTimer(let generation, _): timer = generation
            case .cancelTimer: timer = nil
            case .ended: ended += 1
            case .send(let octets): require(!octets.isEmpty, "nothing empty is sent")
            case .deliver(let octets): require(!octets.isEmpty && ended == 0, "nothing is delivered after the end")
            case .opened, .drained: break
            }
        }
        require(ended <= 1 && (ended == 1) == (end.state == .closed), "it ends once")
    }
}

private func event(_ input: inout FuzzInput, _ timer: UInt64?) -> SerialConnection.Event {
    switch input.octet() {
    case 0x80: return .start
    case 0x81: return .close
    case 0x82: return .timerFired(generation: timer ?? 0)
    case 0x83: return .write(input.piece())
    case 0x84: return .received(SerialFrame.open(version: input.octet(), session: UInt32(input.octet())).octets)
    case 0x85: return .received(SerialFrame.accept(session: UInt32(input.octet())).octets)
    case 0x86:
        let (number, expects) = (input.octet(), input.octet())
        return .received(SerialFrame.data(number: number, expects: expects, payload: input.piece()).octets)
    case 0x87: return .received(SerialFrame.ready(expects: input.octet()).octets)
    case 0x88: return .received(SerialFrame.again(expects: input.octet()).octets)
    case 0x89: return .received(SerialFrame.close.octets)
    default: return .received(input.piece())
    }
}
