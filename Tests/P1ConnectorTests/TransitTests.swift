import Acceptance
import BER
import Message
import P1
import P1Connector
import Testing

@Suite("Messages between X.400 neighbours")
struct TransitTests {
    private static func submission(_ envelope: MessageTransferEnvelope, _ content: String = "\u{A0}\u{80}")
        -> Submission
    {
        EnvelopeMapping.submission(of: envelope, beginning: Array(content.utf8), from: Gate.origin)
    }

    @Test("of what another connector had tried before, our element says rerouted, in both traces; none is added for it")
    func rerouted() throws {
        let submission = Self.submission(Gate.message([Gate.recipient(1, Gate.user("bob"))]))
        var envelope = try Gate.envelope(submission, numbers: [1])
        let relayed = try EnvelopeMapping.transferEnvelope(of: envelope, domain: Gate.domain)
        let last = try #require(envelope.trace.indices.last)
        envelope.trace[last].rerouted = true
        let sent = try EnvelopeMapping.transferEnvelope(of: envelope, domain: Gate.domain)
        #expect(sent.traceInformation.count == relayed.traceInformation.count)
        #expect(sent.traceInformation.map(\.routingAction) == [.relayed, .rerouted])
        let again = Self.submission(sent)
        guard case .p1(let neighbour) = again.source else {
            Issue.record("no neighbour's")
            return
        }
        #expect(neighbour.trace.last?.rerouted == true && neighbour.trace.first?.rerouted == false)
    }

    @Test("a message goes on with all that it came with, our trace, and the next MTA's recipients")
    func everythingIsKept() throws {
        var sent = Gate.message([
            Gate.recipient(1, Gate.user("bob")), Gate.recipient(2, Gate.user("carl"), responsibility: false),
            Gate.recipient(3, try Gate.mailbox("dora@ship.example")), Gate.recipient(4, Gate.user("eve")),
        ])
        sent.perRecipientFields[0].explicitConversion = 8
        sent.perRecipientFields[0].extensions = [
            ExtensionField(type: .private([1, 3, 99]), value: [0x04, 1, 7]),
            ExtensionField(.messageToken, [0x30, 0]),
        ]
        sent.originalEncodedInformationTypes = .ia5Text
        sent.contentIdentifier = "our ref 7"
        sent.priority = .urgent
        sent.perMessageIndicators = PerMessageIndicators(bits: NamedBitList([1, 3, 7]))
        sent.deferredDeliveryTime = UTCTime("2701010000+0100")
        sent.perDomainBilateralInformation = [
            PerDomainBilateralInformation(
                domain: .administration(country: "GB", name: "GOLD 400"), information: [0x04, 1, 5])
        ]
        sent.traceInformation[0].additionalActions.otherActions = NamedBitList([0])
        sent.extensions = [
            .contentCorrelator([1, 2, 3]), ExtensionField(type: .standard(99), value: [0x02, 1, 9]),
            .redirectionHistory([
                Redirection(
                    intendedRecipientName: Gate.user("old"), redirectionTime: UTCTime(seconds: 1_799_999_500),
                    redirectionReason: 2)
            ]),
        ]
        let submission = Self.submission(sent)
        #expect(submission.recipients.map(\.number) == [1, 3, 4], "not the one for whom another MTA answers")
        let passed = try EnvelopeMapping.transferEnvelope(
            of: Gate.envelope(submission, numbers: [1, 4]), domain: Gate.domain)

        var expected = sent
        expected.perRecipientFields[2].perRecipientIndicators.responsibility = false
        let ours = GlobalDomainIdentifier(country: "XX", administrationDomain: " ", privateDomain: "TEST")
        let arrival = UTCTime(seconds: Gate.now.seconds)
        expected.traceInformation.append(
            TraceInformationElement(globalDomainIdentifier: ours, arrivalTime: arrival))
        expected.extensions.append(
            .internalTraceInformation([
                InternalTraceInformationElement(globalDomainIdentifier: ours, mtaName: "HQ", arrivalTime: arrival)
            ]))
        #expect(passed == expected)
    }

    @Test("each time that it comes from an MTA of our domain that names none, the domain's trace grows by one")
    func unnamedWithinTheDomain() throws {
        let ours = GlobalDomainIdentifier(country: "XX", administrationDomain: " ", privateDomain: "TEST")
        let time = UTCTime(seconds: 1_799_999_900)
        var sent = Gate.message([Gate.recipient(1, Gate.user("bob"))])
        sent.traceInformation = [TraceInformationElement(globalDomainIdentifier: ours, arrivalTime: time)]
        for round in 1...4 {
            // Over P1 of 1984, then over that of 1988.
            sent.extensions = []
            for via in [1, 2] {
                let submission = Self.submission(sent)
                guard case .p1(let neighbour) = submission.source else {
                    Issue.record("not from a neighbour")
                    return
                }
                #expect(neighbour.trace.count { $0.mtaName == nil } == round)
                #expect(neighbour.trace.count { $0.mtaName != nil } == via - 1)
                sent = try EnvelopeMapping.transferEnvelope(of: Gate.envelope(submission), domain: Gate.domain)
                #expect(sent.traceInformation.count == round + 1)
            }
        }
    }

