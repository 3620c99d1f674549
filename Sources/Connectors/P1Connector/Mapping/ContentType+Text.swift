import BER
import P1

/// Content types as people call them, which is how the relay knows them.
extension ContentType {
    private static let names: [(Int, String)] = [
        (0, "unidentified"), (1, "external"), (2, "P2"), (22, "P22"), (35, "EDIM"), (40, "voice"),
    ]

    /// `P22`, `1.2.840.113549`, a number that has no name, or the octets of a form that nobody here knows.
    var text: String {
        switch self {
        case .builtIn(let number): Self.names.first { $0.0 == number }?.1 ?? "\(number)"
        case .extended(let identifier): identifier.description
        case .other(let encoded): "0x" + encoded.hexadecimal
        }
    }

    /// The type that `text` names; `unidentified` when it names none.
    init(text: String) {
        if let known = Self.names.first(where: { $0.1 == text })?.0 ?? Int(text) {
            self = .builtIn(known)
            return
        }
        let arcs = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt64($0) }
        self =
            arcs.count > 1 && !arcs.contains(nil)
            ? .extended(ObjectIdentifierValue(arcs.compactMap(\.self)))
            : .unidentified
    }
}
