import Acceptance
import Events
import IO
import Message
import SMTP
import SMTPConnector
import Spool

extension SMTPService {
    /// Listens on these addresses and on the sockets that were handed over at start.
    func open(_ addresses: [SocketAddress], adopting boxes: [DescriptorBox], events: any EventSink) {
        for box in boxes {
            do throws(IOError) {
                _ = try listen(adopting: box)
            } catch {
                let failed = Event.listenerFailed(service: "smtp", address: "handed over", problem: "\(error)")
                events.emit(EventRecord(failed))
            }
        }
        // A failure has said so itself.
        for address in addresses { _ = try? listen(address) }
    }
}
