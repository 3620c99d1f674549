internal import Message

/// Place of an entry in time.
struct TimeKey: Comparable, Sendable {
    let time: Timestamp
    let id: Int64

    static func < (a: TimeKey, b: TimeKey) -> Bool { (a.time, a.id) < (b.time, b.id) }
}

/// A binary heap whose items are not removed when they go stale but when they come to the top: an item is live while
/// its stamp is that of its record. Whoever changes stamps calls `settle` afterwards, so that the top is always live.
struct LazyHeap<Key: Comparable & Sendable>: Sendable {
    struct Item: Sendable {
        let key: Key
        let id: Int64
        let stamp: UInt64
    }

    private(set) var items: [Item] = []

    var top: Item? { items.first }

    mutating func push(_ item: Item) {
        items.append(item)
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if items[parent].key <= items[child].key { break }
            items.swapAt(parent, child)
            child = parent
        }
    }

    @discardableResult
    mutating func pop() -> Item? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        if items.isEmpty { return first }
        items[0] = last
        sift(0)
        return first
    }

    /// Drops stale items from the top, and all of them once they outnumber the live ones.
    mutating func settle(live: Int, isLive: (Item) -> Bool) {
        if items.count > 64, items.count > 2 * live {
            items.removeAll { !isLive($0) }
            for index in stride(from: items.count / 2 - 1, through: 0, by: -1) { sift(index) }
        }
        while let first = items.first, !isLive(first) { pop() }
    }

    private mutating func sift(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < items.count && items[child].key < items[least].key {
                least = child
            }
            if least == parent { return }
            items.swapAt(parent, least)
            parent = least
        }
    }
}