    @Test("a domain is entered once, each of its MTAs gets its element")
    func traceWithinTheDomain() throws {
        let ours = GlobalDomainIdentifier(country: "XX", administrationDomain: " ", privateDomain: "TEST")
        let time = UTCTime(seconds: 1_799_999_900)
        var sent = Gate.message([Gate.recipient(1, Gate.user("bob"))])
        sent.traceInformation.append(TraceInformationElement(globalDomainIdentifier: ours, arrivalTime: time))
        sent.extensions = [
            .internalTraceInformation([
                InternalTraceInformationElement(globalDomainIdentifier: ours, mtaName: "EDGE", arrivalTime: time)
            ])
        ]
        let submission = Self.submission(sent)
        guard case .p1(let neighbour) = submission.source else { throw Gate.NotFromNeighbour() }
        #expect(neighbour.trace.map(\.mtaName) == [nil, "EDGE"], "a domain without MTA names counts as one")
        #expect(neighbour.submitted == Timestamp(seconds: 1_799_999_000))
        let passed = try EnvelopeMapping.transferEnvelope(of: Gate.envelope(submission), domain: Gate.domain)
        #expect(passed.traceInformation == sent.traceInformation)
        #expect(try passed.extensions.internalTraceInformation().map(\.mtaName) == ["EDGE", "HQ"])
    }

    @Test("a time that cannot be trusted does not make the message old")
    func threeDigitYear() throws {
        var sent = Gate.message([Gate.recipient(1, Gate.user("bob"))])
        sent.traceInformation[0].arrivalTime = try #require(UTCTime("1261121001503Z"))
        guard case .p1(let neighbour) = Self.submission(sent).source else { throw Gate.NotFromNeighbour() }
        #expect(neighbour.submitted == Gate.now)
    }

