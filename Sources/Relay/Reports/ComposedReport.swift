package import Message

/// A report, ready to be accepted like any message. Its reverse path is the null path.
package struct ComposedReport: Sendable {
    package var content: [UInt8]
    package var recipient: Mailbox
    package var bodyType: BodyType
    package var needsSMTPUTF8: Bool
    /// How many recipients it tells of.
    package var recipients: Int
}
