import BER

/// The association control protocol machine (X.227 annex A), kernel, for the application context of message transfer.
package enum AssociationControlProtocolMachine: Equatable, Sendable {
    /// STA0. → aareWait, associateResponse
    case unassociated
    /// STA1. AARQ sent. → associated, ended
    case aareWait
    /// STA2. AARQ indicated. → associated, ended
    case associateResponse
    /// STA5. → rlreWait, releaseResponse, ended
    case associated
    /// STA3. RLRQ sent. → ended
    case rlreWait
    /// STA4. RLRQ indicated. → ended
    case releaseResponse
    case ended

    package enum Event: Equatable, Sendable {
        case associateRequest(ExternalValue)
        /// Refuses the application context that AARQ names.
        case contextRefuse
        case associateResponse(ExternalValue)
        case associateRefuse(isTransient: Bool, ExternalValue?)
        case releaseRequest
        case releaseResponse
        case abortRequest(isByProvider: Bool, ExternalValue?)
        /// An APDU and the service that brought it.
        case apdu(PresentationPurpose, ArraySlice<UInt8>)
    }

    package enum Action: Equatable, Sendable {
        case send(PresentationPurpose, [UInt8])
        case associateIndication(ExternalValue?)
        case associateConfirm(ExternalValue?)
        case associateRefused(AARE)
        case releaseIndication
        case releaseConfirm
        case abortIndication(ABRT)
        /// We saw the error; the abort was sent.
        case protocolError(String)
        /// The peer's AARQ was refused for this reason.
        case refused(AARE.Diagnostic)
    }

    package init() { self = .unassociated }

    package mutating func handle(_ event: Event) -> Few<Action> {
        let next: Self
        let actions: Few<Action>
        switch (self, event) {
        case (.unassociated, .associateRequest(let value)):
            next = .aareWait
            let aarq = AARQ(applicationContext: Syntaxes.mtsTransfer, userInformation: value)
            actions = [.send(.connect, ACSEAPDU.aarq(aarq).encode())]
        case (.associateResponse, .associateResponse(let value)):
            next = .associated
            actions = [.send(.accept, Self.aare(.accepted, .user(0), value))]
        case (.associateResponse, .associateRefuse(let isTransient, let value)):
            next = .ended
            let result: AARE.Result = isTransient ? .rejectedTransient : .rejectedPermanent
            actions = [.send(.refuse, Self.aare(result, .user(1), value))]
        case (.associateResponse, .contextRefuse):
            next = .ended
            actions = Self.refusal(.applicationContextNotSupported)
        case (.associated, .releaseRequest):
            next = .rlreWait
            actions = [.send(.release, ACSEAPDU.rlrq(reason: 0).encode())]
        case (.releaseResponse, .releaseResponse):
            next = .ended
            actions = [.send(.releaseResponse, ACSEAPDU.rlre(reason: 0).encode())]
        case (.aareWait, .abortRequest(let isByProvider, let value)),
            (.associateResponse, .abortRequest(let isByProvider, let value)),
            (.associated, .abortRequest(let isByProvider, let value)),
            (.rlreWait, .abortRequest(let isByProvider, let value)),
            (.releaseResponse, .abortRequest(let isByProvider, let value)):
            next = .ended
            let abrt = ABRT(isByProvider: isByProvider, userInformation: value)
            actions = [.send(.abort, ACSEAPDU.abrt(abrt).encode())]
        case (.unassociated, .apdu(let purpose, let octets)), (.aareWait, .apdu(let purpose, let octets)),
            (.associateResponse, .apdu(let purpose, let octets)), (.associated, .apdu(let purpose, let octets)),
            (.rlreWait, .apdu(let purpose, let octets)), (.releaseResponse, .apdu(let purpose, let octets)):
            return receive(purpose, octets)
        case (.unassociated, .abortRequest), (.ended, _):
            next = .ended
            actions = []
        case (.unassociated, .contextRefuse), (.aareWait, .contextRefuse), (.associated, .contextRefuse),
            (.rlreWait, .contextRefuse), (.releaseResponse, .contextRefuse),
            (.unassociated, .associateResponse), (.unassociated, .associateRefuse), (.unassociated, .releaseRequest),
            (.unassociated, .releaseResponse), (.aareWait, .associateRequest), (.aareWait, .associateResponse),
            (.aareWait, .associateRefuse), (.aareWait, .releaseRequest), (.aareWait, .releaseResponse),
            (.associateResponse, .associateRequest), (.associateResponse, .releaseRequest),
            (.associateResponse, .releaseResponse), (.associated, .associateRequest),
            (.associated, .associateResponse), (.associated, .associateRefuse), (.associated, .releaseResponse),
            (.rlreWait, .associateRequest), (.rlreWait, .associateResponse), (.rlreWait, .associateRefuse),
            (.rlreWait, .releaseRequest), (.rlreWait, .releaseResponse), (.releaseResponse, .associateRequest),
            (.releaseResponse, .associateResponse), (.releaseResponse, .associateRefuse),
            (.releaseResponse, .releaseRequest):
            next = .ended
            actions = Self.failure("ACSE request out of place")
        }
        self = next
        return actions
    }

    private mutating func receive(_ purpose: PresentationPurpose, _ octets: ArraySlice<UInt8>) -> Few<Action> {
        let apdu: ACSEAPDU
        do {
            apdu = try ACSEAPDU.decode(octets)
        } catch {
            self = .ended
            return Self.failure(error.description)
        }
        let next: Self
        let actions: Few<Action>
        switch (self, purpose, apdu) {
        case (.unassociated, .connect, .aarq(let aarq)):
            if !aarq.hasVersion1 {
                next = .ended
                actions = Self.refusal(.noCommonVersion)
            } else if aarq.applicationContext != Syntaxes.mtsTransfer {
                next = .ended
                actions = Self.refusal(.applicationContextNotSupported)
            } else {
                next = .associateResponse
                actions = [.associateIndication(aarq.userInformation)]
            }
        case (.aareWait, .accept, .aare(let aare)):
            next = aare.result == .accepted ? .associated : .ended
            actions = [
                aare.result == .accepted ? .associateConfirm(aare.userInformation) : .associateRefused(aare)
            ]
        case (.aareWait, .refuse, .aare(let aare)):
            next = .ended
            actions = [.associateRefused(aare)]
        case (.associated, .release, .rlrq):
            next = .releaseResponse
            actions = [.releaseIndication]
        case (.rlreWait, .releaseResponse, .rlre):
            next = .ended
            actions = [.releaseConfirm]
        case (_, .abort, .abrt(let abrt)):
            next = .ended
            actions = [.abortIndication(abrt)]
        case (_, _, .aarq), (_, _, .aare), (_, _, .rlrq), (_, _, .rlre), (_, _, .abrt):
            next = .ended
            actions = Self.failure("ACSE APDU out of place")
        }
        self = next
        return actions
    }

    private static func aare(
        _ result: AARE.Result, _ diagnostic: AARE.Diagnostic, _ value: ExternalValue?
    ) -> [UInt8] {
        ACSEAPDU.aare(
            AARE(
                applicationContext: Syntaxes.mtsTransfer, result: result, diagnostic: diagnostic,
                userInformation: value)
        ).encode()
    }

    private static func refusal(_ diagnostic: AARE.Diagnostic) -> Few<Action> {
        [.send(.refuse, aare(.rejectedPermanent, diagnostic, nil)), .refused(diagnostic)]
    }

    private static func failure(_ why: String) -> Few<Action> {
        let abrt = ABRT(isByProvider: true, userInformation: nil)
        return [.send(.abort, ACSEAPDU.abrt(abrt).encode()), .protocolError(why)]
    }
}
