import FuzzInput
import OSI

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe tryAssociation(FuzzInput(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// A whole association against a peer that sends anything, with an owner that does anything, in any order.
///
/// First octet: role and modes. Then steps: an octet that says what happens (octets of the peer as they are, in a TPKT,
/// as presentation data; a synchronization SPDU; or what the owner does), and where it needs them two octets of length
/// and octets.
private func tryAssociation(_ input: FuzzInput) {
    var input = input
    let modes = input.octet()
    var owner = Owner(role: modes & 1 == 0 ? .responder : .initiator, checkpointSize: Int(modes >> 4))
    owner.tell(.transportConnected)
    if modes & 1 == 1 {
        let contexts = ApplicationContext.allCases
        owner.tell(
            .open(
                owner.request(
                    mode: modes & 2 == 0 ? .monologue : .twoWayAlternate,
                    context: contexts[Int(modes >> 2 & 3) % contexts.count])))
    }
    var steps = 0
    while !input.isEmpty, steps < 2000 {
        steps += 1
        let step = input.octet()
        // Most steps are octets of the peer: it is there that the bad input is.
        switch step & 0xE0 {
        case 0x00: owner.tell(.octets(input.piece()))
        case 0x20: owner.tell(.octets(packet(input.piece())))
        case 0x40: owner.tell(.octets(packet(dataTransfer(step, input.piece()))))
        case 0x60: owner.tell(.octets(packet(synchronization(step, input.octet()))))
        default: owner.tell(event(step, owner))
        }
    }
    owner.tell(.transportClosed)
}

/// Octets that the layers below are content with, so that the upper ones are reached: a TSDU in its DT and TPKT.
private func packet(_ tsdu: [UInt8]) -> [UInt8] {
    let length = min(tsdu.count, 60_000) + 7
    return [3, 0, UInt8(length >> 8), UInt8(length & 0xFF), 2, 0xF0, 0x80] + tsdu.prefix(60_000)
}

/// GT and DT with a presentation value: an RTTR of its octets, or whatever they are, in any of the contexts.
private func dataTransfer(_ step: UInt8, _ octets: [UInt8]) -> [UInt8] {
    let octets = octets.prefix(40_000)
    let value = step & 0x10 == 0 ? element(0x04, Array(octets)) : Array(octets)
    let list = element(0x30, [2, 1, 1 + 2 * (step & 0x03)] + element(0xA0, value))
    return [1, 0, 1, 0] + element(0x61, list)
}

private func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
    [tag, 0x82, UInt8(contents.count >> 8), UInt8(contents.count & 0xFF)] + contents
}

/// SPDUs of activities, synchronization points and the turn, with a serial number where they have one.
private func synchronization(_ step: UInt8, _ serial: UInt8) -> [UInt8] {
    let digits = Array(String(serial).utf8)
    let parameter = [0x2A, UInt8(digits.count)] + digits
    let length = UInt8(parameter.count)
    switch step & 0x0F {
    case 0: return [1, 0, 0x2D, 5, 0x29, 3, 2, 1, serial]
    case 1: return [1, 0, 0x31, length] + parameter
    case 2: return [2, 0, 0x32, length] + parameter
    case 3: return [1, 0, 0x29, length] + parameter
    case 4: return [2, 0, 0x2A, length] + parameter
    case 5: return [1, 0, 0x1D, 12 + length, 0x21, 5 + length, 0x29, 3, 2, 1, 1] + parameter + [0x29, 3, 2, 1, serial]
    case 6: return [1, 0, 0x19, 3, 0x32, 1, serial]
    case 7: return [1, 0, 0x39, 3, 0x32, 1, serial]
    case 8: return [2, 0, 0x1A, 0]
    case 9: return [2, 0, 0x3A, 0]
    case 10: return [1, 0, 0x30, 3, 0x32, 1, serial]
    case 11: return [2, 16, 0x10, 1, 1, 0xC1, 11, 0x61, 9, 0x30, 7, 2, 1, 3, 0xA0, 2, 2, 0]
    case 12: return [0x15, 0]
    case 13: return [0x16, 0]
    case 14: return [1, 3, 0x10, 1, serial]
    default: return [1, 0, 0, 0]
    }
}

private func event(_ step: UInt8, _ owner: Owner) -> AssociationEvent {
    switch step & 0x1F {
    case 0: .transportClosed
    case 1: .timerFired(.open)
    case 2: .timerFired(.inactivity)
    case 3: .timerFired(.disconnect)
    case 4: .transfer(activityIdentifier: 1)
    case 5: .transfer(activityIdentifier: .max)
    case 6: .resume(owner.recovery, newActivityIdentifier: 2)
    case 7: .data(octets: [1, 2, 3], isLast: false)
    case 8: .data(octets: [], isLast: true)
    case 9: .interruptTransfer
    case 10: .discardTransfer
    case 11: .resumeAccepted(octets: 0)
    case 12: .resumeAccepted(octets: .max)
    case 13: .resumeRefused(.unknownActivity)
    case 14: .resumeRefused(.alreadyCompleted)
    case 15: .checkpointSecured(serial: 1)
    case 16: .checkpointSecured(serial: .max)
    case 17: .transferSecured
    case 18: .refuseTransfer(.noSpecificReason)
    case 19: .turnPlease(priority: 0)
    case 20: .turnGive
    case 21: .close
    case 22: .abort(.localSystemProblem)
    case 23: .acceptOpen(userData: [0x31, 0])
    case 24: .refuseOpen(.busy, userData: [])
    case 25: .open(owner.request(mode: .twoWayAlternate))
    case 26: .refuseTransfer(.demandDataToken)
    case 27: .turnPlease(priority: .max)
    case 28: .transportConnected
    case 29: .data(octets: [UInt8](repeating: 7, count: 20_000), isLast: false)
    case 30: .resume(owner.recovery, newActivityIdentifier: -1)
    default: .checkpointSecured(serial: -1)
    }
}

/// An owner that answers what it is asked, as a worker does.
private struct Owner {
    var association: Association
    var sent = 0
    var events = 0
    let name = SessionConnectionIdentifier(reference: "here-1", time: "261121001503Z")

    init(role: AssociationRole, checkpointSize: Int) {
        var configuration = AssociationConfiguration()
        configuration.checkpointSize = checkpointSize
        association = Association(role: role, configuration: configuration)
    }

    var recovery: ActivityRecovery { ActivityRecovery(session: name, activityIdentifier: 1, serial: 3, octets: 90_000) }

    func request(mode: DialogueMode, context: ApplicationContext = .mtsTransfer) -> OpenRequest {
        var request = OpenRequest(userData: [0x31, 0], dialogueMode: mode, sessionConnectionIdentifier: name)
        request.applicationContext = context
        return request
    }

    mutating func tell(_ event: AssociationEvent) {
        var waiting = [event]
        // An end to the conversation of the two of us; the peer's steps go on.
        while let next = waiting.popLast(), events < 20_000 {
            events += 1
            for action in association.handle(next) { waiting += answer(action) }
        }
    }

    private mutating func answer(_ action: AssociationAction) -> [AssociationEvent] {
        switch action {
        case .send(let octets):
            sent += octets.count
            return []
        case .openIndication: return [.acceptOpen(userData: [0x31, 0])]
        case .transferIndication(_, let resumed): return resumed == nil ? [] : [.resumeAccepted(octets: 0)]
        case .checkpointIndication(let serial): return [.checkpointSecured(serial: serial)]
        case .transferEndIndication: return [.transferSecured]
        case .wantData(let maximum):
            require(maximum >= 0, "what is wanted is not less than nothing")
            return [.data(octets: [UInt8](repeating: 0x2A, count: min(maximum, 8000)), isLast: sent > 20_000)]
        default: return []
        }
    }
}
