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
        try self.init(element) { (part) throws(BERError) in try part.text() }
    }

    /// - Parameter text: reads one part; teletex and universal names have other string types in the same places.
    init(_ element: BERElement, text: (BERElement) throws(BERError) -> String) throws(BERError) {
        var fields = try Fields(element)
        surname = try text(fields.required(.context(0)))
        givenName = try fields.optional(.context(1)).map(text)
        initials = try fields.optional(.context(2)).map(text)
        generationQualifier = try fields.optional(.context(3)).map(text)
        try fields.expectEnd()
    }

    func write(to writer: inout BERWriter, tag: BERTag) {
        write(to: &writer, tag: tag) { $0.string($1, tag: $2) }
    }

    /// - Parameter text: writes one part.
    func write(to writer: inout BERWriter, tag: BERTag, text: (inout BERWriter, String, BERTag) -> Void) {
        writer.constructed(tag) { inner in
            text(&inner, surname, .context(0))
            if let givenName { text(&inner, givenName, .context(1)) }
            if let initials { text(&inner, initials, .context(2)) }
            if let generationQualifier { text(&inner, generationQualifier, .context(3)) }
        }
    }
}
