/// The attributes that an O/R address is made of, each taken once.
struct AttributeValues {
    private var forms: [String: TextForms] = [:]
    /// In their order, which may mean something.
    private var domainDefined: [DomainDefinedAttribute] = []

    init(_ attributes: [ORAddressAttribute]) throws(ORAddressError) {
        for attribute in attributes {
            if attribute.key.hasPrefix("DDA:") {
                domainDefined.append(
                    DomainDefinedAttribute(type: String(attribute.key.dropFirst(4)), value: attribute.value))
            } else if !forms[attribute.key, default: TextForms()].add(attribute.value) {
                throw .repeatedKey(attribute.key)
            }
        }
    }

    /// The texts of an attribute, none longer than X.411 permits.
    mutating func take(_ key: String) throws(ORAddressError) -> TextForms {
        guard let texts = forms.removeValue(forKey: key) else { return TextForms() }
        guard let bounds = ORAddress.bounds[key] else { return texts }
        for form in TextForms.Form.allCases {
            guard let text = texts[form] else { continue }
            try Self.check(text, form, key: key, limit: form == .universal ? bounds.universal : bounds.printable)
        }
        return texts
    }

    mutating func printable(_ key: String) throws(ORAddressError) -> String? {
        let texts = try take(key)
        guard texts.largest.map({ $0 == .printable }) ?? true else {
            throw .alphabet(key: key, type: "PrintableString")
        }
        return texts[.printable]
    }

    mutating func numeric(_ key: String) throws(ORAddressError) -> String? {
        guard let text = try printable(key) else { return nil }
        guard isNumericString(text) else { throw .alphabet(key: key, type: "NumericString") }
        return text
    }

    /// Two letters of ISO 3166 or three digits of X.121.
    mutating func countryName(_ key: String) throws(ORAddressError) -> String? {
        guard let text = try printable(key) else { return nil }
        let digits = text.utf8.count { 0x30...0x39 ~= $0 }
        let letters = text.utf8.count { 0x61...0x7A ~= $0 | 0x20 }
        guard digits == 3 && letters == 0 || digits == 0 && letters == 2, text.utf8.count == digits + letters else {
            throw .value(key: key)
        }
        return text
    }

    mutating func takeDomainDefined() throws(ORAddressError) -> [DomainDefinedAttribute] {
        for attribute in domainDefined {
            let key = "DDA:" + attribute.type
            try Self.check(
                attribute.type, TextForms.Form(for: attribute.type), key: key, limit: ORAddress.domainDefinedType)
            try Self.check(
                attribute.value, TextForms.Form(for: attribute.value), key: key, limit: ORAddress.domainDefinedValue)
        }
        defer { domainDefined = [] }
        return domainDefined
    }

    mutating func takeAll(prefix: String) -> [(key: String, text: String)] {
        let keys = forms.keys.filter { $0.hasPrefix(prefix) }.sorted()
        return keys.compactMap { key in (forms.removeValue(forKey: key)?[.printable]).map { (key, $0) } }
    }

    /// Throws `unknownKey` when an attribute was not taken.
    func expectEnd() throws(ORAddressError) {
        if let key = forms.keys.min() { throw .unknownKey(key) }
    }

    private static func check(
        _ text: String, _ form: TextForms.Form, key: String, limit: Int
    ) throws(ORAddressError) {
        guard !text.isEmpty else { throw .value(key: key) }
        let length =
            switch form {
            case .printable: text.utf8.count
            case .teletex: TeletexString.encode(text)?.count ?? 0
            case .universal: text.unicodeScalars.count
            }
        if length > limit { throw .tooLong(key: key, limit: limit) }
    }
}
