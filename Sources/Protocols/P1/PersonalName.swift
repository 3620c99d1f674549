package import BER

/// A person's name within an O/R address (X.411 PersonalName).
package struct PersonalName: Hashable, Sendable {
    package var surname: String
    package var givenName: String?
    package var initials: String?
    package var generationQualifier: String?

    package init(
        surname: String, givenName: String? = nil, initials: String? = nil, generationQualifier: String? = nil
    ) {
        self.surname = surname
        self.givenName = givenName
        self.initials = initials
        self.generationQualifier = generationQualifier
    }

    package init(_ element: BERElement) throws(BERError) {
        var fields = try Fields(element)
        surname = try fields.required(.context(0)).text()
        givenName = try fields.optional(.context(1))?.text()
        initials = try fields.optional(.context(2))?.text()
        generationQualifier = try fields.optional(.context(3))?.text()
        try fields.expectEnd()
    }

    func write(to writer: inout BERWriter, tag: BERTag) {
        writer.constructed(tag) { inner in
            inner.string(surname, tag: .context(0))
            inner.optionalString(givenName, tag: .context(1))
            inner.optionalString(initials, tag: .context(2))
            inner.optionalString(generationQualifier, tag: .context(3))
        }
    }
}
