internal import CLinux
internal import Glibc

/// Where a connection leaves this host, whatever the routing table says: by this interface, from this address.
package struct LocalEnd: Hashable, Sendable {
    package var interface: String
    /// Numeric.
    package var address: String

    package init(interface: String, address: String) {
        self.interface = interface
        self.address = address
    }

    /// - Throws: ENODEV where the interface has gone, EADDRNOTAVAIL where the address has, or is of another family.
    func bind(_ raw: Int32, family: Int32) throws(IOError) {
        let device = unsafe linux_bind_to_device(raw, interface)
        guard device == 0 else { throw IOError(code: -device, operation: "bind", detail: interface) }
        let own = try Sockets.resolve(.ip(host: address, port: 0), passive: true, numericOnly: true)
        guard let first = own.first(where: { $0.family == family }) else {
            throw IOError(code: EADDRNOTAVAIL, operation: "bind", detail: address)
        }
        let bound = unsafe linux_bind(raw, first.octets, UInt32(first.octets.count))
        guard bound == 0 else { throw IOError(code: -bound, operation: "bind", detail: address) }
    }
}
