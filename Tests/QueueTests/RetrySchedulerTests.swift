import Message
import Queue
import Testing

@Suite("When a connector may be opened next")
struct RetrySchedulerTests {
    private static func scheduler(
        floor: Int = 60, callsPerHour: Int? = nil, isDialled: Bool = true
    ) -> RetryScheduler {
        var scheduler = RetryScheduler()
        scheduler.configure(
            "a", RetryScheduler.Rules(floor: .seconds(floor), callsPerHour: callsPerHour, isDialled: isDialled))
        return scheduler
    }

    private static func at(_ seconds: Int) -> Timestamp { t0 + .seconds(seconds) }

    @Test("The floor runs from the begin of an open, whatever becomes of it")
    func floor() {
        var scheduler = Self.scheduler()
        #expect(scheduler.notBefore("a", .first, now: Self.at(0)) == nil)
        scheduler.began("a", .first, now: Self.at(0))
        #expect(scheduler.notBefore("a", .first, now: Self.at(1)) == Self.at(60))
        scheduler.reached("a")
        #expect(scheduler.notBefore("a", .first, now: Self.at(59)) == Self.at(60))
        #expect(scheduler.notBefore("a", .first, now: Self.at(60)) == nil)
        #expect(scheduler.notBefore("b", .first, now: Self.at(1)) == nil, "another connector is another matter")
    }

    @Test("A failure's pause is lifted by a reload and by the neighbour, the floor by neither")
    func pause() {
        for lift in [{ $0.reached("a") }, { $0.configure("a", .init(floor: .seconds(60), isDialled: true)) }]
            as [(inout RetryScheduler) -> Void]
        {
            var scheduler = Self.scheduler()
            scheduler.began("a", .first, now: Self.at(0))
            scheduler.pause("a", .first, until: Self.at(3600), now: Self.at(5))
            scheduler.pause("a", .first, until: Self.at(600), now: Self.at(6))
            #expect(scheduler.notBefore("a", .first, now: Self.at(10)) == Self.at(3600), "the longer one holds")
            lift(&scheduler)
            #expect(scheduler.notBefore("a", .first, now: Self.at(10)) == Self.at(60))
        }
    }

    @Test("An operator's call is held up by nothing, and counts as any")
    func operatorCalls() {
        var scheduler = Self.scheduler(callsPerHour: 2)
        for second in [0, 60] { scheduler.began("a", .first, now: Self.at(second)) }
        scheduler.pause("a", .first, until: Self.at(9000), now: Self.at(61))
        scheduler.called("a")
        #expect(scheduler.notBefore("a", .first, now: Self.at(62)) == nil)
        scheduler.began("a", .first, now: Self.at(62))
        #expect(scheduler.notBefore("a", .first, now: Self.at(63)) == Self.at(3660), "two calls an hour: at 60 and 62")
        scheduler.called("a")
        scheduler.reached("a")
        #expect(scheduler.notBefore("a", .first, now: Self.at(63)) == Self.at(3660), "he has what he wanted")
    }

    @Test("Calls of an hour: the next one comes when the oldest is an hour old")
    func callsPerHour() {
        var scheduler = Self.scheduler(floor: 1, callsPerHour: 3)
        for second in [0, 10, 20] {
            #expect(scheduler.notBefore("a", .first, now: Self.at(second)) == nil)
            scheduler.began("a", .first, now: Self.at(second))
        }
        #expect(scheduler.notBefore("a", .first, now: Self.at(30)) == Self.at(3600))
        scheduler.configure("a", .init(floor: .seconds(1), callsPerHour: 3, isDialled: true))
        #expect(scheduler.notBefore("a", .first, now: Self.at(30)) == Self.at(3600), "a reload forgets no call")
        scheduler.began("a", .first, now: Self.at(3600))
        #expect(scheduler.notBefore("a", .first, now: Self.at(3601)) == Self.at(3610))
        scheduler.configure("a", .init(floor: .seconds(1), callsPerHour: 2, isDialled: true))
        #expect(scheduler.notBefore("a", .first, now: Self.at(3601)) == Self.at(3620), "fewer are permitted now")
    }

    @Test("Without a dial, what was cut in the middle goes on at once; what failed before anything passed does not")
    func moved() {
        var scheduler = Self.scheduler(floor: 15, isDialled: false)
        scheduler.began("a", .first, now: Self.at(0))
        scheduler.moved("a")
        #expect(scheduler.notBefore("a", .first, now: Self.at(1)) == nil)
        scheduler.began("a", .first, now: Self.at(1))
        #expect(scheduler.notBefore("a", .first, now: Self.at(2)) == Self.at(16))
        var dialled = Self.scheduler()
        dialled.began("a", .first, now: Self.at(0))
        dialled.moved("a")
        #expect(dialled.notBefore("a", .first, now: Self.at(1)) == Self.at(60))
    }

    @Test("A further association waits for its own pause only")
    func further() {
        var scheduler = Self.scheduler(floor: 15, isDialled: false)
        scheduler.began("a", .first, now: Self.at(0))
        scheduler.began("a", .further, now: Self.at(1))
        #expect(scheduler.notBefore("a", .further, now: Self.at(2)) == nil)
        scheduler.pause("a", .further, until: Self.at(600), now: Self.at(2))
        #expect(scheduler.notBefore("a", .further, now: Self.at(3)) == Self.at(600))
        #expect(scheduler.notBefore("a", .first, now: Self.at(20)) == nil)
    }

    @Test("A clock that is set back makes no wait longer than it is long, nor shorter")
    func clockSetBack() {
        var scheduler = Self.scheduler(callsPerHour: 1)
        scheduler.began("a", .first, now: Self.at(86400))
        scheduler.pause("a", .first, until: Self.at(86400 + 600), now: Self.at(86400))
        #expect(scheduler.notBefore("a", .first, now: Self.at(0)) == Self.at(3600))
        scheduler.configure("a", .init(floor: .seconds(60), isDialled: true))
        #expect(scheduler.notBefore("a", .first, now: Self.at(0)) == Self.at(60))
        #expect(scheduler.notBefore("a", .first, now: Self.at(60)) == nil)
    }

    @Test("A connector that is removed and configured again finds its floor; then it is forgotten")
    func removed() {
        var scheduler = Self.scheduler()
        scheduler.began("a", .first, now: Self.at(0))
        scheduler.keep([], now: Self.at(10))
        scheduler.configure("a", .init(floor: .seconds(60), isDialled: true))
        #expect(scheduler.notBefore("a", .first, now: Self.at(10)) == Self.at(60))
        scheduler.keep([], now: Self.at(60))
        #expect(scheduler.count == 0)
    }
}
