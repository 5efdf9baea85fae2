package org.hextet.nio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Small numbers for sockets; those given back are used again, the latest first. Of the loop only. */
final class Handles {

    private @Nullable NioSocket[] sockets = new NioSocket[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    /** A number that nobody has. */
    int take() {
        return freeCount > 0 ? free[--freeCount] : used++;
    }

    void put(NioSocket socket) {
        if (socket.handle >= sockets.length) {
            sockets = Arrays.copyOf(sockets, Math.max(socket.handle + 1, sockets.length * 2));
        }
        sockets[socket.handle] = socket;
    }

    /** Gives a number back. */
    void release(int handle) {
        if (handle < sockets.length) {
            sockets[handle] = null;
        }
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = handle;
    }

    NioStream stream(int handle) {
        return (NioStream) any(handle);
    }

    NioListener listener(int handle) {
        return (NioListener) any(handle);
    }

    NioSocket any(int handle) {
        NioSocket socket = sockets[handle];
        if (socket == null) {
            throw new IllegalStateException("no socket has handle " + handle);
        }
        return socket;
    }
}
