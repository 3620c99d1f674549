import OSI
import P1

/// The kinds of PDU of all layers, by the standards' names. A PDU that a layer learns to send has no place in the
/// switches below until it is named here; then docs/wire.md must have it, and an analyser must have seen it.
enum PDUKind: String, CaseIterable {
    // Transport (X.224, class 0)
    case cr = "CR"
    case cc = "CC"
    case dr = "DR"
    case dt = "DT TPDU"
    case er = "ER TPDU"

    // Session (X.225)
    case cn = "CN"
    case oa = "OA"
    case cdo = "CDO"
    case ac = "AC"
    case rf = "RF"
    case fn = "FN"
    case dn = "DN"
    case ab = "AB"
    case aa = "AA"
    case gt = "GT"
    case pt = "PT"
    case gtc = "GTC"
    case gta = "GTA"
    case dataTransfer = "DT"
    case mip = "MIP"
    case mia = "MIA"
    case ae = "AE"
    case aea = "AEA"
    case `as` = "AS"
    case ar = "AR"
    case ai = "AI"
    case aia = "AIA"
    case ad = "AD"
    case ada = "ADA"
    case exceptionReport = "ER"
    case ed = "ED"

    // Presentation (X.226)
    case cp = "CP"
    case cpa = "CPA"
    case cpr = "CPR"
    case aru = "ARU"
    case arp = "ARP"

    // Association control (X.227)
    case aarq = "AARQ"
    case aare = "AARE"
    case rlrq = "RLRQ"
    case rlre = "RLRE"
    case abrt = "ABRT"

    // Reliable transfer (X.228)
    case rtorq = "RTORQ"
    case rtoac = "RTOAC"
    case rtorj = "RTORJ"
    case rttp = "RTTP"
    case rttr = "RTTR"
    case rtab = "RTAB"

    // Message transfer (X.411, X.419)
    case bindArgument = "MTABindArgument"
    case bindResult = "MTABindResult"
    case bindError = "MTABindError"
    case message = "Message"
    case report = "Report"
    case probe = "Probe"
}

extension PDUKind {
    init(_ tpdu: TPDU) {
        self =
            switch tpdu {
            case .cr: .cr
            case .cc: .cc
            case .dr: .dr
            case .dt: .dt
            case .er: .er
            }
    }

    init(_ spdu: SPDU) {
        self =
            switch spdu {
            case .cn: .cn
            case .oa: .oa
            case .cdo: .cdo
            case .ac: .ac
            case .rf: .rf
            case .fn: .fn
            case .dn: .dn
            case .ab: .ab
            case .aa: .aa
            case .gt: .gt
            case .pt: .pt
            case .gtc: .gtc
            case .gta: .gta
            case .dt: .dataTransfer
            case .mip: .mip
            case .mia: .mia
            case .ae: .ae
            case .aea: .aea
            case .as: .as
            case .ar: .ar
            case .ai: .ai
            case .aia: .aia
            case .ad: .ad
            case .ada: .ada
            case .er: .exceptionReport
            case .ed: .ed
            }
    }

    init(_ ppdu: AbortPPDU) {
        self =
            switch ppdu {
            case .user: .aru
            case .provider: .arp
            }
    }

    init(_ apdu: ACSEAPDU) {
        self =
            switch apdu {
            case .aarq: .aarq
            case .aare: .aare
            case .rlrq: .rlrq
            case .rlre: .rlre
            case .abrt: .abrt
            }
    }

    init(_ apdu: RTSEAPDU) {
        self =
            switch apdu {
            case .rtorq: .rtorq
            case .rtoac: .rtoac
            case .rtorj: .rtorj
            case .rttp: .rttp
            case .rtab: .rtab
            }
    }

    /// nil: a part of an APDU, not its beginning.
    init?(_ part: DecodedPart) {
        switch part {
        case .envelope: self = .message
        case .report: self = .report
        case .probe: self = .probe
        case .content, .returnedContent, .end: return nil
        }
    }
}
