package org.hextet.tck.lab;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Every descriptor that a process could still have, taken. Giving some back makes room for so many. */
public final class DescriptorFill implements AutoCloseable {

    private static final int MOST = 100_000;

    private final Deque<FileInputStream> taken = new ArrayDeque<>();

    private DescriptorFill() {}

    /**
     * Takes descriptors until the process has no more.
     *
     * @return holds them
     * @throws IOException if the limit is so high that this is not the place for it
     */
    public static DescriptorFill toTheLimit() throws IOException {
        DescriptorFill fill = new DescriptorFill();
        fill.refill();
        return fill;
    }

    /**
     * Takes those that have become free.
     *
     * @throws IOException if the limit is so high that this is not the place for it
     */
    public synchronized void refill() throws IOException {
        while (taken.size() < MOST) {
            try {
                taken.push(new FileInputStream("/dev/null"));
            } catch (IOException noMore) {
                return;
            }
        }
        close();
        throw new IOException("took " + MOST + " descriptors and could have more: run this with a low limit");
    }

    /**
     * Gives some back.
     *
     * @param descriptors how many, at most as many as are held
     * @throws IOException if closing fails
     */
    public synchronized void free(int descriptors) throws IOException {
        for (int i = 0; i < descriptors && !taken.isEmpty(); i++) {
            taken.pop().close();
        }
    }

    /**
     * How many are held.
     *
     * @return descriptors
     */
    public synchronized int held() {
        return taken.size();
    }

    /**
     * Gives all back.
     *
     * @throws IOException if closing fails
     */
    @Override
    public void close() throws IOException {
        free(Integer.MAX_VALUE);
    }
}
