package org.hextet.adapters.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.adapters.race.AttemptEnd;
import org.hextet.adapters.race.Attempts;
import org.hextet.api.StreamOptions;

/**
 * The attempts of one connect as plain sockets, with what the program has set. Each waits on a thread of its own for as
 * long as it connects: a {@link Socket} that is to behave as one ever after has to be connected by its own blocking
 * method, and no socket of a selector can become one (those close their connection when a thread that reads is
 * interrupted).
 */
final class SocketAttempts implements Attempts<Socket> {

    private final Optional<InetSocketAddress> bound;
    private final List<SocketSetting> settings;
    private final AttemptThreads threads = new AttemptThreads();

    /**
     * For one connect.
     *
     * @param bound where each attempt begins; empty: the kernel chooses
     * @param settings in the order in which they were made
     */
    SocketAttempts(Optional<InetSocketAddress> bound, List<SocketSetting> settings) {
        this.bound = bound;
        this.settings = List.copyOf(settings);
    }

    /** Where each attempt begins; empty: the kernel chooses. */
    Optional<InetSocketAddress> bound() {
        return bound;
    }

    @Override
    public Runnable begin(InetSocketAddress remote, StreamOptions options, AttemptEnd<Socket> end) {
        SocketAttempt attempt = new SocketAttempt(this, remote, options, end);
        try {
            threads.start(attempt);
        } catch (OutOfMemoryError noThread) {
            SocketException failure = new SocketException("no thread to connect on: " + noThread.getMessage());
            failure.initCause(noThread);
            end.failed(failure);
        }
        return attempt::giveUp;
    }

    @Override
    public void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException ended) {
            // Then it needs no reset.
        }
        closeQuietly(socket);
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is gone all the same.
        }
    }

    /**
     * A socket as the program wants it.
     *
     * @param options of the endpoint's text; what is set by the program comes after them
     * @return bound if it is to be, not connected
     */
    Socket open(Map<SocketOption<?>, Object> options) throws IOException {
        Socket socket = new Socket();
        try {
            for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
                if (option.getKey() != OPTION) {
                    set(socket, option.getKey(), option.getValue());
                }
            }
            for (SocketSetting setting : settings) {
                setting.set(socket);
            }
            if (bound.isPresent()) {
                // Several attempts begin at one port: they differ in whom they connect to.
                socket.setReuseAddress(true);
                socket.bind(bound.get());
            }
            return socket;
        } catch (IOException | RuntimeException refused) {
            socket.close();
            throw refused;
        }
    }

    private static <T> void set(Socket socket, SocketOption<T> option, Object value) throws IOException {
        socket.setOption(option, option.type().cast(value));
    }
}
