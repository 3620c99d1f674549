import Message
import Queue
import Testing

@Suite("Retries")
struct RetryPolicyTests {
    @Test("The defaults are Exchange's: 600 s and 144 opens, 120 s and 2 transfers")
    func defaults() {
        let policy = RetryPolicy()
        #expect(policy.openDelay(fraction: 0) == .seconds(600))
        #expect(policy.transferDelay(fraction: 0) == .seconds(120))
        #expect(!policy.isOpenExhausted(failures: 143))
        #expect(policy.isOpenExhausted(failures: 144))
        #expect(!policy.isTransferExhausted(attempts: 2))
        #expect(policy.isTransferExhausted(attempts: 3))
    }

    @Test("No open comes sooner than the floor: 15 s, 60 s on dial-up, or what is configured")
    func floors() {
        #expect(RetryPolicy(openInterval: .seconds(1)).openDelay(fraction: 0) == .seconds(15))
        let dialUp = RetryPolicy(openInterval: .seconds(1), floor: RetryPolicy.dialUpFloor)
        #expect(dialUp.openDelay(fraction: 0) == .seconds(60))
        let test = RetryPolicy(openInterval: .milliseconds(20), floor: .milliseconds(10))
        #expect(test.openDelay(fraction: 0) == .milliseconds(20))
        #expect(RetryPolicy(transferInterval: .seconds(-1)).transferDelay(fraction: 0) == .seconds(0))
    }

    @Test("Jitter lengthens a wait by at most its part, whatever number comes in")
    func jitter() {
        let policy = RetryPolicy(jitter: 0.1)
        #expect(policy.openDelay(fraction: 0.5) == .seconds(630))
        for fraction in [-5, 0, 0.999, 1, 7, .nan, .infinity, -.infinity] as [Double] {
            let delay = policy.openDelay(fraction: fraction)
            #expect(delay >= .seconds(600) && delay <= .seconds(660))
        }
        #expect(RetryPolicy(jitter: -3).openDelay(fraction: 1) == .seconds(600))
        let huge = RetryPolicy(openInterval: Interval(microseconds: .max), jitter: 1).openDelay(fraction: 1)
        #expect(huge > .seconds(0))
    }
}
