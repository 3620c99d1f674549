package import Message

/// The part of the subject that goes back with its notification (RFC 6522 3): all of it when it is short and the
/// originator does not mind, otherwise its header.
package struct ReturnedContent: Sendable {
    package let octets: [UInt8]
    package let isWhole: Bool

    /// `beginning`: of the content; all of it when `isWhole`.
    package init(beginning: [UInt8], isWhole: Bool, dsnReturn: DSNReturn?) {
        let isShort = isWhole && beginning.count <= DeliveryStatusNotification.longestBeginning
        self.isWhole = isShort && dsnReturn != .headers
        octets = self.isWhole ? beginning : Self.header(beginning, limit: DeliveryStatusNotification.longestBeginning)
    }

    /// A header section that came back without its body.
    package init(header: [UInt8]) {
        octets = header
        isWhole = false
    }

    var isASCII: Bool { octets.allSatisfy { $0 < 0x80 } }

    func contentType(global: Bool) -> String {
        if isWhole { return global ? "message/global" : "message/rfc822" }
        return global ? "message/global-headers" : "text/rfc822-headers"
    }

    /// Up to the empty line; without one within `limit`, up to the last whole line.
    package static func header(_ content: [UInt8], limit: Int) -> [UInt8] {
        let octets = content.prefix(limit)
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
