/// X.690 8.1.2: class and number of a tag.
package struct BERTag: Hashable, Sendable, CustomStringConvertible {
    package enum Class: UInt8, Sendable {
        case universal = 0x00
        case application = 0x40
        case contextSpecific = 0x80
        case `private` = 0xC0
    }

    package let tagClass: Class
    package let number: Int

    package init(_ tagClass: Class, _ number: Int) {
        self.tagClass = tagClass
        self.number = number
    }

    package static func universal(_ n: Int) -> BERTag { BERTag(.universal, n) }
    package static func application(_ n: Int) -> BERTag { BERTag(.application, n) }
    package static func context(_ n: Int) -> BERTag { BERTag(.contextSpecific, n) }

    package static let endOfContents = universal(0)
    package static let boolean = universal(1)
    package static let integer = universal(2)
    package static let bitString = universal(3)
    package static let octetString = universal(4)
    package static let null = universal(5)
    package static let objectIdentifier = universal(6)
    package static let external = universal(8)
    package static let enumerated = universal(10)
    package static let sequence = universal(16)
    package static let set = universal(17)
    package static let numericString = universal(18)
    package static let printableString = universal(19)
    package static let teletexString = universal(20)
    package static let ia5String = universal(22)
    package static let utcTime = universal(23)
    package static let utf8String = universal(12)
    package static let relativeOID = universal(13)

    /// OCTET STRING or a restricted character string type.
    var isStringSegment: Bool {
        guard tagClass == .universal else { return false }
        return switch number {
        case 4, 12, 18...22, 25...28, 30: true
        default: false
        }
    }

    package var description: String {
        switch tagClass {
        case .universal: "[UNIVERSAL \(number)]"
        case .application: "[APPLICATION \(number)]"
        case .contextSpecific: "[\(number)]"
        case .private: "[PRIVATE \(number)]"
        }
    }
}
