/// A few elements in order, such as what a machine wants done for one event. Written as an array is.
///
/// One of them, which is the rule, needs no memory of its own: every PDU passes a handful of machines, and an array for
/// the answer of each would cost more than the machine.
package enum Few<Element> {
    case none
    case one(Element)
    case many([Element])
}

extension Few: ExpressibleByArrayLiteral {
    /// Inlined, so that no array is made of a literal with one element.
    @inline(__always)
    package init(arrayLiteral elements: Element...) {
        switch elements.count {
        case 0: self = .none
        case 1: self = .one(elements[0])
        default: self = .many(elements)
        }
    }

    package init(_ elements: [Element]) { self = .many(elements) }

    package init(_ element: Element?) {
        if let element { self = .one(element) } else { self = .none }
    }

    static func + (a: Self, b: Self) -> Self {
        switch (a, b) {
        case (.none, let other), (let other, .none): other
        case (.one(let first), .one(let second)): .many([first, second])
        case (.one, .many), (.many, _): .many(a.elements + b.elements)
        }
    }

    /// Hands the elements over, one after the other: what `for` does, at the cost of a `switch`.
    @inline(__always)
    consuming func each(_ body: (consuming Element) -> Void) {
        switch consume self {
        case .none: break
        case .one(let only): body(only)
        case .many(let elements): for element in elements { body(element) }
        }
    }
}

extension Few: RandomAccessCollection {
    private var elements: [Element] {
        switch self {
        case .none: []
        case .one(let only): [only]
        case .many(let elements): elements
        }
    }

    package var startIndex: Int { 0 }

    package var endIndex: Int {
        switch self {
        case .none: 0
        case .one: 1
        case .many(let elements): elements.count
        }
    }

    package subscript(position: Int) -> Element { elements[position] }
}

extension Few: Sendable where Element: Sendable {}

extension Few: Equatable where Element: Equatable {
    package static func == (a: Self, b: Self) -> Bool { a.elementsEqual(b) }
}
