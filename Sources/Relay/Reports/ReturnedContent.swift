import Message

/// The part of the subject that goes back with its report (RFC 3462 2): all of it when it is short and the originator
/// does not mind, otherwise its header.
struct ReturnedContent {
    let octets: [UInt8]
    let isWhole: Bool

    init(_ subject: ReportSubject) {
        let isShort = subject.isWhole && subject.beginning.count <= NonDeliveryReport.longestBeginning
        if isShort && subject.envelope.dsnReturn != .headers {
            octets = subject.beginning
            isWhole = true
        } else {
            octets = Self.header(subject.beginning.prefix(NonDeliveryReport.longestBeginning))
            isWhole = false
        }
    }

    var isASCII: Bool { octets.allSatisfy { $0 < 0x80 } }

    func contentType(global: Bool) -> String {
        if isWhole { return global ? "message/global" : "message/rfc822" }
        return global ? "message/global-headers" : "text/rfc822-headers"
    }

    /// Up to the empty line; without one, up to the last whole line.
    private static func header(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var lineStart = octets.startIndex
        var index = octets.startIndex
        while index < octets.endIndex {
            if octets[index] == 10 {
                let line = octets[lineStart..<index]
                if line.isEmpty || line.elementsEqual([13]) { return Array(octets[..<lineStart]) }
                lineStart = index + 1
            }
            index += 1
        }
        return Array(octets[..<lineStart])
    }
}
