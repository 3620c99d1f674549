import Message

/// RFC 5321 4.4, the trace field of one hop.
enum ReceivedField {
    static func octets(client: SMTPClient, hostname: String, now: Timestamp) -> [UInt8] {
        let text =
            "Received: from \(word(client.greeting)) (\(word(client.address)))\r\n"
            + "\tby \(word(hostname)) with \(word(client.protocolName));\r\n"
            + "\t\(now.internetDate)\r\n"
        return Array(text.utf8)
    }

    /// A client says of itself what it likes; what could end the field or a comment in it does not get in.
    private static func word(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(255) {
            let isUnfit =
                scalar.value <= 0x20 || (0x7F..<0xA1).contains(scalar.value)
                || "()\\\";<>,".unicodeScalars.contains(scalar)
            result.unicodeScalars.append(isUnfit ? "?" : scalar)
        }
        return result.isEmpty ? "unknown" : result
    }
}
