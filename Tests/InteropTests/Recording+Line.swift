import Foundation

extension Recording {
    /// Call `number`, from 1 on, of a line that `recording-line.py` wrote down at `path`.
    init(_ path: String, call number: Int) throws {
        self.init()
        var rest = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path).\(number)")))[...]
        while rest.count >= 5 {
            let header = Array(rest.prefix(5))
            let length = header[1...].reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(5)
            add(isFromCaller: header[0] == UInt8(ascii: ">"), Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
    }

    /// As a capture file, a TPKT at a time.
    var capture: [UInt8] {
        var writer = PcapWriter()
        writer.add(self)
        return writer.octets
    }
}
