/// What an event number or a RAS code means and what to do about it.
package struct AdminExplanation: Hashable, Sendable {
    /// `289`, `RAS 678`
    package var code: String
    package var title: String
    /// Cause, remedy and next command, in paragraphs.
    package var text: String

    package init(code: String, title: String, text: String) {
        self.code = code
        self.title = title
        self.text = text
    }
}

extension AdminExplanation: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            code: try json.required("code"), title: try json.required("title"), text: try json.required("text"))
    }

    package var json: JSONValue { .members(("code", code), ("title", title), ("text", text)) }
}
