import Foundation
import Links
import Synchronization
import Testing

@Suite("Who has the line of a phonebook entry")
struct LineRegistryTests {
    @Test("the first has it, the others wait, and it goes on in the order in which they came")
    func firstComeFirstServed() {
        let registry = LineRegistry()
        #expect(registry.claim(entry: "isdn", connector: "a", urgent: false) == .yours)
        #expect(registry.claim(entry: "isdn", connector: "a", urgent: false) == .yours)
        #expect(registry.claim(entry: "isdn", connector: "b", urgent: false) == .wait)
        #expect(registry.claim(entry: "isdn", connector: "c", urgent: false) == .wait)
        #expect(registry.claim(entry: "hf", connector: "c", urgent: false) == .yours)
        #expect(registry.release(entry: "isdn", by: "a") == "b")
        #expect(registry.holder(of: "isdn") == "b")
        #expect(registry.release(entry: "isdn", by: "a") == nil)
        #expect(registry.release(entry: "isdn", by: "b") == "c")
        #expect(registry.release(entry: "isdn", by: "c") == nil)
        #expect(registry.holder(of: "isdn") == nil)
    }

    @Test("urgent claims stand before others; a repeated claim can become urgent")
    func urgentFirst() {
        let registry = LineRegistry()
        _ = registry.claim(entry: "isdn", connector: "a", urgent: false)
        _ = registry.claim(entry: "isdn", connector: "b", urgent: false)
        _ = registry.claim(entry: "isdn", connector: "c", urgent: true)
        _ = registry.claim(entry: "isdn", connector: "d", urgent: false)
        #expect(registry.waiters(for: "isdn") == ["c", "b", "d"])
        _ = registry.claim(entry: "isdn", connector: "b", urgent: true)
        #expect(registry.waiters(for: "isdn") == ["b", "c", "d"])
        #expect(registry.release(entry: "isdn", by: "a") == "b")
    }

    @Test("who withdraws loses its place; a line that has become its own meanwhile stays so until it is released")
    func withdraws() {
        let registry = LineRegistry()
        _ = registry.claim(entry: "isdn", connector: "a", urgent: false)
        _ = registry.claim(entry: "isdn", connector: "b", urgent: false)
        _ = registry.claim(entry: "isdn", connector: "c", urgent: false)
        registry.withdraw(entry: "isdn", connector: "b")
        #expect(registry.waiters(for: "isdn") == ["c"])
        #expect(registry.release(entry: "isdn", by: "a") == "c")
        registry.withdraw(entry: "isdn", connector: "c")
        #expect(registry.holder(of: "isdn") == "c")
        #expect(registry.release(entry: "isdn", by: "c") == nil)
        #expect(registry.claim(entry: "isdn", connector: "z", urgent: false) == .yours)
        registry.withdraw(entry: "none", connector: "z")
    }

    @Test("one holder at a time, whoever races for it")
    func races() {
        let registry = LineRegistry()
        let granted = Mutex(0)
        let group = DispatchGroup()
        for number in 0..<16 {
            group.enter()
            Thread.detachNewThread {
                if registry.claim(entry: "isdn", connector: "\(number)", urgent: false) == .yours {
                    granted.withLock { $0 += 1 }
                }
                group.leave()
            }
        }
        group.wait()
        #expect(granted.withLock { $0 } == 1)
        #expect(registry.waiters(for: "isdn").count == 15)
    }
}
