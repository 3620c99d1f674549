/// Reads a path off the front of a command's argument (RFC 5321 4.1.2).
///
/// Source routes are read over (RFC 5321 appendix C); quoted local parts lose their quotes where they need none, so
/// that `"a"@x` and `a@x` are one mailbox.
package struct SMTPPathReader {
    /// Greatest length of a local part, in octets. Above RFC 5321's 64, since addresses made from X.400's are longer.
    package static let localPartLimit = 255
    /// Greatest length of a domain, in octets.
    package static let domainLimit = 255

    /// What was found: a mailbox, `<>`, or `<Postmaster>` with no domain.
    package enum Path: Equatable, Sendable {
        case null
        case mailbox(SMTPPath)
        case postmaster
    }

    private let octets: ArraySlice<UInt8>
    private var position: Int

    private init(_ octets: ArraySlice<UInt8>) {
        self.octets = octets
        position = octets.startIndex
    }

    /// The path and what follows it, which is empty or begins with a space.
    package static func read(
        _ argument: ArraySlice<UInt8>
    ) throws(SMTPSyntaxError) -> (path: Path, rest: ArraySlice<UInt8>) {
        var reader = SMTPPathReader(argument)
        let path = try reader.path()
        let rest = argument[reader.position...]
        if let first = rest.first, first != 0x20 { throw SMTPSyntaxError(.path, "text behind the path") }
        return (path, rest)
    }

    private var current: UInt8? { position < octets.endIndex ? octets[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func path() throws(SMTPSyntaxError) -> Path {
        guard take("<") else { throw SMTPSyntaxError(.path, "no < before the path") }
        if take(">") { return .null }
        if current == UInt8(ascii: "@") { try sourceRoute() }
        let localPart = try localPart()
        if current == UInt8(ascii: ">"), localPart.lowercased() == "postmaster" {
            position += 1
            return .postmaster
        }
        guard take("@") else { throw SMTPSyntaxError(.path, "no domain") }
        let domain = try domain()
        guard take(">") else { throw SMTPSyntaxError(.path, "no > after the path") }
        return .mailbox(SMTPPath(localPart: localPart, domain: domain))
    }

    private mutating func sourceRoute() throws(SMTPSyntaxError) {
        repeat {
            guard take("@") else { throw SMTPSyntaxError(.path, "source route") }
            _ = try domain()
        } while take(",")
        guard take(":") else { throw SMTPSyntaxError(.path, "source route without its colon") }
    }

    private mutating func localPart() throws(SMTPSyntaxError) -> String {
        let content = current == UInt8(ascii: "\"") ? try quotedString() : try dotString()
        if content.isEmpty { throw SMTPSyntaxError(.path, "empty local part") }
        if content.count > SMTPPathReader.localPartLimit { throw SMTPSyntaxError(.path, "local part too long") }
        if SMTPPathReader.isDotString(content) { return try utf8(content) }
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for octet in content {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(octet)
        }
        quoted.append(UInt8(ascii: "\""))
        return try utf8(quoted)
    }

    private mutating func dotString() throws(SMTPSyntaxError) -> [UInt8] {
        let start = position
        while let octet = current, SMTPPathReader.isAtom(octet) || octet == UInt8(ascii: ".") { position += 1 }
        let content = Array(octets[start..<position])
        if !SMTPPathReader.isDotString(content) { throw SMTPSyntaxError(.path, "malformed local part") }
        return content
    }

    private mutating func quotedString() throws(SMTPSyntaxError) -> [UInt8] {
        position += 1
        var content: [UInt8] = []
        while let octet = current {
            position += 1
            if octet == UInt8(ascii: "\"") { return content }
            var value = octet
            if octet == UInt8(ascii: "\\") {
                guard let next = current else { break }
                value = next
                position += 1
            }
            if value < 0x20 || value == 0x7F { throw SMTPSyntaxError(.path, "control character in the local part") }
            content.append(value)
        }
        throw SMTPSyntaxError(.path, "quote not closed")
    }

    private mutating func domain() throws(SMTPSyntaxError) -> String {
        let start = position
        if current == UInt8(ascii: "[") {
            while let octet = current, octet > 0x20, octet < 0x7F, octet != UInt8(ascii: "]") { position += 1 }
            guard take("]"), position - start > 2 else { throw SMTPSyntaxError(.path, "domain literal") }
            let literal = try utf8(Array(octets[start..<position]))
            if !DomainSyntax.isLiteral(literal) { throw SMTPSyntaxError(.path, "domain literal") }
            return literal
        }
        while let octet = current, DomainSyntax.isLabel(octet) || octet == UInt8(ascii: ".") { position += 1 }
        let content = Array(octets[start..<position])
        if content.count > SMTPPathReader.domainLimit || !DomainSyntax.isName(content) {
            throw SMTPSyntaxError(.path, "malformed domain")
        }
        return try utf8(content)
    }

    private func utf8(_ octets: [UInt8]) throws(SMTPSyntaxError) -> String {
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw SMTPSyntaxError(.path, "not UTF-8")
        }
        return text
    }

    private static let atomSpecials = Set("!#$%&'*+-/=?^_`{|}~".utf8)

    /// RFC 5321 `atext`, and any octet of UTF-8 beyond ASCII (RFC 6531 3.3).
    private static func isAtom(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
            true
        default:
            atomSpecials.contains(octet)
        }
    }

    private static func isDotString(_ octets: [UInt8]) -> Bool {
        var previousWasDot = true
        for octet in octets {
            if octet == UInt8(ascii: ".") {
                if previousWasDot { return false }
                previousWasDot = true
            } else {
                if !isAtom(octet) { return false }
                previousWasDot = false
            }
        }
        return !previousWasDot
    }
}
