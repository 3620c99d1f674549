package import Message

/// How one link comes up and what it is worth (`phonebook/NAME.ras`).
package struct PhonebookEntry: Hashable, Sendable {
    package var name: String
    package var medium: LineMedium
    package var timing: LinkTiming
    package var policy: LinkPolicy

    package init(name: String, medium: LineMedium, timing: LinkTiming, policy: LinkPolicy = LinkPolicy()) {
        self.name = name
        self.medium = medium
        self.timing = timing
        self.policy = policy
    }

    package init(
        name: String, medium: LineMedium, dialTimeout: Interval, idleHangUp: Interval,
        policy: LinkPolicy = LinkPolicy()
    ) {
        self.init(
            name: name, medium: medium,
            timing: LinkTiming(
                dialTimeout: dialTimeout, idleHangUp: idleHangUp, callMinimum: policy.minimumCall,
                callMaximum: policy.maximumCall),
            policy: policy)
    }
}
