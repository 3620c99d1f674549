/// T-CONNECT.request.
package struct TransportConnectRequest: Equatable, Sendable {
    package var calling: [UInt8]
    package var called: [UInt8]
    /// Greatest TPDU in octets.
    package var tpduSize: Int

    package init(calling: [UInt8] = [], called: [UInt8] = [], tpduSize: Int = TPDUSize.greatest) {
        self.calling = calling
        self.called = called
        self.tpduSize = tpduSize
    }

    /// The CR. The source reference is always 1: one transport connection a network connection.
    var cr: [UInt8] {
        TPDU.cr(
            ConnectTPDU(
                sourceReference: 1, callingSelector: calling, calledSelector: called,
                sizeCode: TPDUSize.code(for: tpduSize))
        ).encode()
    }
}

/// T-CONNECT.indication.
package struct TransportConnectIndication: Equatable, Sendable {
    package var calling: [UInt8]
    package var called: [UInt8]
    package var tpduSize: Int
}

/// T-DISCONNECT.indication.
package enum TransportDisconnect: Equatable, Sendable {
    /// DR.
    case peer(reason: UInt8)
    /// ER.
    case error(cause: UInt8)
    /// The stream ended.
    case networkClosed
    /// What came was no class 0 exchange.
    case protocolError(String)
}

/// The TPDU size parameter (X.224 13.3.4 b; RFC 1006 section 5).
package enum TPDUSize {
    /// Greatest TPDU that a TPKT carries.
    package static let greatest = 65_531
    /// Greatest user data of a DT that is sent (RFC 1006).
    static let greatestData = 65_524

    /// 128 to 8192 octets are class 0's; peers on TCP send the two above as well.
    static let codes: ClosedRange<UInt8> = 7...15

    /// The parameter that offers `octets`: the power of two not over it; nil from 65531 on, where it is left out.
    static func code(for octets: Int) -> UInt8? {
        if octets >= greatest { return nil }
        var code: UInt8 = 7
        while code < 13, 1 << Int(code + 1) <= octets { code += 1 }
        return code
    }

    /// 65531 for no parameter and for one that class 0 does not know.
    static func octets(for code: UInt8?) -> Int {
        guard let code, codes.contains(code) else { return greatest }
        return 1 << Int(code)
    }
}

/// A transport connection that is being made or open.
package struct TransportConnection: Equatable, Sendable {
    package var remoteReference: UInt16
    /// Greatest TPDU in octets, both ways.
    package var tpduSize: Int
    /// Greatest TSDU that is taken.
    package var greatestTSDU = 65_536
    /// The peer's proposal, in an answer to which the size may be left out only if it was left out there.
    private var proposedCode: UInt8?
    /// DTs of a TSDU whose last has not come.
    private var gathered: [UInt8] = []

    init(_ cr: ConnectTPDU) {
        remoteReference = cr.sourceReference
        tpduSize = TPDUSize.octets(for: cr.sizeCode)
        proposedCode = cr.sizeCode
    }

    /// The CC may lower the size, not raise it; without the parameter it stays as proposed.
    ///
    /// - Throws: `malformed` for a size that was not proposed or does not exist.
    init(_ cc: ConnectTPDU, confirming request: TransportConnectRequest) throws(OSIError) {
        guard cc.classAndOptions & 0xF0 == 0 else { throw OSIError(.malformed, "CC of another class") }
        remoteReference = cc.sourceReference
        tpduSize = TPDUSize.octets(for: TPDUSize.code(for: request.tpduSize))
        guard let code = cc.sizeCode else { return }
        guard TPDUSize.codes.contains(code), TPDUSize.octets(for: code) <= tpduSize else {
            throw OSIError(.malformed, "CC with TPDU size 2^\(code), proposed were \(tpduSize) octets")
        }
        tpduSize = TPDUSize.octets(for: code)
    }

    /// Fixes the size and makes the CC.
    mutating func accept(tpduSize ours: Int) -> [UInt8] {
        // Class 0 has codes up to 13: a greater proposal is answered with a smaller size.
        let isGreater = proposedCode.map { $0 > 13 } ?? false
        let code = TPDUSize.code(for: min(tpduSize, ours, isGreater ? 8192 : .max))
        tpduSize = TPDUSize.octets(for: code)
        return TPDU.cc(
            ConnectTPDU(destinationReference: remoteReference, sourceReference: 1, sizeCode: code)
        ).encode()
    }

    /// A TSDU as DTs, each in its TPKT: the only copy that is made of `data` below the session layer.
    static func segments(
        of head: [UInt8], followedBy data: ArraySlice<UInt8>, in tpduSize: Int
    ) -> [UInt8] {
        let piece = min(tpduSize - 3, TPDUSize.greatestData)
        let total = head.count + data.count
        var result: [UInt8] = []
        // A little more, for the short TPDU that often follows.
        result.reserveCapacity(total + 7 * (total / piece + 1) + 32)
        var start = 0
        repeat {
            let end = min(start + piece, total)
            let length = end - start + 7
            result.append(addingCapacity: 7) { header in
                header.append(3)
                header.append(0)
                header.append(UInt8(length >> 8))
                header.append(UInt8(length & 0xFF))
                header.append(2)
                header.append(0xF0)
                header.append(end == total ? 0x80 : 0)
            }
            if start == 0, end >= head.count {
                result += head
            } else if start < head.count {
                result += head[start..<min(end, head.count)]
            }
            if end > head.count {
                let place = data.startIndex - head.count
                result += data[place + max(start, head.count)..<place + end]
            }
            start = end
        } while start < total
        return result
    }

    /// The complete TSDU with its last DT.
    ///
    /// A DT greater than negotiated is taken: it does no harm, and the limit is on the TSDU.
    mutating func gather(_ data: consuming ArraySlice<UInt8>, isLast: Bool) throws(OSIError) -> ArraySlice<UInt8>? {
        guard gathered.count + data.count <= greatestTSDU else {
            throw OSIError(.limitExceeded, "TSDU over \(greatestTSDU) octets")
        }
        if isLast, gathered.isEmpty { return data }
        gathered += data
        if !isLast { return nil }
        defer { gathered = [] }
        return gathered[...]
    }
}
