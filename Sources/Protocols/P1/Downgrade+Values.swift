import BER

extension EncodedInformationTypes {
    /// Object identifiers under {2 6 3 4} (id-eit) are the bits of 1984; any other type is unknown there.
    func downgraded(_ losses: inout DowngradeLosses) -> EncodedInformationTypes {
        var result = self
        result.extended = []
        for type in extended {
            let arcs = type.arcs
            if arcs.count == 5, arcs.starts(with: [2, 6, 3, 4]), let bit = Int(exactly: arcs[4]), bit < 10 {
                result.builtIn[bit] = true
            } else {
                result.builtIn[0] = true
                losses.add("encoded information type \(type)")
            }
        }
        return result
    }
}

extension TraceInformationElement {
    /// 1984 does not tell of redirections and expansions.
    func downgraded(_ losses: inout DowngradeLosses) -> TraceInformationElement {
        var result = self
        result.additionalActions.convertedEncodedInformationTypes =
            additionalActions.convertedEncodedInformationTypes?.downgraded(&losses)
        if additionalActions.otherActions.rawValue != 0 { losses.add("other actions in the trace") }
        result.additionalActions.otherActions = NamedBitList()
        return result
    }
}

extension [PerDomainBilateralInformation] {
    /// 1984 has such information for administration domains alone.
    func downgraded(_ losses: inout DowngradeLosses) -> [PerDomainBilateralInformation] {
        filter { information in
            guard case .private(let country, let administrationDomain, let name) = information.domain else {
                return true
            }
            losses.add("bilateral information for C=\(country); A=\(administrationDomain); P=\(name)")
            return false
        }
    }
}

extension PerMessageIndicators {
    /// 1984 has four of them.
    func downgraded(_ losses: inout DowngradeLosses) -> PerMessageIndicators {
        if bits.rawValue >> 4 != 0 { losses.add("kind of notification, service message") }
        return PerMessageIndicators(bits: bits.prefix(4))
    }
}

extension PerRecipientIndicators {
    /// Eight bits, as 1984 has them.
    var downgraded: PerRecipientIndicators {
        var bits = NamedBitList([], count: 8)
        for bit in 0..<5 { bits[bit] = self.bits[bit] }
        return PerRecipientIndicators(bits: bits)
    }
}

extension ContentType {
    /// Types with a number go as they are, but that of 1988's interpersonal messages: no user agent of 1984 reads them,
    /// and the content would have to be rewritten.
    func downgraded() throws(DowngradeObstacle) -> ContentType {
        switch self {
        case .interpersonalMessaging1988:
            throw DowngradeObstacle(
                diagnostic: DowngradeObstacle.contentTypeNotSupported, why: "interpersonal message of 1988")
        case .builtIn: return self
        case .extended(let identifier):
            throw DowngradeObstacle(
                diagnostic: DowngradeObstacle.contentTypeNotSupported, why: "content type \(identifier)")
        case .other:
            throw DowngradeObstacle(
                diagnostic: DowngradeObstacle.contentTypeNotSupported, why: "content type of a later edition")
        }
    }
}
