/// Every state that can be reached with these events, by breadth; each event is tried in each state.
func reachable<Machine, Event>(
    from start: Machine, _ events: [Event], limit: Int = 3000, _ handle: (inout Machine, Event) -> Void
) -> [String] {
    var seen: Set<String> = ["\(start)"]
    var waiting = [start]
    var next = 0
    while next < waiting.count, waiting.count < limit {
        for event in events {
            var machine = waiting[next]
            handle(&machine, event)
            if seen.insert("\(machine)").inserted { waiting.append(machine) }
        }
        next += 1
    }
    return Array(seen)
}

func names(_ states: [String]) -> Set<String> {
    Set(states.map { String($0.prefix { $0 != "(" }) })
}
