import Foundation
import P1
import Testing

/// Random values of every APDU, encoded here and decoded by the codec that Erlang's asn1ct makes from the standards'
/// modules, and the other way round. `make test-asn1 COUNT=100000` takes more of them.
@Suite("What another ASN.1 compiler makes of us", .serialized)
struct ASN1CompilerTests {
    private static let count = ProcessInfo.processInfo.environment["TRUNKLINE_ASN1_COUNT"].flatMap { Int($0) } ?? 200
    private static let portion = 200

    /// Calls `body` with the size and the seed of each portion.
    private func portions(_ body: (Int, UInt64) async throws -> Bool) async throws {
        let seed = UInt64.random(in: 0...(.max >> 1))
        for start in stride(from: 0, to: Self.count, by: Self.portion) {
            let isWell = try await body(min(Self.portion, Self.count - start), seed + UInt64(start))
            if !isWell { return }
        }
    }

    @Test("What we write it reads, and writes the same", arguments: ASN1Codec.all)
    func ours(codec: ASN1Codec) async throws {
        let compiler = try ErlangCompiler.shared.get()
        try await portions { count, seed in
            var random = RandomValues(seed: seed)
            let values = try (0..<count).map { _ in try codec.make(&random) }
            let encodings = try await compiler.encodings(of: values, type: codec.type)
            try #require(encodings.count == count, "an answer for each value")
            for (value, result) in zip(values, encodings) {
                guard let theirs = try? result.get() else {
                    Issue.record("\(codec.type), seed \(seed): \(result) of \(hexadecimal(value))")
                    return false
                }
                let isSame = !codec.isMinimal || theirs == value
                #expect(isSame, "\(codec.type), seed \(seed): \(hexadecimal(value)) became \(hexadecimal(theirs))")
                let again = try codec.again(theirs)
                #expect(again == value, "\(codec.type), seed \(seed): \(hexadecimal(value)) came back otherwise")
                if !isSame || again != value { return false }
            }
            return true
        }
    }

    @Test("What it writes we read in every form of BER, and write what it would", arguments: ASN1Codec.all)
    func theirs(codec: ASN1Codec) async throws {
        let compiler = try ErlangCompiler.shared.get()
        try await portions { count, seed in
            let values = try await compiler.values(count, type: codec.type, seed: seed)
            try #require(values.count == count, "as many values as were asked for")
            var written: [[UInt8]] = []
            for value in values {
                do {
                    written.append(try codec.again(value.sent))
                } catch {
                    Issue.record("\(codec.type), seed \(seed): \(error) in \(hexadecimal(value.sent))")
                    return false
                }
            }
            let encodings = try await compiler.encodings(of: written, type: codec.type)
            try #require(encodings.count == count, "an answer for each value")
            for (index, result) in encodings.enumerated() {
                let carried = values[index].carried
                guard let theirs = try? result.get(), theirs == carried else {
                    Issue.record(
                        """
                        \(codec.type), seed \(seed): \(hexadecimal(values[index].sent)) became \
                        \(hexadecimal(written[index])), which is \(result), not \(hexadecimal(carried))
                        """)
                    return false
                }
            }
            return true
        }
    }

    private static func sample() throws -> MessageTransferEnvelope {
        let domain = GlobalDomainIdentifier(country: "KE", administrationDomain: " ", privateDomain: "Acme")
        let name = ORName(
            address: try ORAddress(attributes: [
                ORAddressAttribute("C", "KE"), ORAddressAttribute("S", "Lee"), ORAddressAttribute("G", "Ann"),
                ORAddressAttribute("O", "Acme"), ORAddressAttribute("CN", "Zoë"),
            ]))
        return MessageTransferEnvelope(
            messageIdentifier: MTSIdentifier(globalDomainIdentifier: domain, localIdentifier: "HQ-1"),
            originatorName: name, contentType: .interpersonalMessaging1988, contentIdentifier: "seven",
            priority: .urgent, deferredDeliveryTime: UTCTime(seconds: 1_795_220_163),
            traceInformation: [
                TraceInformationElement(globalDomainIdentifier: domain, arrivalTime: UTCTime(seconds: 1_795_220_103))
            ], extensions: [.contentCorrelator(Array("corr".utf8))],
            perRecipientFields: [
                PerRecipientMessageTransferFields(
                    recipientName: name, originallySpecifiedRecipientNumber: 1,
                    perRecipientIndicators: PerRecipientIndicators(bits: NamedBitList([0, 2, 4], count: 9)))
            ])
    }

    @Test("It reads each field as what was meant")
    func fields() async throws {
        let compiler = try ErlangCompiler.shared.get()
        let header = MessageTransferAPDU.header(
            envelope: try Self.sample(), contentLength: 2, contextIdentifier: nil)
        let text = try await compiler.text(of: header + Array("hi".utf8), type: "P1.MessageAPDU")
        for field in [
            "content => <<\"hi\">>", "'local-identifier' => \"HQ-1\"", "priority => urgent",
            "'iso-3166-alpha2-code',\"KE\"", "'administration-domain-name' => {printable,\" \"}",
            "surname => \"Lee\"", "'given-name' => \"Ann\"", "'organization-name' => \"Acme\"",
            "'content-type' => {'built-in',22}", "'content-identifier' => \"seven\"",
            "'per-recipient-indicators' => <<168,0:1>>", "'deferred-delivery-time' => \"261121001603Z\"",
            "type => {'standard-extension',23}", "'extension-attribute-type' => 2",
        ] {
            #expect(text.contains(field), "\(field) in \(text)")
        }
    }

    @Test("It does see a fault: a wrong tag, a missing element, an extension that is not of its type")
    func plantedFaults() async throws {
        let compiler = try ErlangCompiler.shared.get()
        var envelope = try Self.sample()
        envelope.extensions = [ExtensionField(.latestDeliveryTime, [0x05, 0x00])]
        let wrongExtension = MessageTransferAPDU.header(envelope: envelope, contentLength: 0, contextIdentifier: nil)
        envelope.extensions = []
        let right = MessageTransferAPDU.header(envelope: envelope, contentLength: 0, contextIdentifier: nil)
        let wrongTag = Array(right.split(separator: [0x4A, 5], maxSplits: 1).joined(separator: [0x5A, 5]))
        let results = try await compiler.encodings(
            of: [right, wrongTag, Array(right.dropLast(2)), wrongExtension], type: "P1.MessageAPDU")
        #expect(results.map { (try? $0.get()) != nil } == [true, false, false, false])
    }

    private func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
