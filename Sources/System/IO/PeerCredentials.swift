internal import CLinux

/// Who is at the other end of a Unix socket, as the kernel saw it when the connection was made.
package struct PeerCredentials: Hashable, Sendable {
    package var pid: Int32
    package var uid: UInt32
    package var gid: UInt32
    /// Supplementary groups.
    package var groups: [UInt32]

    package init(pid: Int32, uid: UInt32, gid: UInt32, groups: [UInt32]) {
        self.pid = pid
        self.uid = uid
        self.gid = gid
        self.groups = groups
    }
}

/// - Throws: ENOTSOCK and the like; a TCP peer has no credentials.
package func peerCredentials(of descriptor: borrowing FileDescriptor) throws(IOError) -> PeerCredentials {
    var pid: Int32 = 0
    var uid: UInt32 = 0
    var gid: UInt32 = 0
    let result = unsafe linux_peer_credentials(descriptor.raw, &pid, &uid, &gid)
    guard result == 0 else { throw IOError(code: -result, operation: "SO_PEERCRED") }
    guard pid != 0 else { throw IOError(code: 107, operation: "SO_PEERCRED") }  // ENOTCONN: no Unix peer
    var groups = [UInt32](repeating: 0, count: 1024)
    let count = unsafe linux_peer_groups(descriptor.raw, &groups, Int32(groups.count))
    return PeerCredentials(pid: pid, uid: uid, gid: gid, groups: Array(groups.prefix(max(0, Int(count)))))
}
