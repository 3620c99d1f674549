import OSI

/// The name of a file in `incoming/`: what the sender calls its transfer, and a tag that is ours.
///
/// Senders may give the same name to transfers of several associations; a tag is given once. A transfer that was cut
/// and goes on has several names with one tag.
struct IncomingLogName: Equatable {
    /// The connector, the session connection and the activity, as one word.
    let transfer: String
    let tag: String
    /// Says that the transfer is complete; otherwise it is its log.
    var isMark = false

    init(transfer: String, tag: String) {
        self.transfer = transfer
        self.tag = tag
    }

    /// nil for what is none.
    init?(file: String) {
        let isMark = file.hasSuffix(Self.markSuffix)
        let parts = file.dropLast(isMark ? Self.markSuffix.count : 0).split(
            separator: "~", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.connector(of: String(parts[0])) != nil, !parts[1].isEmpty else { return nil }
        self.init(transfer: String(parts[0]), tag: String(parts[1]))
        self.isMark = isMark
    }

    var file: String { "\(transfer)~\(tag)" + (isMark ? Self.markSuffix : "") }

    var mark: IncomingLogName {
        var result = self
        result.isMark = true
        return result
    }

    var connector: String { Self.connector(of: transfer) ?? "" }

    /// What the sender names when it begins or resumes.
    static func transfer(
        connector: String, connection: SessionConnectionIdentifier?, activity: Int
    ) -> String {
        let parts = [connection?.callingReference ?? [], connection?.commonReference ?? [], connection?.additional]
        var name = parts.compactMap { $0?.hexadecimal }.joined(separator: ".")
        // A file's name has 255 octets at most.
        if name.utf8.count > longest { name = name.prefix(longest) + "." + String(name.utf8.fnv1a, radix: 16) }
        return "\(connector)-\(name)-\(activity)"
    }

    private static func connector(of transfer: String) -> String? {
        let parts = transfer.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count < 3 ? nil : parts.dropLast(2).joined(separator: "-")
    }

    private static let markSuffix = ".complete"
    private static let longest = 80
}
