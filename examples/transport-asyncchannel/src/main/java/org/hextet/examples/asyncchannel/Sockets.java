package org.hextet.examples.asyncchannel;

import org.hextet.reactor.driver.Events;
import org.hextet.reactor.readiness.HandleTable;

/** The sockets by their handles, and what all of them need: the loop, and whom to tell. Of the loop only. */
final class Sockets {

    final GroupLoop loop;
    final Events events;
    final boolean overwriteLent;

    private final HandleTable<AsyncSocket> byHandle = new HandleTable<>();

    Sockets(GroupLoop loop, Events events, boolean overwriteLent) {
        this.loop = loop;
        this.events = events;
        this.overwriteLent = overwriteLent;
    }

    int take() {
        return byHandle.take();
    }

    int put(AsyncSocket socket) {
        byHandle.put(socket.handle, socket);
        return socket.handle;
    }

    /** Nothing is left of the socket. */
    void gone(int handle) {
        byHandle.release(handle);
        events.closed(handle);
    }

    AsyncListener listener(int handle) {
        return (AsyncListener) any(handle);
    }

    AsyncStream stream(int handle) {
        return (AsyncStream) any(handle);
    }

    AsyncSocket any(int handle) {
        return byHandle.get(handle);
    }
}
