import Admin
import FuzzInput

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe tryVarlink(FuzzInput(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// JSON, and a session of the administration socket with a client that sends anything; the first octet says which.
private func tryVarlink(_ input: FuzzInput) {
    var input = input
    let first = input.octet()
    if first & 1 == 0 {
        tryJSON(input.remainder())
    } else {
        trySession(&input, access: first & 2 == 0 ? .view : .change)
    }
}

private func tryJSON(_ octets: [UInt8]) {
    guard let value = try? JSONParser.parse(octets) else { return }
    require((try? JSONParser.parse(Array(value.text.utf8))) == value, "a value is written as it was read")
}

private func trySession(_ input: inout FuzzInput, access: AdminAccess) {
    var session = VarlinkSession(
        caller: AdminCaller(user: 1000, access: access), information: VarlinkSession.Information(version: "0"))
    while !input.isEmpty {
        var actions = session.receive(input.piece())
        var answered = 0
        while !actions.isEmpty, answered < 1000 {
            answered += 1
            if case .handle(let request, let number) = actions.removeFirst() {
                require(request.needs == .view || access == .change, "who may look may not change")
                actions += session.reply(.done, to: number, last: true)
            }
        }
    }
}
