package org.hextet.adapters.sockets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.hextet.adapters.race.ForeignConnection;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a {@link RacingSocket}: another socket. Before connecting it is one that keeps what is set; then
 * it is the winner, which was given the same settings before its first packet.
 */
final class RacingSocketImpl extends SocketImpl {

    private final SocketRace race;
    private final ReentrantLock lock = new ReentrantLock();

    // By the lock.
    private final List<SocketSetting> settings = new ArrayList<>();
    private Optional<InetSocketAddress> bound = Optional.empty();
    private @Nullable Pending<Connection> racing;
    private @Nullable InetSocketAddress remote;
    private boolean isClosed;

    private volatile Socket current = new Socket();

    RacingSocketImpl(SocketRace race) {
        this.race = race;
    }

    @Override
    protected void create(boolean stream) {
        // The socket makes its descriptor when it needs one.
    }

    // ---- connecting

    @Override
    protected void connect(String host, int port) throws IOException {
        connect(InetSocketAddress.createUnresolved(host, port), 0);
    }

    @Override
    protected void connect(InetAddress address, int port) throws IOException {
        connect(new InetSocketAddress(address, port), 0);
    }

    /** Never by a reverse lookup: an address without a name is raced for as the literal that it is. */
    @Override
    protected void connect(SocketAddress address, int timeoutMillis) throws IOException {
        if (!(address instanceof InetSocketAddress target)) {
            throw new SocketException("connect to " + address + ": only to internet addresses");
        }
        long startNanos = System.nanoTime();
        try {
            try {
                raceFor(target, target.getHostString(), timeoutMillis);
            } catch (UnknownHostException unknown) {
                // The resolver does not know the name; the program has an address for it all the same.
                if (target.isUnresolved() || !isNotFound(unknown)) {
                    throw unknown;
                }
                connectAnyway(target, left(startNanos, timeoutMillis), unknown);
            }
        } catch (IOException | RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    private static boolean isNotFound(UnknownHostException unknown) {
        return unknown instanceof NoAddressFailure || unknown.getCause() instanceof IllegalArgumentException;
    }

    private static int left(long startNanos, int timeoutMillis) {
        long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        return timeoutMillis == 0 ? 0 : (int) Math.max(1, timeoutMillis - spent);
    }

    private void connectAnyway(InetSocketAddress target, int timeoutMillis, UnknownHostException unknown)
            throws IOException {
        try {
            raceFor(target, target.getAddress().getHostAddress(), timeoutMillis);
        } catch (IOException failed) {
            failed.addSuppressed(unknown);
            throw failed;
        }
    }

    private void raceFor(InetSocketAddress target, String host, int timeoutMillis) throws IOException {
        int applied;
        Pending<Connection> pending;
        lock.lock();
        try {
            requireOpen();
            if (racing != null || remote != null) {
                throw new SocketException(remote == null ? "Connection in progress" : "already connected");
            }
            applied = settings.size();
            pending = race.start(host, target.getPort(), timeoutMillis, new SocketAttempts(bound, settings));
            racing = pending;
        } finally {
            lock.unlock();
        }
        Connection won;
        try {
            won = awaited(pending);
        } finally {
            over();
        }
        lock.lock();
        try {
            if (isClosed) {
                won.abort();
            }
            requireOpen();
            adopt(ForeignConnection.unwrapped(won, Socket.class), target, applied);
        } finally {
            lock.unlock();
        }
    }

    private void over() {
        lock.lock();
        try {
            racing = null;
        } finally {
            lock.unlock();
        }
    }

    /** As with a socket of the JDK, an interrupt does not end it: it is kept for whoever asks next. */
    private Connection awaited(Pending<Connection> pending) throws IOException {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return pending.await();
                } catch (InterruptedException later) {
                    isInterrupted = true;
                } catch (IOException failed) {
                    throw closedHere() ? closed(failed) : failed;
                } catch (RuntimeException failed) {
                    // Cancelled by close(), or a mistake of the caller's that only answers could show.
                    throw closedHere() ? closed(failed) : SocketRace.refused(failed);
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void adopt(Socket winner, InetSocketAddress target, int applied) throws IOException {
        Socket before = current;
        for (SocketSetting since : settings.subList(applied, settings.size())) {
            since.set(winner);
        }
        remote = new InetSocketAddress(
                SocketRace.named(target.getHostString(), winner.getInetAddress()), winner.getPort());
        current = winner;
        before.close();
    }

    private boolean closedHere() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    private static SocketException closed(@Nullable Throwable cause) {
        SocketException closed = new SocketException("Socket closed");
        closed.initCause(cause);
        return closed;
    }

    /** With the lock. */
    private void requireOpen() throws SocketException {
        if (isClosed) {
            throw closed(null);
        }
    }

    /**
     * Whatever is connected to begins here, at this very port: several attempts may, since they differ in their ends.
     */
    @Override
    protected void bind(InetAddress host, int port) throws IOException {
        lock.lock();
        try {
            requireOpen();
            current.setReuseAddress(true);
            current.bind(new InetSocketAddress(host, port));
            bound = Optional.of(new InetSocketAddress(host, current.getLocalPort()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected void listen(int backlog) throws SocketException {
        throw new SocketException("listen: this socket connects");
    }

    @Override
    protected void accept(SocketImpl accepted) throws SocketException {
        throw new SocketException("accept: this socket connects");
    }

    // ---- bytes: those of the winner

    @Override
    protected InputStream getInputStream() throws IOException {
        return current.getInputStream();
    }

    @Override
    protected OutputStream getOutputStream() throws IOException {
        return current.getOutputStream();
    }

    @Override
    protected int available() throws IOException {
        return current.getInputStream().available();
    }

    @Override
    protected void shutdownInput() throws IOException {
        current.shutdownInput();
    }

    @Override
    protected void shutdownOutput() throws IOException {
        current.shutdownOutput();
    }

    @Override
    protected boolean supportsUrgentData() {
        return true;
    }

    @Override
    protected void sendUrgentData(int data) throws IOException {
        current.sendUrgentData(data);
    }

    /** Wakes whoever waits: for the race, or for bytes. */
    @Override
    protected void close() throws IOException {
        @Nullable Pending<Connection> underWay;
        Socket open;
        lock.lock();
        try {
            isClosed = true;
            underWay = racing;
            open = current;
        } finally {
            lock.unlock();
        }
        if (underWay != null) {
            underWay.cancel();
        }
        open.close();
    }

    // ---- ends

    @Override
    protected @Nullable InetAddress getInetAddress() {
        InetSocketAddress known = remoteAddress();
        return known == null ? null : known.getAddress();
    }

    @Override
    protected int getPort() {
        InetSocketAddress known = remoteAddress();
        return known == null ? 0 : known.getPort();
    }

    private @Nullable InetSocketAddress remoteAddress() {
        lock.lock();
        try {
            return remote;
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected int getLocalPort() {
        return current.getLocalPort();
    }

    // ---- options

    private void set(SocketSetting setting) throws IOException {
        lock.lock();
        try {
            setting.set(current);
            if (remote == null) {
                settings.add(setting);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setOption(int id, Object value) throws SocketException {
        SocketSetting setting = switch (id) {
            case SocketOptions.TCP_NODELAY -> socket -> socket.setTcpNoDelay((Boolean) value);
            case SocketOptions.SO_KEEPALIVE -> socket -> socket.setKeepAlive((Boolean) value);
            case SocketOptions.SO_OOBINLINE -> socket -> socket.setOOBInline((Boolean) value);
            case SocketOptions.SO_REUSEADDR -> socket -> socket.setReuseAddress((Boolean) value);
            case SocketOptions.SO_REUSEPORT ->
                socket -> socket.setOption(StandardSocketOptions.SO_REUSEPORT, (Boolean) value);
            case SocketOptions.SO_LINGER ->
                socket -> socket.setSoLinger(value instanceof Integer, value instanceof Integer s ? s : 0);
            case SocketOptions.SO_TIMEOUT -> socket -> socket.setSoTimeout((Integer) value);
            case SocketOptions.SO_SNDBUF -> socket -> socket.setSendBufferSize((Integer) value);
            case SocketOptions.SO_RCVBUF -> socket -> socket.setReceiveBufferSize((Integer) value);
            case SocketOptions.IP_TOS -> socket -> socket.setTrafficClass((Integer) value);
            default -> throw new SocketException("socket option " + id + ": not one of a TCP socket");
        };
        try {
            set(setting);
        } catch (SocketException refused) {
            throw refused;
        } catch (IOException refused) {
            SocketException failure = new SocketException(refused.getMessage());
            failure.initCause(refused);
            throw failure;
        }
    }

    @Override
    public Object getOption(int id) throws SocketException {
        Socket asked = current;
        try {
            return switch (id) {
                case SocketOptions.TCP_NODELAY -> asked.getTcpNoDelay();
                case SocketOptions.SO_KEEPALIVE -> asked.getKeepAlive();
                case SocketOptions.SO_OOBINLINE -> asked.getOOBInline();
                case SocketOptions.SO_REUSEADDR -> asked.getReuseAddress();
                case SocketOptions.SO_REUSEPORT -> asked.getOption(StandardSocketOptions.SO_REUSEPORT);
                case SocketOptions.SO_LINGER -> asked.getSoLinger();
                case SocketOptions.SO_TIMEOUT -> asked.getSoTimeout();
                case SocketOptions.SO_SNDBUF -> asked.getSendBufferSize();
                case SocketOptions.SO_RCVBUF -> asked.getReceiveBufferSize();
                case SocketOptions.IP_TOS -> asked.getTrafficClass();
                case SocketOptions.SO_BINDADDR -> asked.getLocalAddress();
                default -> throw new SocketException("socket option " + id + ": not one of a TCP socket");
            };
        } catch (SocketException failed) {
            throw failed;
        } catch (IOException failed) {
            SocketException failure = new SocketException(failed.getMessage());
            failure.initCause(failed);
            throw failure;
        }
    }

    @Override
    protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
        set(socket -> socket.setOption(option, value));
    }

    @Override
    protected <T> T getOption(SocketOption<T> option) throws IOException {
        return current.getOption(option);
    }

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
        return current.supportedOptions();
    }
}
