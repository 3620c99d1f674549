import BER

/// RTSE on the presentation layer, without ACSE in between.
extension Association {
    mutating func deliverX410(_ purpose: PresentationPurpose, _ octets: ArraySlice<UInt8>) {
        switch purpose {
        case .connect: x410ConnectIndicated(octets)
        case .accept: received { () throws(BERError) in .associateConfirm(try RTOAC(components: octets)) }
        case .refuse:
            let rtorj = (try? RTORJ(components: octets)) ?? RTORJ()
            indicate(.associateRefused(rtorj))
        case .data: indicate(.data(octets))
        case .tokenPlease:
            received(reflecting: [false, true]) { () throws(BERError) in
                .turnPlease(priority: try RTSEAPDU.decodeRTTP(octets))
            }
        case .release: indicate(.release)
        case .releaseResponse: indicate(.releaseConfirm)
        case .abort: indicate(.abort((try? RTAB(components: octets))?.reason))
        }
    }

    /// RTORQ says by its application protocol what is asked for; what is not permitted fails the validation, since
    /// X.410 has no better reason.
    private mutating func x410ConnectIndicated(_ octets: ArraySlice<UInt8>) {
        facts.applicationContext = .mtsTransferProtocol1984
        let rtorq: RTORQ
        do {
            rtorq = try RTORQ(components: octets)
        } catch {
            return indicate(.invalid(error.description, reflectedParameter: []))
        }
        guard let context = ApplicationContext(applicationProtocol: rtorq.applicationProtocol),
            configuration.permittedContexts.contains(context)
        else {
            associate(.rtorj(RTORJ(reason: .validationFailure)))
            let detail = "application protocol \(rtorq.applicationProtocol ?? 1)"
            let reason = RefuseReason.validationFailure.rawValue
            return end(.aborted(.init(source: .us, layer: .reliableTransfer, reason: reason, detail: detail)))
        }
        facts.applicationContext = context
        indicate(.associate(rtorq))
    }
}
