/// Exchange's diagnostics category of an event; each category has its own diagnostics level.
///
/// Raw values are those of Exchange's registry where one is known (1, 4, 11, 12); the rest are ours.
package enum EventCategory: Int, Sendable, CaseIterable {
    case x400Service = 1
    case resource = 2
    case security = 3
    case interface = 4
    case fieldEngineering = 5
    case mtaAdministration = 6
    case configuration = 7
    case directoryAccess = 8
    case operatingSystem = 9
    case internalProcessing = 10
    case interoperability = 11
    case apdu = 12

    /// As it stands in `MTA_CATEGORY`.
    package var name: String {
        switch self {
        case .x400Service: "X.400 Service"
        case .resource: "Resource"
        case .security: "Security"
        case .interface: "Interface"
        case .fieldEngineering: "Field Engineering"
        case .mtaAdministration: "MTA Administration"
        case .configuration: "Configuration"
        case .directoryAccess: "Directory Access"
        case .operatingSystem: "Operating System"
        case .internalProcessing: "Internal Processing"
        case .interoperability: "Interoperability"
        case .apdu: "APDU"
        }
    }
}
