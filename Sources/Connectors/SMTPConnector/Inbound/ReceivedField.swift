internal import Message
internal import SMTP

/// The trace field that this host puts before a message (RFC 5321 4.4).
enum ReceivedField {
    /// With its CRLF, folded.
    static func compose(_ transaction: SMTPTransaction, from client: SMTPClient, by hostname: String, at now: Timestamp)
        -> [UInt8]
    {
        let name = plain(transaction.clientName) ?? "unknown"
        var text = "Received: from \(name)"
        if let literal = client.literal { text += " (\(literal))" } else { text += " (local)" }
        text += "\r\n\tby \(plain(hostname) ?? "localhost") with \(transaction.protocolName);"
        text += "\r\n\t\(now.internetDate)\r\n"
        return Array(text.utf8)
    }

    /// A name where it is a domain or a literal in ASCII; anything else could be read as something else.
    private static func plain(_ name: String) -> String? {
        let octets = Array(name.utf8)
        guard octets.count <= 255, octets.allSatisfy({ $0 < 0x80 }) else { return nil }
        return DomainSyntax.isName(octets) || DomainSyntax.isLiteral(name) ? name : nil
    }
}
