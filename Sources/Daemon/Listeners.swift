import Events
import IO

/// Opens a service's listeners: those handed over at start, and the configured ones. What does not work is an event
/// and does not keep the others from standing.
func openListeners(
    _ service: String, _ addresses: [SocketAddress], adopting boxes: [DescriptorBox], mode: UInt16? = nil,
    executor: QueueExecutor, events: any EventSink
) -> [Listener] {
    var result: [Listener] = []
    for box in boxes {
        guard let descriptor = box.take() else { continue }
        do throws(IOError) {
            result.append(try Listener(adopting: descriptor, executor: executor))
        } catch {
            events.emit(
                EventRecord(.listenerFailed(service: service, address: "handed over", problem: "\(error)")))
        }
    }
    for address in addresses {
        do throws(IOError) {
            result.append(try Listener(address, executor: executor, mode: mode))
        } catch {
            events.emit(EventRecord(.listenerFailed(service: service, address: "\(address)", problem: "\(error)")))
        }
    }
    for listener in result {
        events.emit(EventRecord(.listening(service: service, address: "\(listener.boundAddress)")))
        let address = "\(listener.boundAddress)"
        listener.onTrouble = { error in
            events.emit(EventRecord(.listenerFailed(service: service, address: address, problem: "\(error)")))
        }
    }
    return result
}
