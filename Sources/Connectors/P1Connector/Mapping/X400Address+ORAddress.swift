import Message
import P1

extension X400Address {
    init(_ address: ORAddress) { self.init(address.attributes.map { Attribute($0.key, $0.value) }) }
}

extension ORAddress {
    /// Throws for attributes that no O/R address can have.
    init(_ address: X400Address) throws(ORAddressError) {
        try self.init(attributes: address.attributes.map { ORAddressAttribute($0.key, $0.value) })
    }
}
