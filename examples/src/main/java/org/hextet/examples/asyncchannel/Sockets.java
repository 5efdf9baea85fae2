package org.hextet.examples.asyncchannel;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.hextet.reactor.driver.Events;

/** The sockets by their handles, and what all of them need: the loop, and whom to tell. Of the loop only. */
final class Sockets {

    final GroupLoop loop;
    final Events events;
    final boolean overwriteLent;

    private final Map<Integer, AsyncSocket> byHandle = new HashMap<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private int used;

    Sockets(GroupLoop loop, Events events, boolean overwriteLent) {
        this.loop = loop;
        this.events = events;
        this.overwriteLent = overwriteLent;
    }

    /** A number that nobody has. */
    int take() {
        return free.isEmpty() ? used++ : free.removeLast();
    }

    int put(AsyncSocket socket) {
        byHandle.put(socket.handle, socket);
        return socket.handle;
    }

    /** The socket is gone: its number may be used again. */
    void release(int handle) {
        byHandle.remove(handle);
        free.addLast(handle);
    }

    AsyncListener listener(int handle) {
        return (AsyncListener) any(handle);
    }

    AsyncStream stream(int handle) {
        return (AsyncStream) any(handle);
    }

    AsyncSocket any(int handle) {
        AsyncSocket socket = byHandle.get(handle);
        if (socket == null) {
            throw new IllegalStateException("no socket has handle " + handle);
        }
        return socket;
    }
}
