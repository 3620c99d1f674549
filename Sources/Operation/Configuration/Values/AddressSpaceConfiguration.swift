/// One `AddressSpace=` of a connector: the recipients that it can take, and at what cost.
package struct AddressSpaceConfiguration: Hashable, Sendable {
    /// `nairobi.example`, `*.nairobi.example`, `*` or `user@nairobi.example`; the domain in lower case.
    package var pattern: String
    /// 1...100; the lowest is tried first among equally specific ones.
    package var cost: Int

    package init(pattern: String, cost: Int) {
        self.pattern = pattern
        self.cost = cost
    }

    /// `SMTP:pattern` or `SMTP:pattern;cost`.
    package init?(_ text: String) {
        guard text.utf8.count <= 512, let colon = text.firstIndex(of: ":"),
            text[..<colon].lowercased() == "smtp"
        else { return nil }
        let parts = text[text.index(after: colon)...].split(separator: ";", omittingEmptySubsequences: false)
        guard let pattern = parts.first, parts.count <= 2 else { return nil }
        var cost = 1
        if parts.count == 2 {
            guard let given = Int(parts[1]), (1...100).contains(given) else { return nil }
            cost = given
        }
        guard let checked = Self.checked(String(pattern)) else { return nil }
        self.init(pattern: checked, cost: cost)
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
