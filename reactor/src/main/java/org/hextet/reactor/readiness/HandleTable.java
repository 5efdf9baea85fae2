package org.hextet.reactor.readiness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Small numbers for sockets; those given back are used again, the latest first. Of the loop only.
 *
 * @param <S> the driver's class of sockets
 */
public final class HandleTable<S> {

    private final List<@Nullable S> sockets = new ArrayList<>();
    private int[] free = new int[64];
    private int freeCount;

    /** Empty. */
    public HandleTable() {}

    /**
     * A number that nobody has.
     *
     * @return 0 or more
     */
    public int take() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        sockets.add(null);
        return sockets.size() - 1;
    }

    /**
     * Whose number it is.
     *
     * @param handle taken
     * @param socket its owner
     */
    public void put(int handle, S socket) {
        sockets.set(handle, socket);
    }

    /**
     * Gives a number back.
     *
     * @param handle taken
     */
    public void release(int handle) {
        sockets.set(handle, null);
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = handle;
    }

    /**
     * The owner of a number.
     *
     * @param handle taken
     * @return its socket
     * @throws IllegalStateException if nobody has it
     */
    public S get(int handle) {
        S socket = sockets.get(handle);
        if (socket == null) {
            throw new IllegalStateException("no socket has handle " + handle);
        }
        return socket;
    }

    /**
     * How many numbers were ever in use at once.
     *
     * @return all handles are smaller
     */
    public int size() {
        return sockets.size();
    }
}
