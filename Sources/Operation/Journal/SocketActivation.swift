internal import CSystemd
package import IO

/// Sockets that the service manager opened for us (sd_listen_fds(3)).
package enum SocketActivation {
    /// The sockets by their `FileDescriptorName=`, in the order of the units. Call once, before any queue runs: it
    /// takes them out of the environment, so that a second call and the programs that we start find none.
    package static func takeSockets() -> [String: [DescriptorBox]] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = Int(unsafe sd_listen_fds_with_names(1, &names))
        guard count > 0 else { return [:] }
        var sockets: [String: [DescriptorBox]] = [:]
        for i in 0..<count {
            var name = "unknown"
            if let text = unsafe names?[i] {
                name = unsafe String(cString: text)
                unsafe trunkline_free(text)
            }
            let box = DescriptorBox(FileDescriptor(adopting: Int32(3 + i)))
            sockets[name, default: []].append(box)
        }
        unsafe trunkline_free(names)
        return sockets
    }
}
