import BER
import Glibc
import IO
import OSI
import P1

// What the layers cost by themselves, on one core and in memory: a line of JSON with every figure.
//
// message/s: 4 KiB messages through P1, RTSE, ACSE, Presentation, Session and transport, out and in, one after another
// in one association, a second of processor time. octet/s: the same with messages of 10 MB. Octets on the line: beyond the content, of one such
// message, in both directions. memory: of one end of an association, from the growth of the process over thousands.

func envelope(recipients: Int = 1) -> MessageTransferEnvelope {
    let domain = GlobalDomainIdentifier(country: "GB", administrationDomain: " ", privateDomain: "ACME")
    let time = UTCTime(seconds: 1_795_230_903)
    func name(_ text: String) -> ORName {
        ORName(address: ORAddress.rfc822(text, domain: domain) ?? ORAddress(domain: domain))
    }
    var result = MessageTransferEnvelope(
        messageIdentifier: MTSIdentifier(
            globalDomainIdentifier: domain, localIdentifier: "NEAR-261121011718Z-1"),
        originatorName: name("ann@near.example"),
        traceInformation: [
            TraceInformationElement(globalDomainIdentifier: domain, arrivalTime: time, routingAction: .relayed)
        ],
        perRecipientFields: (1...recipients).map { number in
            PerRecipientMessageTransferFields(
                recipientName: name("lee\(number)@far.example"), originallySpecifiedRecipientNumber: number,
                perRecipientIndicators: PerRecipientIndicators(
                    responsibility: true, originatorReport: false, originatorNonDeliveryReport: true),
                extensions: [])
        })
    result.extensions.append(
        .internalTraceInformation([
            InternalTraceInformationElement(
                globalDomainIdentifier: domain, mtaName: "NEAR", arrivalTime: time, routingAction: .relayed)
        ]))
    return result
}

func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: 32 + $0 % 90) } }

/// As a connector over TCP has it by default.
let configuration = {
    var result = AssociationConfiguration()
    result.checkpointSize = 80
    return result
}()

func failed(_ why: String) -> Never {
    print("{\"failed\": \"\(why)\"}")
    fatalError(why)
}

/// Messages a second, and octets on the line beyond each message's content.
func rate(messages: Int, octets: Int) -> (perSecond: Double, overhead: Int) {
    var pair = Pair(configuration)
    pair.open()
    if !pair.isOpen { failed("the association did not open") }
    let (envelope, content) = (envelope(), content(octets))
    let opened = pair.octetsOnLine
    var good = 0
    let start = processorSeconds()
    for _ in 0..<messages where pair.transfer(envelope, content) { good += 1 }
    let seconds = processorSeconds() - start
    if good != messages || pair.contentReceived != messages * octets || pair.envelopesReceived != messages {
        failed("\(good) of \(messages) messages came through")
    }
    return (Double(messages) / seconds, (pair.octetsOnLine - opened) / messages - octets)
}

/// Octets of memory that one end of an association takes, half a pair's.
func memory(pairs count: Int, _ prepare: (inout Pair) -> Void) -> Int {
    let before = residentOctets()
    var pairs: [Pair] = []
    pairs.reserveCapacity(count)
    for _ in 0..<count {
        var pair = Pair(configuration)
        pair.open()
        prepare(&pair)
        pairs.append(pair)
    }
    let after = residentOctets()
    if !pairs.allSatisfy(\.isOpen) { failed("an association did not open") }
    return max(0, after - before) / (2 * count)
}

func residentOctets() -> Int {
    guard let octets = try? Files.readAll("/proc/self/statm") else { failed("no /proc") }
    let words = String(decoding: octets, as: UTF8.self).split(separator: " ")
    return (words.count > 1 ? Int(words[1]) ?? 0 : 0) * 4096
}

/// Of this process; unlike the wall's clock it does not count what others do on the machine.
func processorSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

// Memory first, while the process is small.
let idle = memory(pairs: 2000) { _ in }
let transferring = memory(pairs: 200) { $0.holdMost(10_000_000) }
_ = rate(messages: 2000, octets: 4096)
let small = (0..<5).map { _ in rate(messages: 20_000, octets: 4096) }
let big = (0..<5).map { _ in rate(messages: 20, octets: 10_000_000) }
print(
    """
    {"messages a second": \(Int(median(small.map(\.perSecond)))), \
    "octets a second": \(Int(median(big.map(\.perSecond)) * 10_000_000)), \
    "octets beyond 4 KiB": \(small[0].overhead), "octets beyond 10 MB": \(big[0].overhead), \
    "idle association": \(idle), "transferring association": \(transferring)}
    """)
