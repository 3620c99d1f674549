/// How long an LMTP server may take (RFC 5321 4.5.3.2).
package struct LMTPClientLimits: Hashable, Sendable {
    package var replySeconds = 60
    package var contentSeconds = 180
    package var deliverySeconds = 600

    package init() {}
}
