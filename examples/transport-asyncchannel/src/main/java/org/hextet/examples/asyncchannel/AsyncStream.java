package org.hextet.examples.asyncchannel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.TimeUnit;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/** A channel that connects or is connected, with one read and one write under way at most. */
final class AsyncStream extends AsyncSocket {

    private static final int SMALLEST_WINDOW = 64 << 10;
    private static final int LARGEST_WINDOW = 256 << 10;
    private static final int SMALL_RECEIVES = 8;

    /** What a read at the end of the stream gives. */
    private static final int END = -1;

    /** What lent memory holds after its callback, where the reactor is opened so. */
    private static final byte OVERWRITTEN = (byte) 0xDB;

    final AsynchronousSocketChannel stream;

    private final CompletionHandler<Void, Object> whenConnected = then(none -> connected(), this::fail);
    private final CompletionHandler<Integer, Object> whenReceived = then(this::received, this::receiveFailed);
    private final CompletionHandler<Long, Object> whenSent = then(this::sent, this::sendFailed);

    private boolean wanted = true;
    private boolean receiving;
    private boolean inputEnded;
    private int window = SMALLEST_WINDOW;
    private int smallReceives;
    private ByteBuffer memory = ByteBuffer.allocate(0);
    private ByteBuffer lent = memory.asReadOnlyBuffer();

    private ByteBuffer[] buffers = {};
    private int offset;
    private int length;
    private int unsent;
    private final ByteBuffer[] copy = {ByteBuffer.allocate(0)};

    /** What broke the way out, while the way in may still hold what the peer had sent before. */
    private @Nullable Throwable broken;

    private boolean isFailed;

    AsyncStream(Sockets sockets, AsynchronousSocketChannel stream) {
        super(sockets, stream);
        this.stream = stream;
    }

    // ---- connecting

    void connect(InetSocketAddress remote) {
        begun();
        stream.connect(remote, this, whenConnected);
    }

    private void connected() {
        if (!isClosed) {
            sockets.events.connected(handle);
            receive();
        }
    }

    private void fail(Throwable why) {
        if (!isClosed && !isFailed) {
            isFailed = true;
            sockets.events.failed(handle, Errnos.of(why), why);
        }
    }

    // ---- receiving

    /** A read cannot be called back: what it brings after this is told all the same, and no other one begins. */
    void pauseReceiving() {
        wanted = false;
    }

    void resumeReceiving() {
        wanted = true;
        receive();
    }

    void receive() {
        if (!wanted || receiving || inputEnded || isFailed || isClosed) {
            return;
        }
        if (memory.capacity() < window) {
            memory = ByteBuffer.allocateDirect(window);
            lent = memory.asReadOnlyBuffer();
        }
        receiving = true;
        begun();
        stream.read(memory.clear().limit(window), this, whenReceived);
    }

    private void received(int count) {
        receiving = false;
        if (isClosed) {
            return;
        }
        if (count < END) {
            // A signal interrupted it: the JDK gives a number of its own.
            receive();
            return;
        }
        if (count == END) {
            inputEnded = true;
            Throwable why = broken;
            if (why != null) {
                fail(why);
            } else {
                sockets.events.inputEnded(handle);
            }
            return;
        }
        learn(count);
        sockets.events.received(handle, lent.clear().limit(count));
        if (sockets.overwriteLent) {
            for (int i = 0; i < count; i++) {
                memory.put(i, OVERWRITTEN);
            }
        }
        receive();
    }

    private void receiveFailed(Throwable why) {
        receiving = false;
        inputEnded = true;
        fail(why);
    }

    /** The window follows what arrives. */
    private void learn(int count) {
        if (count == window) {
            window = Math.min(window * 4, LARGEST_WINDOW);
            smallReceives = 0;
        } else if (count >= window / 2) {
            smallReceives = 0;
        } else if (++smallReceives == SMALL_RECEIVES) {
            window = Math.max(window / 2, SMALLEST_WINDOW);
            smallReceives = 0;
        }
    }

    // ---- sending

    int send(ByteBuffer[] queued, int first, int count) {
        if (broken != null || isFailed) {
            return 0;
        }
        buffers = queued;
        offset = first;
        length = count;
        for (int i = first; i < first + count; i++) {
            unsent += queued[i].remaining();
        }
        write();
        return unsent;
    }

    /** The write may last longer than the loan: what is lent is copied, into memory that serves every such send. */
    int sendLent(ByteBuffer loan) {
        ByteBuffer own = copy[0];
        if (own.capacity() < loan.remaining()) {
            own = ByteBuffer.allocateDirect(Math.max(loan.remaining(), 2 * own.capacity()));
            copy[0] = own;
        }
        own.clear().put(loan).flip();
        return send(copy, 0, 1);
    }

    int unsent() {
        return unsent;
    }

    private void write() {
        begun();
        stream.write(buffers, offset, length, 0, TimeUnit.NANOSECONDS, this, whenSent);
    }

    private void sent(long count) {
        // Below zero: a signal interrupted it, and the JDK gives a number of its own.
        unsent -= (int) Math.max(0, count);
        if (isClosed) {
            return;
        }
        if (unsent > 0) {
            write();
        } else {
            sockets.events.sent(handle);
        }
    }

    private void sendFailed(Throwable why) {
        unsent = 0;
        outputBroke(why);
        if (!isClosed) {
            sockets.events.sent(handle);
        }
    }

    void shutdownOutput() {
        if (broken != null || isFailed) {
            return;
        }
        try {
            stream.shutdownOutput();
        } catch (IOException failed) {
            outputBroke(failed);
        }
    }

    /**
     * After a reset the way in may still hold what the peer had sent before: the failure is told when that has been
     * read, or in the next turn if nothing can be read any more.
     */
    private void outputBroke(Throwable why) {
        broken = why;
        Errno errno = Errnos.of(why);
        if (inputEnded || (errno != Errno.EPIPE && errno != Errno.ECONNRESET)) {
            sockets.loop.happened(() -> fail(why));
        }
    }
}
