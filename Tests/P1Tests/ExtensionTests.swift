import BER
import P1
import Testing

@Suite("Extensions")
struct ExtensionTests {
    private func again(_ field: ExtensionField) throws(BERError) -> ExtensionField {
        var writer = BERWriter()
        field.write(to: &writer)
        var reader = try BERReader(writer.octets[...])
        return try ExtensionField(reader.next())
    }

    @Test("What the SMTP envelope knows crosses P1, for the message and for a recipient")
    func internetExtensions() throws {
        let message = InternetEnvelopeExtension(
            envelopeID: "QQ+2D314159", dsnReturn: 1, bodyType: 1, needsSMTPUTF8: true)
        #expect(try InternetEnvelopeExtension([again(message.field)]) == message)
        let recipient = InternetRecipientExtension(notify: 2 | 8, originalRecipient: "utf-8;jürgen@x.example")
        #expect(try InternetRecipientExtension([again(recipient.field)]) == recipient)
        #expect(try InternetEnvelopeExtension([recipient.field]) == nil)
        #expect(try InternetRecipientExtension([]) == nil)
        #expect(!message.field.isCriticalForTransfer)
        #expect(!recipient.field.isCriticalForDelivery)
    }

    @Test("Defaults take no octets and come back as defaults")
    func defaults() throws {
        #expect(InternetEnvelopeExtension().isDefault)
        #expect(!InternetRecipientExtension(notify: 1).isDefault)
        #expect(InternetEnvelopeExtension().field.value == [0x30, 0])
        #expect(try InternetEnvelopeExtension([again(InternetEnvelopeExtension().field)])?.isDefault == true)
        #expect(InternetRecipientExtension().field.value == [0x30, 0])
    }

    @Test("Elements of later versions are passed over, wrong ones are an error")
    func laterVersions() throws {
        let later = ExtensionField(
            type: .private(InternetEnvelopeExtension.objectIdentifier),
            value: [0x30, 9, 0x81, 1, 0, 0x83, 1, 0xFF, 0x9E, 1, 7])
        let value = try InternetEnvelopeExtension([later])
        #expect(value == InternetEnvelopeExtension(dsnReturn: 0, needsSMTPUTF8: true))
        let wrong = ExtensionField(type: later.type, value: [0x30, 2, 0x81, 0])
        #expect(throws: BERError(.malformed)) { try InternetEnvelopeExtension([wrong]) }
    }

    @Test(
        "Texts that would break out of an SMTP command are refused",
        arguments: [
            "a b", "a\r\nQUIT", "a\u{0}", "\u{7F}", "\t",
        ])
    func brokenTexts(text: String) {
        let message = InternetEnvelopeExtension(envelopeID: text).field
        #expect(throws: BERError(.invalidValue)) { try InternetEnvelopeExtension([message]) }
        let recipient = InternetRecipientExtension(originalRecipient: text).field
        #expect(throws: BERError(.invalidValue)) { try InternetRecipientExtension([recipient]) }
        let notText = ExtensionField(type: message.type, value: [0x30, 3, 0x80, 1, 0xFF])
        #expect(throws: BERError(.invalidValue)) { try InternetEnvelopeExtension([notText]) }
    }

    @Test("The named extensions of X.411 are written and read")
    func named() throws {
        let name = ORName(address: ORAddress(domain: .hq))
        let time = UTCTime(seconds: 1_795_220_103)
        let trace = [
            InternalTraceInformationElement(
                globalDomainIdentifier: .hq, mtaName: "HQ", arrivalTime: time, routingAction: .rerouted,
                attempted: .mta("BERLIN"),
                additionalActions: AdditionalActions(
                    deferredTime: time, convertedEncodedInformationTypes: .ia5Text,
                    otherActions: NamedBitList([1]))),
            InternalTraceInformationElement(
                globalDomainIdentifier: .hq, mtaName: "HQ2", arrivalTime: time, attempted: .domain(.hq)),
        ]
        let redirections = [Redirection(intendedRecipientName: name, redirectionTime: time, redirectionReason: 3)]
        let expansions = [DLExpansion(list: name, expansionTime: time)]
        let fields = try [
            again(.latestDeliveryTime(time)), again(.contentCorrelator([1, 2])),
            again(.redirectionHistory(redirections)), again(.dlExpansionHistory(expansions)),
            again(.internalTraceInformation(trace)),
        ]
        #expect(fields.map(\.type) == [5, 23, 25, 26, 38].map { .standard($0) })
        #expect(try fields.latestDeliveryTime() == time)
        #expect(try fields.contentCorrelator() == [1, 2])
        #expect(try fields.redirectionHistory() == redirections)
        #expect(try fields.dlExpansionHistory() == expansions)
        #expect(try fields.internalTraceInformation() == trace)
        #expect(trace[0].additionalActions.dlOperation)
        #expect(!trace[0].additionalActions.redirected)
        #expect(fields[0].isCriticalForDelivery)
        #expect(try [ExtensionField]().internalTraceInformation().isEmpty)
        #expect(try [ExtensionField]().latestDeliveryTime() == nil)
    }

    @Test("Unknown ones are carried untouched, also under identifiers of 128 bits")
    func unknown() throws {
        let octets = Captures.octets(
            "301f 8314 6983 ffffffffffffffffffffffffffffffffff 7f 81020640 a203 0401ff".filter { $0 != " " })
        let fixed = [octets[0], UInt8(octets.count - 2)] + octets.dropFirst(2)
        var reader = try BERReader(fixed[...])
        let field = try ExtensionField(reader.next())
        #expect(field.isCriticalForTransfer)
        #expect(!field.isCriticalForDelivery)
        var writer = BERWriter()
        field.write(to: &writer)
        #expect(writer.octets == fixed)
    }

    @Test("A field is replaced by one of its type, or added")
    func replace() {
        var fields = [ExtensionField.contentCorrelator([1]), ExtensionField(type: .standard(7), value: [])]
        fields.replace(with: .contentCorrelator([2]))
        fields.replace(with: ExtensionField(type: .standard(8), value: []))
        #expect(fields.map(\.type) == [.standard(23), .standard(7), .standard(8)])
        #expect(fields[0] == .contentCorrelator([2]))
    }
}
