package org.hextet.adapters;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.hextet.adapters.sockets.RacingSocket;
import org.hextet.adapters.sockets.SocketRace;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that race under the name: for programs and drivers that take the name of a socket factory, as pgjdbc and
 * MariaDB's do by {@code socketFactory}.
 *
 * <p>Their sockets are told an address that somebody has picked from the name already. A socket of this factory looks
 * the name up again ({@link InetSocketAddress#getHostString()}, so an address without a name is not asked for one),
 * puts all addresses in RFC 6724 order, and races for them as a {@link org.hextet.endpoints.HostnameClientEndpoint}
 * does: RFC 8305 unless configured otherwise. What has won is a {@link Socket} of the JDK, connected on one more thread
 * that then ends: its bytes pass through nothing of Hextet's, so streams, timeouts, interrupts, half close and TLS on
 * top are as ever. A name that the resolver does not know is connected to by the address that the program gave.
 *
 * <p>Configured by the options of a {@code tcp:} URI ({@code policy}, {@code attempt-delay}, {@code prefer},
 * {@code timeout}, {@code resolver} and others, separated by {@code &}): given to the constructor, or by the system
 * property {@value #PROPERTY}. A timeout is for the whole connect, lookup and all attempts; one that the program gives
 * ends it sooner, if it is shorter.
 *
 * <p>A connect fails with the exceptions that a program expects ({@link java.net.ConnectException},
 * {@link java.net.UnknownHostException}, {@link java.net.SocketTimeoutException}); each tells in its message what
 * became of every address, and carries the timeline.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class RacingSocketFactory extends SocketFactory {

    /** The system property that configures factories made without an argument. */
    public static final String PROPERTY = "hextet.sockets";

    private final SocketRace race;

    /**
     * Configured by the system property {@value #PROPERTY}.
     *
     * @throws IllegalArgumentException if the property is wrong: says what, and where
     */
    public RacingSocketFactory() {
        this(null);
    }

    /**
     * Configured by text: what pgjdbc calls with its {@code socketFactoryArg}.
     *
     * @param options such as {@code attempt-delay=100ms&timeout=5s}; null or empty: as the system property
     *     {@value #PROPERTY} says
     * @throws IllegalArgumentException if an option is unknown or its value wrong: says what, and where
     */
    public RacingSocketFactory(@Nullable String options) {
        race = new SocketRace(options == null || options.isEmpty() ? System.getProperty(PROPERTY, "") : options);
    }

    /**
     * A factory that is configured by the system property: for those who are given the name of a class and call its
     * {@code getDefault}, as JNDI does ({@code java.naming.ldap.factory.socket}).
     *
     * @return a new one
     */
    public static SocketFactory getDefault() {
        return new RacingSocketFactory();
    }

    @Override
    public Socket createSocket() throws IOException {
        return new RacingSocket(race);
    }

    @Override
    public Socket createSocket(@Nullable String host, int port) throws IOException {
        return connected(target(host, port), null);
    }

    @Override
    public Socket createSocket(@Nullable String host, int port, @Nullable InetAddress localHost, int localPort)
            throws IOException {
        return connected(target(host, port), new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, @Nullable InetAddress localAddress, int localPort)
            throws IOException {
        return connected(new InetSocketAddress(address, port), new InetSocketAddress(localAddress, localPort));
    }

    /** As with the JDK's own, no host is the loopback. */
    private static InetSocketAddress target(@Nullable String host, int port) {
        return host == null
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : InetSocketAddress.createUnresolved(host, port);
    }

    private Socket connected(InetSocketAddress target, @Nullable InetSocketAddress local) throws IOException {
        Socket socket = createSocket();
        try {
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(target);
            return socket;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }
}
