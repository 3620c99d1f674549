/// Cuts octets into lines, with a limit on a line's length and on their number.
package struct LineSplitter {
    private let greatestLine: Int
    private var linesLeft: Int
    private var line: [UInt8] = []

    /// - Parameters:
    ///   - greatestLine: octets of a line that are kept.
    ///   - greatestLines: lines that are given; what comes after is thrown away.
    package init(greatestLine: Int, greatestLines: Int) {
        self.greatestLine = greatestLine
        linesLeft = greatestLines
    }

    /// Whole lines, without their ends; what is no UTF-8 is replaced.
    package mutating func take(_ octets: [UInt8]) -> [String] {
        guard linesLeft > 0 else { return [] }
        var found: [String] = []
        for octet in octets {
            if octet == 10 {
                if let text = finish() { found.append(text) }
                if linesLeft == 0 { break }
            } else if line.count < greatestLine {
                line.append(octet)
            }
        }
        return found
    }

    /// The line so far; nil when it is empty.
    package mutating func finish() -> String? {
        if line.last == 13 { line.removeLast() }
        guard linesLeft > 0, !line.isEmpty else { return nil }
        linesLeft -= 1
        let text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        return text
    }
}
