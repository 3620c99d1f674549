import P1
import Testing

@Suite("UTCTime")
struct UTCTimeTests {
    @Test(
        "All forms are read",
        arguments: [
            ("700101000000Z", 3_155_760_000),  // 2070, since two digits below 80 are years from 2000 on
            ("800101000000Z", 315_532_800),
            ("261121001503Z", 1_795_220_103),
            ("2611210015Z", 1_795_220_100),
            ("261121011503+0100", 1_795_220_103),
            ("261120184503-0530", 1_795_220_103),
            ("000229000000Z", 951_782_400),
            ("990228235960Z", 920_246_400),
        ] as [(String, Int64)])
    func forms(text: String, seconds: Int64) throws {
        let time = try #require(UTCTime(text))
        #expect(time.seconds == seconds)
        #expect(time.text == text)
        #expect(!time.hasThreeDigitYear)
    }

    @Test("A year of three digits is recognized, and its time not trusted")
    func threeDigits() throws {
        let time = try #require(UTCTime("1261120220000Z"))
        #expect(time.hasThreeDigitYear)
        #expect(time.seconds == nil)
        #expect(time.text == "1261120220000Z")
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "Z", "261121001503", "26112100150Z", "261321001503Z", "261100001503Z", "260229000000Z", "261121241503Z",
            "261121006003Z", "261121001561Z", "261121001503z", "261121001503+01", "261121001503+0160",
            "261121001503+01a0",
            "26112100 503Z", "261121001503ZZ", "٢61121001503Z", "12611202200000Z",
        ])
    func refused(text: String) { #expect(UTCTime(text) == nil) }

    @Test("Seconds become text and come back, at the ends of the range too")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix(state: seed)
        let first: Int64 = 315_532_800
        let last: Int64 = 3_471_292_799
        let samples =
            [first, last, 951_782_399, 951_782_400]
            + (0..<2000).map { _ in Int64.random(in: first...last, using: &generator) }
        for seconds in samples {
            let time = UTCTime(seconds: seconds)
            #expect(time.text.utf8.count == 13)
            #expect(UTCTime(time.text) == time, "seed \(seed)")
            #expect(time.seconds == seconds)
        }
        #expect(UTCTime(seconds: 0).text == "800101000000Z")
        #expect(UTCTime(seconds: .max).text == "791231235959Z")
        #expect(UTCTime(seconds: .min).seconds == first)
    }
}
