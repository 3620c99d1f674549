import Configuration
import Testing

@Suite("What is permitted and probably not meant") struct WarningTests {
    private static let berlin = "connectors/berlin.connector"
    /// The only connector to a neighbour, with these lines behind `[Credentials]` on line 6.
    private static func one(_ credentials: String, main: String = Good.main) -> [String: String] {
        [
            "mta.conf": main + "Postmaster=postmaster@hq.example\n",
            berlin: Good.berlin + "[Credentials]\n" + credentials,
            "connectors/nairobi.connector": Good.local.replacing("hq.example", with: "nairobi.example"),
        ]
    }

    private static func warnings(
        _ files: [String: String], purpose: ConfigurationPurpose = .run,
        _ change: (inout MemorySource) -> Void = { _ in }
    ) -> [String] {
        ConfigurationTests.warnings(files, purpose: purpose) { source in
            for (path, file) in source.files {
                source.files[path] = ConfigurationFile(octets: file.octets, mode: 0o600, owner: file.owner)
            }
            change(&source)
        }
    }

    private static let open = "whoever calls itself BERLIN and gives no password is let in"

    @Test("an empty password of a neighbour's, however it comes to be empty, with file and line")
    func remote() {
        let local = "LocalPassword=x\n"
        #expect(
            Self.warnings(Self.one(local + "RemotePassword=\n"))
                == ["\(Self.berlin):8: warning: [Credentials] RemotePassword: empty: \(Self.open)"])
        #expect(
            Self.warnings(Self.one(local))
                == ["\(Self.berlin):3: warning: [Credentials] RemotePassword: empty: \(Self.open)"])
        var dropIn = Self.one(local + "RemotePassword=y\n")
        #expect(Self.warnings(dropIn).isEmpty)
        dropIn["\(Self.berlin).d/x.conf"] = "[Credentials]\nRemotePassword=\n"
        #expect(Self.warnings(dropIn).first?.hasPrefix("\(Self.berlin).d/x.conf:2: warning: ") == true)
        let secret = Self.one(local + "RemotePassword=file:secret\n")
        #expect(
            Self.warnings(secret) { $0.files["/c/secret"] = MemorySource.file("\n", mode: 0o600) }.first?
                .hasPrefix("\(Self.berlin):8: warning: ") == true)
    }

    @Test("an empty one of ours, unless the whole MTA has one")
    func local() {
        let remote = "RemotePassword=x\n"
        #expect(Self.warnings(Self.one(remote)).isEmpty)
        #expect(
            Self.warnings(Self.one(remote + "LocalPassword=\n"))
                == [
                    "\(Self.berlin):8: warning: [Credentials] LocalPassword: empty: BERLIN cannot tell this MTA from "
                        + "another"
                ])
        #expect(
            Self.warnings(Self.one(remote + "LocalPassword=\n", main: Good.main + "Password=y\n")).isEmpty)
        #expect(
            Self.warnings(Self.one(remote, main: Good.main + "Password=\n")).first?
                .hasPrefix("mta.conf:4: warning: [MTA] Password: empty: ") == true)
    }

    @Test(
        "a postmaster whom no connector leads to; any that one leads to will do",
        arguments: [
            ("Hostname=hq.example", nil), ("Hostname=mx.hq.example", 5),
            ("Hostname=mx.hq.example\nPostmaster=help@hq.example", nil), ("Postmaster=help@far.example", 5),
            ("Postmaster=help@a.wide.example", nil), ("Postmaster=help@wide.example", 5),
            ("Postmaster=one@only.example", nil), ("Postmaster=two@only.example", 5),
        ] as [(String, Int?)])
    func postmaster(lines: String, line: Int?) {
        let berlin = Good.berlin.replacing(
            "[Stack]", with: "AddressSpace=SMTP:*.wide.example\nAddressSpace=SMTP:one@only.example\n[Stack]")
        let files = [
            "mta.conf": Good.main + "# \n" + lines + "\n",
            Self.berlin: berlin + "[Credentials]\nRemotePassword=x\n",
            "connectors/nairobi.connector": Good.local.replacing("hq.example", with: "nairobi.example"),
        ]
        let found = Self.warnings(files)
        #expect(found.count == (line == nil ? 0 : 1), "\(found)")
        if let line {
            #expect(
                found.first?.hasPrefix("mta.conf:\(line): warning: [MTA] Postmaster: no connector") == true, "\(found)")
        }
        #expect(
            Self.warnings(
                files.merging([
                    "connectors/all.connector": berlin.replacing("*.wide.example", with: "*").replacing(
                        "BERLIN", with: "ALL") + "[Credentials]\nRemotePassword=x\n"
                ]) { $1 }
            ).isEmpty)
    }

    @Test("what is set and cannot be read by whoever checks is not empty")
    func unreadable() {
        let files = Self.one(
            "LocalPassword=credential:a\nRemotePassword=file:/secret\n", main: Good.main + "Password=credential:b\n")
        #expect(Self.warnings(files, purpose: .check) { $0.unreadable = ["/secret"] }.isEmpty)
    }
}
