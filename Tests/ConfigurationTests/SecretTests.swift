import Configuration
import Message
import Testing

@Suite("Secrets in a configuration")
struct SecretTests {
    @Test("Passwords come from credentials and from private files")
    func secrets() throws {
        let read = try configuration([
            "mta.conf": Good.main + "Password=credential:mta\n",
            "connectors/berlin.connector": Good.berlin + "[Credentials]\nRemotePassword=file:secret/berlin\n",
        ]) {
            $0.credentialsDirectory = "/run/credentials/x"
            $0.files["/run/credentials/x/mta"] = MemorySource.file("from systemd\n", mode: 0o440, owner: 0)
            $0.files["/c/secret/berlin"] = MemorySource.file("from a file\nsecond line", mode: 0o400)
        }
        #expect(read.general.password == Secret("from systemd"))
        #expect(read.connector(named: "berlin")?.remotePassword == Secret("from a file"))
    }

    @Test("trunkctl check takes credentials as given that it cannot see")
    func checkPurpose() {
        var source = MemorySource(
            Good.all.merging([
                "mta.conf": Good.main + "Password=credential:mta\n",
                "connectors/berlin.connector": Good.berlin + "[Credentials]\nLocalPassword=file:private\n",
            ]) { $1 })
        source.files["/c/private"] = MemorySource.file("x", mode: 0o600)
        source.unreadable = ["/c/private"]
        let checked = MTAConfiguration.load(directory: "/c", from: source, purpose: .check)
        #expect((try? checked.get()) != nil)
        let run = MTAConfiguration.load(directory: "/c", from: source, purpose: .run)
        #expect((try? run.get()) == nil)
    }
}
