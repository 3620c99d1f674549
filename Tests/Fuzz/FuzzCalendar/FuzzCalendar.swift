import FuzzInput
import Links
import Message

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe tryCalendar(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// A TZif file, and windows in that zone; then the same octets as a window and as what the spool keeps.
private func tryCalendar(_ octets: [UInt8]) {
    let text = String(decoding: octets.prefix(64), as: UTF8.self)
    let window = CallWindow(text)
    if let window { require(CallWindow(window.description) == window, "a window is read as it is written") }
    let ledger = CostLedger(text: octets)
    require(CostLedger(text: ledger.text) == ledger, "a ledger is read as it is written")
    let conditions = LinkConditions(text: octets)
    require(LinkConditions(text: conditions.text) == conditions, "conditions are read as they are written")
    guard let rules = try? TimeZoneRules(tzif: octets) else { return }
    let windows = CallWindows([window ?? CallWindow(days: 0x7F, from: 1380, to: 90)], zone: rules)
    for seconds: Int64 in [-4_000_000_000, 0, 1_795_953_600, 9_000_000_000] {
        let time = Timestamp(seconds: seconds)
        if let next = windows.nextChange(after: time) { require(next > time, "the next change is later") }
    }
}
