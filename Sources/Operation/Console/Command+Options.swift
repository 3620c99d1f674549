extension Command {
    private static let forAll: Set = ["--socket", "--json", "--bytes", "--utc", "--help", "--version"]

    /// An option that means nothing to a command is refused: who gives one relies on it.
    func takes(_ option: String) -> Bool { Self.forAll.contains(option) || options.contains(option) }

    private var options: Set<String> {
        switch self {
        case .queue: ["--lines"]
        case .queueHold, .queueRelease, .linkCall, .linkHangUp, .linkResume: ["--reason", "--dry-run"]
        case .linkPause, .linkGrant: ["--for", "--reason", "--dry-run"]
        case .linkLimit: ["--priority", "--for", "--reason", "--dry-run"]
        case .plan: ["--speed"]
        case .probe: ["--from", "--size", "--priority", "--wait"]
        case .events: ["--follow", "--lines"]
        case .incidentList: ["--lines", "--connector"]
        case .check: ["--config"]
        case .reload: ["--dry-run"]
        case .status, .connectorList, .connectorStatus, .ras, .associationList, .associationPing, .linkList,
            .linkStatus, .linkCost, .incident, .diagnose, .explain, .help, .version:
            []
        }
    }
}
