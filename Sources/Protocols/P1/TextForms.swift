/// One text in the up to three forms that an O/R address has for it (X.402 18.2): PrintableString, TeletexString, and
/// UniversalString or BMPString. Each may say the same with more letters.
struct TextForms: Equatable {
    /// From the smallest character set to the largest.
    enum Form: Int, CaseIterable, Comparable {
        case printable
        case teletex
        case universal

        /// The smallest one that has all the characters.
        init(for text: String) {
            self = isPrintableString(text) ? .printable : TeletexString.encode(text) != nil ? .teletex : .universal
        }

        static func < (a: Form, b: Form) -> Bool { a.rawValue < b.rawValue }
    }

    private var texts: [Form: String] = [:]

    subscript(form: Form) -> String? { texts[form] }

    var largest: Form? { texts.keys.max() }
    var isEmpty: Bool { texts.isEmpty }

    /// The forms in which all of `parts` can be said, and which at least one of them needs.
    static func forms(of parts: [TextForms]) -> [Form] {
        Form.allCases.filter { form in
            parts.contains { $0[form] != nil } && parts.allSatisfy { $0.text(upTo: form) != nil }
        }
    }

    /// What stands in `form`, or failing that what a smaller one says.
    func text(upTo form: Form) -> String? {
        Form.allCases.last { $0 <= form && texts[$0] != nil }.flatMap { texts[$0] }
    }

    /// - Returns: false when the form has a text already.
    mutating func add(_ text: String) -> Bool { texts.updateValue(text, forKey: Form(for: text)) == nil }
}

/// X.680 table 8.
func isPrintableString(_ text: String) -> Bool {
    text.utf8.allSatisfy { octet in
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x20, 0x27...0x29, 0x2B...0x2F, 0x3A, 0x3D, 0x3F: true
        default: false
        }
    }
}

func isNumericString(_ text: String) -> Bool { text.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x20 } }
