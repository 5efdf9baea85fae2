package org.hextet.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.hextet.api.Capabilities;
import org.hextet.api.Reactor;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/** The sockets of one loop by their handles: takes the driver's events to whom they concern. Of the loop only. */
final class LoopSockets implements Events {

    private final Reactor reactor;
    private final EventLoop loop;
    private final Driver driver;
    private final Incidents incidents;
    private final OptionRules optionRules;
    private final ChunkPool chunks;
    private final @Nullable CallbackWatch callbacks;

    private @Nullable SocketHandle[] handles = new SocketHandle[64];
    private int count;
    private int serving;
    private final List<BooleanSupplier> whenGone = new ArrayList<>();
    private final List<TcpPort> starved = new ArrayList<>();

    LoopSockets(
            Reactor reactor,
            EventLoop loop,
            Driver driver,
            Incidents incidents,
            Capabilities capabilities,
            @Nullable CallbackWatch callbacks) {
        this.reactor = reactor;
        this.loop = loop;
        this.driver = driver;
        this.incidents = incidents;
        this.optionRules = new OptionRules(capabilities, driver);
        this.chunks = new ChunkPool(driver);
        this.callbacks = callbacks;
    }

    Reactor reactor() {
        return reactor;
    }

    EventLoop loop() {
        return loop;
    }

    Driver driver() {
        return driver;
    }

    Incidents incidents() {
        return incidents;
    }

    OptionRules optionRules() {
        return optionRules;
    }

    /** Null where nobody wants to know. */
    @Nullable
    CallbackWatch callbacks() {
        return callbacks;
    }

    ChunkPool chunks() {
        return chunks;
    }

    void put(int handle, SocketHandle socket) {
        if (handle >= handles.length) {
            handles = Arrays.copyOf(handles, Math.max(handle + 1, handles.length * 2));
        }
        if (handles[handle] == null) {
            count++;
        }
        handles[handle] = socket;
        if (isServing(socket)) {
            serving++;
        }
    }

    private static boolean isServing(SocketHandle socket) {
        return socket instanceof StreamConnection || socket instanceof TcpPort || socket instanceof UdpPort;
    }

    /** How many connections and ports there are, of datagrams too. */
    int serving() {
        return serving;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** A copy: what is done with them may change the table. */
    List<SocketHandle> all() {
        List<SocketHandle> all = new ArrayList<>(count);
        for (SocketHandle socket : handles) {
            if (socket != null) {
                all.add(socket);
            }
        }
        return all;
    }

    /** Asked whenever a socket is gone, until it answers true. */
    void whenGone(BooleanSupplier action) {
        whenGone.add(action);
    }

    /** Something to ask on the loop. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws IOException, DriverException;
    }

    /** Asks on the loop: at once if this is it, else waiting for it. */
    <T> T askOnLoop(String what, Question<T> question) throws IOException {
        if (loop.inLoop()) {
            return answer(what, question);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean accepted = loop.submit(() -> {
            try {
                answer.complete(answer(what, question));
            } catch (IOException | RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        if (!accepted) {
            throw ErrnoFailures.reactorClosed(what, null, null);
        }
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IOException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException(what + ": interrupted");
        }
    }

    private static <T> T answer(String what, Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (DriverException failed) {
            throw ErrnoFailures.option(what, failed.errno(), failed.platform().orElse(null));
        }
    }

    // ---- events

    @Override
    public void accepted(int listener, int connection) {
        loop.countEvent();
        if (handles[listener] instanceof TcpPort port) {
            port.accepted(connection);
        } else {
            drop(connection);
        }
    }

    @Override
    public void acceptFailed(int listener, Errno errno, @Nullable Throwable platform) {
        loop.countEvent();
        if (handles[listener] instanceof TcpPort port) {
            port.acceptFailed(errno, platform);
        }
    }

    @Override
    public void connected(int connection) {
        loop.countEvent();
        if (handles[connection] instanceof ConnectAttempt attempt) {
            attempt.connected();
        }
    }

    @Override
    public void received(int connection, ByteBuffer lent) {
        loop.countEvent();
        if (handles[connection] instanceof StreamConnection stream) {
            stream.received(lent);
        }
    }

    @Override
    public void inputEnded(int connection) {
        loop.countEvent();
        if (handles[connection] instanceof StreamConnection stream) {
            stream.inputEnded();
        }
    }

    @Override
    public void sent(int handle) {
        loop.countEvent();
        SocketHandle socket = handles[handle];
        if (socket instanceof StreamConnection stream) {
            stream.sent();
        } else if (socket instanceof UdpPort port) {
            port.sent();
        }
    }

    @Override
    public void failed(int connection, Errno errno, @Nullable Throwable platform) {
        loop.countEvent();
        SocketHandle socket = handles[connection];
        if (socket instanceof StreamConnection stream) {
            stream.failed(errno, platform);
        } else if (socket instanceof ConnectAttempt attempt) {
            attempt.failed(errno, platform);
        } else if (socket instanceof UdpPort port) {
            port.failed(errno, platform);
        }
    }

    @Override
    public void receivedDatagram(int port, ReceivedDatagram datagram) {
        loop.countEvent();
        if (handles[port] instanceof UdpPort udp) {
            udp.received(datagram);
        }
    }

    @Override
    public void datagramFailed(
            int port,
            Errno errno,
            @Nullable InetSocketAddress destination,
            int size,
            int mtu,
            @Nullable Throwable platform) {
        loop.countEvent();
        if (handles[port] instanceof UdpPort udp) {
            udp.datagramFailed(errno, destination, size, mtu, platform);
        }
    }

    @Override
    public void pathMtuChanged(int port, InetSocketAddress destination, int mtu) {
        loop.countEvent();
        if (handles[port] instanceof UdpPort udp) {
            udp.pathMtuChanged(destination, mtu);
        }
    }

    @Override
    public void closed(int handle) {
        loop.countEvent();
        SocketHandle socket = handles[handle];
        if (socket == null) {
            return;
        }
        handles[handle] = null;
        count--;
        if (isServing(socket)) {
            serving--;
        }
        socket.descriptorGone();
        if (!starved.isEmpty()) {
            List<TcpPort> ports = List.copyOf(starved);
            starved.clear();
            ports.forEach(TcpPort::resumeAfterFailure);
        }
        if (!whenGone.isEmpty()) {
            whenGone.removeIf(BooleanSupplier::getAsBoolean);
        }
    }

    /** Drops a connection that nobody wants. */
    void drop(int connection) {
        put(connection, new DroppedSocket());
        driver.abort(connection);
    }

    /** A port waits for a descriptor: it is told when one is freed. */
    void starves(TcpPort port) {
        starved.add(port);
    }

    void starvesNoMore(TcpPort port) {
        starved.remove(port);
    }
}
