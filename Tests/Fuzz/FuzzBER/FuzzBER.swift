import BER
import FuzzInput

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe tryBER(FuzzInput(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// Reads an encoding with everything that can be asked of an element; integers and object identifiers that were
/// read are written and read again.
private func tryBER(_ input: FuzzInput) {
    var input = input
    let octets = input.remainder()
    guard var reader = try? BERReader(octets[...]) else { return }
    var elements = 0
    while elements < 1000, let element = try? reader.next() {
        elements += 1
        ask(element, depth: 0, &elements)
    }
}

private func ask(_ element: BERElement, depth: Int, _ elements: inout Int) {
    if let value = try? element.integer() {
        var writer = BERWriter()
        writer.integer(value)
        let again = try? BERReader(writer.octets[...]).first?.integer()
        require(again == value, "an integer is written as it was read")
    }
    if let value = try? element.objectIdentifier() {
        var writer = BERWriter()
        writer.objectIdentifier(value)
        let again = try? BERReader(writer.octets[...]).first?.objectIdentifier()
        require(again == value, "an object identifier is written as it was read")
    }
    _ = try? element.boolean()
    _ = try? element.null()
    _ = try? element.octets(limit: 4096)
    _ = try? element.string(limit: 4096)
    _ = try? element.bits()
    guard var children = try? element.children() else { return }
    while elements < 1000, let child = try? children.next() {
        elements += 1
        ask(child, depth: depth + 1, &elements)
    }
}

extension BERReader {
    fileprivate var first: BERElement? {
        var copy = self
        return try? copy.next()
    }
}
