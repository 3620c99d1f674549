// swift-tools-version: 6.2
import PackageDescription

/// Every target is built to the same rules (docs/style.md, C6).
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A room of the house: folder, target and module share one name (Sources/README.md).
func room(_ name: String, in floor: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(floor)\(name)", swiftSettings: strict)
}

/// - Parameter programs: what lies beside the tests and is started by them.
func tests(_ name: String, _ dependencies: [Target.Dependency], programs: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: programs, swiftSettings: strict)
}

let package = Package(
    name: "trunkline",
    products: [
        .executable(name: "trunkd", targets: ["trunkd"]),
        .executable(name: "trunkctl", targets: ["trunkctl"]),
        .executable(name: "trunkd-answer", targets: ["trunkd-answer"]),
    ],
    targets: [
        // MARK: Programs
        .executableTarget(name: "trunkd", dependencies: ["Daemon"], swiftSettings: strict),
        .executableTarget(name: "trunkctl", dependencies: ["Console", "IO"], swiftSettings: strict),
        .executableTarget(name: "trunkd-answer", dependencies: ["Lines", "IO"], swiftSettings: strict),

        // MARK: Daemon: the composition root
        room(
            "Daemon", in: "",
            [
                "P1Connector", "SMTPConnector", "LocalConnector", "Acceptance", "Routing", "Spool", "Queue",
                "Lines", "Links", "OSI", "P1", "SMTP", "Message", "Events", "Configuration", "Admin", "Journal", "IO",
            ]),

        // MARK: Connectors: the doors
        room("SMTPConnector", in: "Connectors/", ["Acceptance", "Spool", "SMTP", "IO", "Events", "Message"]),
        room(
            "P1Connector", in: "Connectors/",
            ["Acceptance", "Spool", "OSI", "P1", "BER", "IO", "Events", "Message"]),
        room("LocalConnector", in: "Connectors/", ["Spool", "Queue", "SMTP", "IO", "Events", "Message"]),

        // MARK: Relay: what happens to a message between the doors
        room("Acceptance", in: "Relay/", ["Routing", "Spool", "Reports", "Events", "Message"]),
        room("Reports", in: "Relay/", ["Message"]),
        room("Spool", in: "Relay/", ["Message", "IO", "CSQLite"]),
        room("Queue", in: "Relay/", ["Message"]),
        room("Routing", in: "Relay/", ["Message"]),

        // MARK: Links: the ground under an association
        room("Lines", in: "", ["Links", "Serial", "IO", "CSystemd"]),
        room("Links", in: "", ["Message"]),

        // MARK: Protocols: what is said on the wire
        room("OSI", in: "Protocols/", ["BER"]),
        room("P1", in: "Protocols/", ["BER"]),
        room("SMTP", in: "Protocols/"),
        room("BER", in: "Protocols/"),
        room("Serial", in: "Protocols/"),

        // MARK: Operation: how people run it
        room("Configuration", in: "Operation/", ["Links", "IO", "Message"]),
        room("Console", in: "Operation/", ["Admin", "Configuration", "Events", "Links", "IO", "Message"]),
        room("Admin", in: "Operation/", ["IO", "Message"]),
        room("Journal", in: "Operation/", ["Events", "Message", "IO", "CSystemd"]),

        // MARK: Events and the message itself
        room("Events", in: "", ["Message"]),
        room("Message", in: "Relay/"),

        // MARK: System: the only code that touches the machine
        room("IO", in: "System/", ["CLinux"]),
        .target(name: "CLinux", path: "Sources/System/CLinux"),
        .systemLibrary(
            name: "CSystemd", path: "Sources/System/CSystemd", pkgConfig: "libsystemd",
            providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(
            name: "CSQLite", path: "Sources/System/CSQLite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]),

        // MARK: Tests
        tests("BERTests", ["BER"]),
        tests("SerialTests", ["Serial"]),
        tests("OSITests", ["OSI", "BER"]),
        tests("P1Tests", ["P1", "BER"]),
        tests("SMTPTests", ["SMTP"]),
        tests("MessageTests", ["Message"]),
        tests("EventsTests", ["Events", "Message"]),
        tests("LinesTests", ["Lines", "Links", "Serial", "IO"]),
        tests("LinksTests", ["Links", "Message"]),
        tests("QueueTests", ["Queue", "Links", "Message"]),
        tests("RoutingTests", ["Routing", "Message"]),
        tests("ReportsTests", ["Reports", "Message"]),
        tests("SpoolTests", ["Spool", "IO", "Message"]),
        tests("AcceptanceTests", ["Acceptance", "Routing", "Spool", "Events", "Message"]),
        tests("IOTests", ["IO"]),
        tests("JournalTests", ["Journal", "Events", "Message", "IO"]),
        tests("ConfigurationTests", ["Configuration", "Links", "IO", "Message"]),
        tests("ConsoleTests", ["Console", "Admin", "Configuration", "IO", "Message"]),
        tests("AdminTests", ["Admin", "IO", "Message"]),
        tests(
            "SMTPConnectorTests",
            ["SMTPConnector", "Acceptance", "Routing", "Spool", "SMTP", "IO", "Events", "Message"]),
        tests(
            "P1ConnectorTests",
            ["P1Connector", "Acceptance", "Routing", "Spool", "OSI", "P1", "BER", "IO", "Events", "Message"]),
        tests("LocalConnectorTests", ["LocalConnector", "Spool", "Queue", "SMTP", "IO", "Events", "Message"]),
        tests(
            "DaemonTests", ["trunkd", "trunkctl", "trunkd-answer", "OSI", "P1", "BER", "IO"], programs: ["slow-line.py"]
        ),
        tests(
            "InteropTests", ["trunkd", "trunkctl", "OSI", "P1", "BER"],
            programs: ["recording-line.py", "asn1"]),
    ]
)

// MARK: Fuzzing (make fuzz): programs whose main is libFuzzer's, so they are here only when asked for
if Context.environment["TRUNKLINE_FUZZ"] != nil {
    func fuzz(_ name: String, _ dependencies: [Target.Dependency]) {
        package.targets.append(
            .executableTarget(
                name: name, dependencies: dependencies + ["FuzzInput"], path: "Tests/Fuzz/\(name)",
                swiftSettings: strict))
        package.products.append(.executable(name: name, targets: [name]))
    }
    package.targets.append(.target(name: "FuzzInput", path: "Tests/Fuzz/FuzzInput", swiftSettings: strict))
    fuzz("FuzzBER", ["BER"])
    fuzz("FuzzOSI", ["OSI"])
    fuzz("FuzzAssociation", ["OSI"])
    fuzz("FuzzP1", ["P1", "Message"])
    fuzz("FuzzSMTP", ["SMTP"])
    fuzz("FuzzSerial", ["Serial"])
    fuzz("FuzzVarlink", ["Admin"])
    fuzz("FuzzConfiguration", ["Configuration"])
    fuzz("FuzzCalendar", ["Links", "Message"])
}

// MARK: Benchmarks (make bench): built when asked for
if Context.environment["TRUNKLINE_BENCH"] != nil {
    package.targets.append(
        .executableTarget(
            name: "WireBenchmark", dependencies: ["P1", "OSI", "BER", "IO"], path: "Benchmarks/WireBenchmark",
            swiftSettings: strict))
    package.products.append(.executable(name: "WireBenchmark", targets: ["WireBenchmark"]))
}
