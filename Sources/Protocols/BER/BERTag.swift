/// X.690 8.1.2: class and number of a tag.
@usableFromInline
package struct BERTag: Hashable, Sendable, CustomStringConvertible {
    @usableFromInline
    package enum Class: UInt8, Sendable {
        case universal = 0x00
        case application = 0x40
        case contextSpecific = 0x80
        case `private` = 0xC0
    }

    /// The class in the two highest bits, the number below: a tag is compared with each element that is read.
    @usableFromInline let value: UInt32

    /// - Parameter number: below 2^30; X.411 stays below 60, foreign tags below 2^28 (`BERHeader.parse`).
    @inlinable
    package init(_ tagClass: Class, _ number: Int) {
        value = UInt32(tagClass.rawValue) << 24 | UInt32(truncatingIfNeeded: number) & 0x3FFF_FFFF
    }

    /// The tag of an identifier octet whose number is below 31.
    @inlinable
    init(identifier octet: UInt8) { value = UInt32(octet & 0xC0) << 24 | UInt32(octet & 0x1F) }

    @inlinable
    package var tagClass: Class {
        switch value >> 30 {
        case 0: .universal
        case 1: .application
        case 2: .contextSpecific
        default: .private
        }
    }

    @inlinable
    package var number: Int { Int(value & 0x3FFF_FFFF) }

    @inlinable
    package static func == (a: BERTag, b: BERTag) -> Bool { a.value == b.value }
    @inlinable
    package static func != (a: BERTag, b: BERTag) -> Bool { a.value != b.value }

    @inlinable
    package static func universal(_ n: Int) -> BERTag { BERTag(.universal, n) }
    @inlinable
    package static func application(_ n: Int) -> BERTag { BERTag(.application, n) }
    @inlinable
    package static func context(_ n: Int) -> BERTag { BERTag(.contextSpecific, n) }

    @inlinable
    package static var endOfContents: BERTag { universal(0) }
    @inlinable
    package static var boolean: BERTag { universal(1) }
    @inlinable
    package static var integer: BERTag { universal(2) }
    @inlinable
    package static var bitString: BERTag { universal(3) }
    @inlinable
    package static var octetString: BERTag { universal(4) }
    @inlinable
    package static var null: BERTag { universal(5) }
    @inlinable
    package static var objectIdentifier: BERTag { universal(6) }
    @inlinable
    package static var external: BERTag { universal(8) }
    @inlinable
    package static var enumerated: BERTag { universal(10) }
    @inlinable
    package static var sequence: BERTag { universal(16) }
    @inlinable
    package static var set: BERTag { universal(17) }
    @inlinable
    package static var numericString: BERTag { universal(18) }
    @inlinable
    package static var printableString: BERTag { universal(19) }
    @inlinable
    package static var teletexString: BERTag { universal(20) }
    @inlinable
    package static var ia5String: BERTag { universal(22) }
    @inlinable
    package static var utcTime: BERTag { universal(23) }
    @inlinable
    package static var utf8String: BERTag { universal(12) }
    @inlinable
    package static var relativeOID: BERTag { universal(13) }

    /// The identifier octet of a tag whose number is below 31, without the bit for constructed.
    @inlinable
    var identifier: UInt8 { UInt8(truncatingIfNeeded: value >> 24 & 0xC0 | value & 0x1F) }

    /// OCTET STRING or a restricted character string type.
    var isStringSegment: Bool {
        guard tagClass == .universal else { return false }
        return switch number {
        case 4, 12, 18...22, 25...28, 30: true
        default: false
        }
    }

    @usableFromInline
    package var description: String {
        switch tagClass {
        case .universal: "[UNIVERSAL \(number)]"
        case .application: "[APPLICATION \(number)]"
        case .contextSpecific: "[\(number)]"
        case .private: "[PRIVATE \(number)]"
        }
    }
}
