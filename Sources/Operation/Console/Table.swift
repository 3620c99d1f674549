/// Rows in aligned columns for people: two blanks between, no blanks at the end of a line.
package struct Table: Sendable {
    package enum Alignment: Sendable { case left, right }

    package struct Column: Sendable {
        package var title: String
        package var alignment: Alignment
        package init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    package init(_ columns: [Column]) { self.columns = columns }

    /// Cells in the columns' order; an empty one shows as a dash.
    package mutating func add(_ cells: [String?]) {
        rows.append(cells.map { cell in cell.map(HumanFormat.clean).flatMap { $0.isEmpty ? nil : $0 } ?? "–" })
    }

    package var text: String {
        let all = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in
            all.map { $0.indices.contains(column) ? HumanFormat.width($0[column]) : 0 }.max() ?? 0
        }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() where columns.indices.contains(column) {
                let blanks = String(repeating: " ", count: widths[column] - HumanFormat.width(cell))
                if column > 0 { line += "  " }
                line += columns[column].alignment == .left ? cell + blanks : blanks + cell
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
