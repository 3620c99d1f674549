package import Message

/// One `AddressSpace=` of a connector: the recipients that it can take, and at what cost.
package struct AddressSpaceConfiguration: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// `nairobi.example`, `*.nairobi.example`, `*` or `user@nairobi.example`; the domain in lower case.
        case smtp(String)
        /// Attributes that an O/R address must have, as `C=KE; A= ; P=Acme; O=N*`.
        case x400(X400Address)
    }

    package var kind: Kind
    /// 1...100; the lowest is tried first among equally specific ones.
    package var cost: Int

    package init(_ kind: Kind, cost: Int) {
        self.kind = kind
        self.cost = cost
    }

    /// One of Internet mail.
    package init(pattern: String, cost: Int) { self.init(.smtp(pattern), cost: cost) }

    /// `SMTP:pattern` or `X400:attributes`; then, where wanted, `;cost`.
    package init?(_ text: String) {
        guard text.utf8.count <= 512, let colon = text.firstIndex(of: ":") else { return nil }
        var fields = text[text.index(after: colon)...].split(separator: ";", omittingEmptySubsequences: false)
        var cost = 1
        if fields.count > 1, let last = fields.last, !last.contains("=") {
            guard let given = Int(last.filter { $0 != " " }), (1...100).contains(given) else { return nil }
            cost = given
            fields.removeLast()
        }
        switch text[..<colon].lowercased() {
        case "smtp":
            guard fields.count == 1, let pattern = Self.checked(String(fields[0])) else { return nil }
            self.init(.smtp(pattern), cost: cost)
        case "x400":
            guard let address = try? X400Address(parsing: fields.joined(separator: ";")) else { return nil }
            self.init(.x400(address), cost: cost)
        default: return nil
        }
    }

    /// Whether the mailbox is in it.
    func covers(_ mailbox: Mailbox) -> Bool {
        guard case .smtp(let pattern) = kind else { return false }
        if pattern.contains("@") { return Mailbox(pattern) == mailbox }
        if pattern.hasPrefix("*") { return mailbox.domain.hasSuffix(pattern.dropFirst()) }
        return pattern == mailbox.domain
    }

    package var description: String {
        switch kind {
        case .smtp(let pattern): "SMTP:\(pattern);\(cost)"
        case .x400(let address): "X400:\(address);\(cost)"
        }
    }

    private static func checked(_ pattern: String) -> String? {
        if pattern == "*" { return pattern }
        if let at = pattern.lastIndex(of: "@") {
            let local = pattern[..<at]
            let domain = pattern[pattern.index(after: at)...].lowercased()
            let printable = local.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
            return !local.isEmpty && printable && isDomain(domain) ? "\(local)@\(domain)" : nil
        }
        let domain = pattern.lowercased()
        let bare = domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain
        return isDomain(bare) ? domain : nil
    }

    private static func isDomain(_ text: String) -> Bool {
        !text.isEmpty
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63
                    && label.unicodeScalars.allSatisfy {
                        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_"
                    }
            }
    }
}
