package import Message
internal import SMTP

/// Where mailboxes stand: a path with `%u` for the local part, `%d` for the domain and `%%` for a percent sign.
package struct MailboxTemplate: Hashable, Sendable, CustomStringConvertible {
    private enum Part: Hashable, Sendable {
        case text(String)
        case localPart
        case domain
    }

    package let description: String
    private let parts: [Part]

    /// nil when the path is not absolute, knows no `%u`, or has another letter behind a percent sign.
    package init?(_ template: String) {
        guard template.hasPrefix("/"), !template.utf8.contains(0) else { return nil }
        var parts: [Part] = []
        var text = ""
        var letters = template.makeIterator()
        while let letter = letters.next() {
            guard letter == "%" else {
                text.append(letter)
                continue
            }
            switch letters.next() {
            case "%": text.append("%")
            case "u":
                parts += [.text(text), .localPart]
                text = ""
            case "d":
                parts += [.text(text), .domain]
                text = ""
            default: return nil
            }
        }
        parts.append(.text(text))
        guard parts.contains(.localPart) else { return nil }
        description = template
        self.parts = parts
    }

    /// The folder of a mailbox. nil when the address cannot name one: whatever it says, the path stays below the
    /// template's own folders.
    package func path(of mailbox: Mailbox) -> String? {
        let localPart = SMTPPath.unquoted(mailbox.localPart)
        guard MailboxTemplate.isSafe(localPart), MailboxTemplate.isSafe(mailbox.domain) else { return nil }
        var path = ""
        for part in parts {
            switch part {
            case .text(let text): path += text
            case .localPart: path += localPart
            case .domain: path += mailbox.domain
            }
        }
        let components = path.split(separator: "/")
        guard components.allSatisfy({ $0 != "." && $0 != ".." && $0.utf8.count <= 255 }), path.utf8.count <= 3500 else {
            return nil
        }
        return path
    }

    private static func isSafe(_ value: String) -> Bool {
        let octets = value.utf8
        return !octets.isEmpty && octets.count <= 255 && octets.first != UInt8(ascii: ".")
            && !octets.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") }
    }
}
