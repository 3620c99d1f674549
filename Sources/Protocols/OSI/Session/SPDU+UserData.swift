extension SPDU {
    /// SS-user data of the SPDUs that RTSE and its neighbours put some into; empty for the others. DT's is not here.
    var userData: [UInt8] {
        get {
            switch self {
            case .cn(let connect), .ac(let connect): connect.userData
            case .rf(let refuse): refuse.userData
            case .ab(let abort): abort.userData
            case .fn(let data), .dn(let data), .cdo(let data, _), .pt(_, let data), .ed(_, let data): data
            case .oa, .aa, .gt, .gtc, .gta, .dt, .mip, .mia, .ae, .aea, .as, .ar, .ai, .aia, .ad, .ada, .er: []
            }
        }
        set {
            switch self {
            case .cn(var connect):
                connect.userData = newValue
                self = .cn(connect)
            case .ac(var accept):
                accept.userData = newValue
                self = .ac(accept)
            case .rf(var refuse):
                refuse.userData = newValue
                self = .rf(refuse)
            case .ab(var abort):
                abort.userData = newValue
                self = .ab(abort)
            case .fn: self = .fn(userData: newValue)
            case .dn: self = .dn(userData: newValue)
            case .cdo(_, let isLast): self = .cdo(userData: newValue, isLast: isLast)
            case .pt(let tokens, _): self = .pt(tokens: tokens, userData: newValue)
            case .ed(let reason, _): self = .ed(reason: reason, userData: newValue)
            case .oa, .aa, .gt, .gtc, .gta, .dt, .mip, .mia, .ae, .aea, .as, .ar, .ai, .aia, .ad, .ada, .er: break
            }
        }
    }

    /// For messages: the case without its content.
    package var name: String {
        switch self {
        case .cn: "CN"
        case .oa: "OA"
        case .cdo: "CDO"
        case .ac: "AC"
        case .rf: "RF"
        case .fn: "FN"
        case .dn: "DN"
        case .ab: "AB"
        case .aa: "AA"
        case .gt: "GT"
        case .pt: "PT"
        case .gtc: "GTC"
        case .gta: "GTA"
        case .dt: "DT"
        case .mip(let serial, _): "MIP \(serial)"
        case .mia(let serial): "MIA \(serial)"
        case .ae(let serial): "AE \(serial)"
        case .aea(let serial): "AEA \(serial)"
        case .as: "AS"
        case .ar: "AR"
        case .ai: "AI"
        case .aia: "AIA"
        case .ad: "AD"
        case .ada: "ADA"
        case .er: "ER"
        case .ed: "ED"
        }
    }
}
