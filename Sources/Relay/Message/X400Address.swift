/// An O/R address as text has it: attributes with their standard abbreviations, as `C=KE; A= ; P=Acme; S=Lee`.
///
/// The relay routes by it and shows it; the P1 room makes the wire's form of it and back. Values are kept as they were
/// written; `canonical` is what is compared.
package struct X400Address: Hashable, Sendable {
    /// One attribute: `S` and `Lee`, `DDA:RFC-822` and `ann(a)ship.example`. Keys are in upper case but for the type
    /// of a domain-defined attribute.
    package struct Attribute: Hashable, Sendable {
        /// A label of F.401 (RFC 1685): `G`, `OU1`, `PD-S`, `DDA:type`.
        package var key: String
        package var value: String

        package init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// In the order in which they were written. An attribute stands twice only where a second value says the same in
    /// letters that PrintableString has not.
    package var attributes: [Attribute]

    package init(_ attributes: [Attribute]) { self.attributes = attributes }

    /// The first value of the attribute with this label; nil when there is none.
    package subscript(key: String) -> String? { attributes.first { $0.key == key }?.value }
}