    @Test("members of one distribution list share its number, and are told apart in every copy of the message")
    func distributionList() throws {
        let list = DLExpansion(list: Gate.user("list"), expansionTime: UTCTime(seconds: 1_799_999_500))
        func copy(_ names: [String]) -> MessageTransferEnvelope {
            var result = Gate.message(names.map { Gate.recipient(3, Gate.user($0)) })
            result.extensions = [.dlExpansionHistory([list])]
            return result
        }
        let whole = Self.submission(copy(["bob", "carl", "dora", "carl"]))
        #expect(Set(whole.recipients.map(\.number)).count == 3, "carl, named twice, is one")
        let parts = ["bob", "carl", "dora"].flatMap { Self.submission(copy([$0])).recipients }
        #expect(Set(parts.map(\.number)) == Set(whole.recipients.map(\.number)))
        #expect(whole.originatorX400Address?["S"] == "list", "the list hears of what fails")

        let carl = try #require(whole.recipients.first { $0.x400Address?["S"] == "carl" })
        let passed = try EnvelopeMapping.transferEnvelope(
            of: Gate.envelope(whole, numbers: [carl.number]), domain: Gate.domain)
        #expect(passed.perRecipientFields.map(\.originallySpecifiedRecipientNumber) == [3, 3, 3, 3])
        #expect(
            passed.perRecipientFields.map(\.perRecipientIndicators.responsibility) == [false, true, false, false])
        #expect(passed.originatorName == Gate.user("ann"))
    }

    @Test("of a long list that came in copies no member is taken for another")
    func longDistributionList() {
        let list = DLExpansion(list: Gate.user("list"), expansionTime: UTCTime(seconds: 1_799_999_500))
        var numbers: Set<Int> = []
        for member in 0..<2000 {
            var copy = Gate.message([Gate.recipient(3, Gate.user("member\(member)"))])
            copy.extensions = [.dlExpansionHistory([list])]
            numbers.formUnion(Self.submission(copy).recipients.map(\.number))
        }
        #expect(numbers.count == 2000)
    }

    @Test("an address that is no mailbox is known by its attributes, and goes on as it came")
    func foreignNames() throws {
        var address = ORAddress(domain: Gate.foreign)
        address.personalName = PersonalName(surname: "Lee", givenName: "Ann")
        address.organizationName = "Acme Ltd."
        address.organizationalUnitNames = ["Sales"]
        let name = ORName(address: address, directoryName: [0x30, 0])
        let submission = Self.submission(Gate.message([Gate.recipient(1, name)]))
        let recipient = try #require(submission.recipients.first)
        #expect(
            recipient.x400Address?.description
                == "G=Ann; S=Lee; O=Acme Ltd.; OU1=Sales; P=ACME; A=GOLD 400; C=GB")
        #expect(recipient.mailbox.domain == "x400.invalid")
        #expect(recipient.mailbox.localPart.contains("/S=Lee/O=Acme Ltd./OU=Sales/"))
        let passed = try EnvelopeMapping.transferEnvelope(of: Gate.envelope(submission), domain: Gate.domain)
        #expect(passed.perRecipientFields.map(\.recipientName) == [name])

        // Without the envelope that it came in, as for mail from elsewhere.
        var made = try Gate.envelope(submission)
        made.transferEnvelope = nil
        let remade = try EnvelopeMapping.transferEnvelope(of: made, domain: Gate.domain)
        #expect(remade.perRecipientFields.map(\.recipientName.address) == [address])
        made.recipients[0].x400Address = X400Address([X400Address.Attribute("NONSENSE", "x")])
        #expect(throws: UnmappableEnvelope.self) {
            try EnvelopeMapping.transferEnvelope(of: made, domain: Gate.domain)
        }
    }

    @Test("an unknown extension stops the message, or the recipient, only where it is critical for transfer")
    func criticalExtensions() {
        func unknown(_ bit: Int?) -> ExtensionField {
            ExtensionField(
                type: .private([1, 3, 99]), criticality: NamedBitList(bit.map { [$0] } ?? []), value: [0x05, 0])
        }
        var sent = Gate.message([Gate.recipient(1, Gate.user("bob")), Gate.recipient(2, Gate.user("carl"))])
        sent.extensions = [unknown(nil), unknown(0), unknown(2)]
        #expect(Self.submission(sent).unsupportedCriticalFunction == nil)
        #expect(Self.submission(sent).unsupportedForDelivery.keys.sorted() == [1, 2], "critical for delivery")
        sent.extensions.append(unknown(1))
        #expect(Self.submission(sent).unsupportedCriticalFunction == "extension 1.3.99")
        sent.extensions = []
        sent.perRecipientFields[1].extensions = [unknown(1)]
        let submission = Self.submission(sent)
        #expect(submission.unsupportedCriticalFunction == nil)
        #expect(submission.failures.mapValues(\.diagnostic) == [2: .unsupportedCriticalFunction])
        #expect(submission.unsupportedForDelivery.isEmpty)
    }

    @Test("what is critical for delivery is told for each recipient whom it concerns, and stops nobody else's")
    func criticalForDelivery() {
        let secret = ExtensionField(
            type: .private([1, 3, 99]), criticality: NamedBitList([2]), value: [0x05, 0])
        let proof = ExtensionField(.proofOfDeliveryRequest, [0x02, 1, 1])
        let noList = ExtensionField(.dlExpansionProhibited, [0x02, 1, 1])
        #expect(proof.isCritical(for: .delivery) && noList.isCritical(for: .delivery))
        var sent = Gate.message([Gate.recipient(1, Gate.user("bob")), Gate.recipient(2, Gate.user("carl"))])
        sent.perRecipientFields[0].extensions = [noList]
        sent.perRecipientFields[1].extensions = [proof]
        #expect(Self.submission(sent).unsupportedForDelivery == [2: "extension proofOfDeliveryRequest (22)"])
        sent.extensions = [secret]
        let submission = Self.submission(sent)
        #expect(submission.unsupportedForDelivery == [1: "extension 1.3.99", 2: "extension 1.3.99"])
        #expect(submission.unsupportedCriticalFunction == nil && submission.failures.isEmpty)
    }

    @Test("content that nobody identifies is an Internet message where our extension says so or it begins like one")
    func contentTypes() throws {
        var sent = Gate.message([Gate.recipient(1, try Gate.mailbox("b@x.example"))])
        #expect(Self.submission(sent).x400ContentType == "P22")
        sent.contentType = .extended([1, 2, 840, 113_549])
        #expect(Self.submission(sent).x400ContentType == "1.2.840.113549")
        sent.contentType = .builtIn(35)
        #expect(Self.submission(sent).x400ContentType == "EDIM")
        sent.contentType = .unidentified
        for (content, type) in [
            ("Received: from x", nil), ("X-A:b", nil), ("Dear Sir: hello", "unidentified"), ("", "unidentified"),
            (": x", "unidentified"), ("\u{A0}\u{3}:", "unidentified"), ("subject", "unidentified"),
        ] as [(String, String?)] {
            #expect(Self.submission(sent, content).x400ContentType == type, "\(content)")
        }
        sent.extensions = [InternetEnvelopeExtension().field]
        #expect(Self.submission(sent, "hello").x400ContentType == nil)
    }

    @Test("what the originating MTA asks for beyond its user is known of other MTAs")
    func reportRequests() throws {
        var sent = Gate.message((1...3).map { Gate.recipient($0, Gate.user("u\($0)")) })
        sent.perRecipientFields[1].perRecipientIndicators = PerRecipientIndicators(bits: NamedBitList([0, 1, 3]))
        sent.perRecipientFields[2].perRecipientIndicators = PerRecipientIndicators(bits: NamedBitList([0, 1, 2]))
        let recipients = Self.submission(sent).recipients
        #expect(recipients.map(\.mtaReportRequest) == [.nonDelivery, .report, .audited])
        #expect(recipients.map(\.notify) == [[], [.success, .failure], .never])
    }

    @Test("deferred and latest delivery are told to the gate")
    func times() {
        var sent = Gate.message([Gate.recipient(1, Gate.user("bob"))])
        sent.deferredDeliveryTime = UTCTime(seconds: 1_800_001_000)
        sent.extensions = [.latestDeliveryTime(UTCTime(seconds: 1_800_002_000))]
        let submission = Self.submission(sent)
        #expect(submission.deferredDelivery == Timestamp(seconds: 1_800_001_000))
        #expect(submission.latestDelivery == Timestamp(seconds: 1_800_002_000))
    }

    @Test("a message that was held here says until when, in our own elements of trace")
    func heldHere() throws {
        let until = UTCTime(seconds: Gate.now.seconds + 1000)
        var sent = Gate.message([Gate.recipient(1, Gate.user("bob"))])
        sent.deferredDeliveryTime = until
        var held = try Gate.envelope(Self.submission(sent))
        held.deferredDelivery = Timestamp(seconds: Gate.now.seconds + 1000)
        let passed = try EnvelopeMapping.transferEnvelope(of: held, domain: Gate.domain)
        #expect(passed.deferredDeliveryTime == until)
        #expect(passed.traceInformation.map(\.additionalActions.deferredTime) == [nil, until])
        #expect(try passed.extensions.internalTraceInformation().map(\.additionalActions.deferredTime) == [until])

        // One that never had an X.411 envelope.
        var new = held
        new.transferEnvelope = nil
        let made = try EnvelopeMapping.transferEnvelope(of: new, domain: Gate.domain)
        #expect(made.traceInformation.last?.additionalActions.deferredTime == until)
        #expect(try made.extensions.internalTraceInformation().last?.additionalActions.deferredTime == until)

        // Its time had come before it reached us.
        held.deferredDelivery = Gate.now
        let late = try EnvelopeMapping.transferEnvelope(of: held, domain: Gate.domain)
        #expect(late.traceInformation.allSatisfy { $0.additionalActions.deferredTime == nil })
        #expect(try late.extensions.internalTraceInformation().map(\.additionalActions.deferredTime) == [nil])
    }

    @Test("a probe goes on as it came")
    func probe() throws {
        var sent = ProbeTransferEnvelope(
            probeIdentifier: P1.MTSIdentifier(globalDomainIdentifier: Gate.foreign, localIdentifier: "P1"),
            originatorName: Gate.user("ann"), contentType: .interpersonalMessaging1988, contentIdentifier: "probe",
            contentLength: 70_000,
            traceInformation: [
                TraceInformationElement(
                    globalDomainIdentifier: Gate.foreign, arrivalTime: UTCTime(seconds: 1_799_999_000))
            ], extensions: [ExtensionField(type: .standard(99), value: [0x02, 1, 9])],
            perRecipientFields: [Gate.recipient(1, Gate.user("bob")), Gate.recipient(2, Gate.user("carl"))])
        let submission = EnvelopeMapping.submission(of: sent, from: Gate.origin)
        #expect(submission.kind == .probe)
        #expect(submission.probedLength == 70_000)
        let passed = try EnvelopeMapping.probeEnvelope(
            of: Gate.envelope(submission, numbers: [2]), domain: Gate.domain)
        #expect(passed.traceInformation.count == 2)
        #expect(passed.perRecipientFields.map(\.perRecipientIndicators.responsibility) == [false, true])
        sent.perRecipientFields[0].perRecipientIndicators.responsibility = false
        #expect(passed.perRecipientFields == sent.perRecipientFields)
        #expect(passed.contentLength == 70_000 && passed.contentIdentifier == "probe")
        #expect(passed.extensions.first == sent.extensions.first)
    }
}
