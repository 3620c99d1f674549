import IO
import Message
import OSI
import P1

extension P1SessionConfiguration {
    /// What is asked of a neighbour that is called.
    func openRequest(called: ProtocolSelectors, calling: ProtocolSelectors) -> OpenRequest {
        let bind = MTABindArgument.authenticated(ourParty(in: applicationContext))
        var request = OpenRequest(
            userData: bind.encode(applicationContext.bindForm),
            dialogueMode: twoWayAlternate ? .twoWayAlternate : .monologue, called: called, calling: calling,
            sessionConnectionIdentifier: newConnectionIdentifier)
        request.applicationContext = applicationContext
        return request
    }

    private var newConnectionIdentifier: SessionConnectionIdentifier {
        let random = RandomSource.octets(6).map { String($0, radix: 36) }.joined()
        let time = Timestamp(microseconds: SystemClock.utcMicroseconds()).compactDate + "Z"
        return SessionConnectionIdentifier(reference: "\(localName)-\(random)", time: time)
    }
}
