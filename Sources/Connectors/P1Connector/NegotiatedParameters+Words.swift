import BER
package import OSI

/// What one layer of an association agreed on, in words.
package struct LayerValues: Sendable {
    package let layer: String
    package let values: [(name: String, value: String)]
}

extension NegotiatedParameters {
    /// From below; `called` and `calling` are the selectors that the association was opened with.
    package func words(called: ProtocolSelectors, calling: ProtocolSelectors) -> [LayerValues] {
        func selectors(_ part: (ProtocolSelectors) -> [UInt8]) -> [(name: String, value: String)] {
            [("called selector", part(called)), ("calling selector", part(calling))].compactMap { name, octets in
                octets.isEmpty ? nil : (name, Self.hexadecimal(octets))
            }
        }
        let contexts = contexts.map { (name: "context \($0.identifier)", value: $0.abstractSyntax.description) }
        return [
            LayerValues(layer: "transport", values: [("TPDU size", "\(tpduSize)")] + selectors(\.transport)),
            LayerValues(
                layer: "session",
                values: [
                    ("version", "\(sessionVersion)"), ("units", functionalUnitNames.joined(separator: " + ")),
                ] + selectors(\.session)),
            LayerValues(
                layer: "presentation",
                values: [("mode", mode == .normal ? "normal" : "X.410-1984")] + contexts + selectors(\.presentation)),
            LayerValues(layer: "association", values: [("application context", applicationContext.name)]),
            LayerValues(
                layer: "reliable transfer",
                values: [
                    ("dialogue", dialogueMode == .twoWayAlternate ? "two-way alternate" : "monologue"),
                    ("checkpoint size", checkpointSize == 0 ? "none" : "\(checkpointSize)K"),
                    ("window", "\(windowSize)"),
                ]),
        ]
    }

    private static func hexadecimal(_ octets: [UInt8]) -> String {
        "0x" + octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension ApplicationContext {
    /// As X.419 calls it.
    package var name: String {
        switch self {
        case .mtsTransfer: "mts-transfer"
        case .mtsTransferProtocol: "mts-transfer-protocol"
        case .mtsTransferProtocol1984: "mts-transfer-protocol-1984"
        }
    }
}
