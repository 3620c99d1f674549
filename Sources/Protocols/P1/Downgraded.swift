/// A message, probe or report in its form of 1984, with what it cost (X.419 annex B).
package struct Downgraded<Value: Hashable & Sendable>: Hashable, Sendable {
    /// A recipient for whom this MTA is to answer and that the form of 1984 cannot serve: it gets a non-delivery
    /// report with these codes.
    package struct Undeliverable: Hashable, Sendable {
        package let number: Int
        /// Its place among the recipients, from 0: members of a distribution list have one number.
        package let index: Int
        /// 1, unable-to-transfer.
        package let reason: Int
        /// 47 unable-to-downgrade, 15 content-type-not-supported.
        package let diagnostic: Int
        /// For people.
        package let why: String
    }

    /// nil: it has no form of 1984, for anybody. A report is discarded then.
    package let value: Value?
    package let lost: [DowngradeLoss]
    package let undeliverable: [Undeliverable]

    package init(value: Value?, lost: [DowngradeLoss], undeliverable: [Undeliverable]) {
        self.value = value
        self.lost = lost
        self.undeliverable = undeliverable
    }
}

/// Why something has no form of 1984.
struct DowngradeObstacle: Error {
    static let unableToTransfer = 1
    static let unableToDowngrade = 47
    static let contentTypeNotSupported = 15

    var diagnostic = unableToDowngrade
    let why: String
}

/// Gathers what is lost on the way.
struct DowngradeLosses {
    private(set) var list: [DowngradeLoss] = []
    /// Whose fields are being worked on; nil: those of the whole.
    var recipient: Int?

    mutating func add(_ what: String) { list.append(DowngradeLoss(recipient: recipient, what)) }

    /// No extension crosses. One that is critical for transfer or delivery must not be dropped in silence: without it
    /// the message would go on as if nobody had insisted.
    mutating func extensions(_ fields: [ExtensionField]) throws(DowngradeObstacle) {
        if let field = fields.first(where: { $0.isCriticalForTransfer || $0.isCriticalForDelivery }) {
            throw DowngradeObstacle(why: "extension \(field.type) is critical")
        }
        dropExtensions(fields)
    }

    mutating func dropExtensions(_ fields: [ExtensionField]) {
        for field in fields { add("extension \(field.type)") }
    }
}
