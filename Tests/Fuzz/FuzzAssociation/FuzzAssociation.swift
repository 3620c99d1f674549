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
/// First octet: role and modes. Then steps: an octet that says what happens, and where it needs them two octets of
/// length and octets.
private func tryAssociation(_ input: FuzzInput) {
    var input = input
    let modes = input.octet()
    var owner = Owner(role: modes & 1 == 0 ? .responder : .initiator, checkpointSize: Int(modes >> 4))
    owner.tell(.transportConnected)
    if modes & 1 == 1 { owner.tell(.open(owner.request(mode: modes & 2 == 0 ? .monologue : .twoWayAlternate))) }
    var steps = 0
    while !input.isEmpty, steps < 2000 {
        steps += 1
        let step = input.octet()
        // Most steps are octets of the peer: it is there that the bad input is.
        if step & 0x80 == 0 {
            owner.tell(.octets(input.piece()))
        } else {
            owner.tell(event(step, owner))
        }
    }
    owner.tell(.transportClosed)
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
    case 29: .data(octets: [UInt8](repeating: 7, count: 70_000), isLast: false)
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

    func request(mode: DialogueMode) -> OpenRequest {
        OpenRequest(userData: [0x31, 0], dialogueMode: mode, sessionConnectionIdentifier: name)
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
            return [.data(octets: [UInt8](repeating: 0x2A, count: min(maximum, 2000)), isLast: sent > 200_000)]
        default: return []
        }
    }
}
