package org.hextet.adapters.sockets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.hextet.adapters.lookups.OrderedLookup;
import org.hextet.adapters.race.ForeignReactor;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.Host;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.HostnameClientEndpoint;

/**
 * How the sockets of one factory race: the options of a {@code tcp:} URI, with which an endpoint is made for each host.
 *
 * @param options the query of a URI: {@code policy=serial&timeout=5s}; may be empty
 */
public record SocketRace(String options) {

    /**
     * Checks the options.
     *
     * @param options the query of a URI
     * @throws IllegalArgumentException if one is unknown, malformed, or nothing for a plain socket: says which
     */
    public SocketRace {
        HostnameClientEndpoint checked = endpoint("host", 1, options);
        if (checked.options().flowLabel().isPresent()) {
            throw new IllegalArgumentException(
                    options + ": flow-label is nothing for a java.net.Socket, which has none; leave it out");
        }
    }

    /**
     * Begins.
     *
     * @param host a name, or a literal without brackets
     * @param port where to
     * @param timeoutMillis for the whole; 0: that of the options, or none
     * @param sockets how attempts are made
     * @return yields a {@link Socket}, to be unwrapped
     * @throws UnknownHostException if the host is neither name nor literal
     * @throws SocketException if something else forbids it before a packet is sent
     */
    Pending<Connection> start(String host, int port, int timeoutMillis, SocketAttempts sockets) throws IOException {
        try {
            HostnameClientEndpoint endpoint = endpoint(host, port, options);
            return endpoint.withOptions(narrowed(endpoint.options(), timeoutMillis, sockets))
                    .connect(ForeignReactor.ofProcess(), () -> Protocol.receiving((connection, data) -> {}));
        } catch (AddressSyntaxException noHost) {
            UnknownHostException unknown = new UnknownHostException(noHost.getMessage());
            unknown.initCause(noHost);
            throw unknown;
        } catch (IllegalArgumentException | UnsupportedOperationException refused) {
            throw refused(refused);
        }
    }

    /** A mistake of the caller's, as a program expects it from a socket. */
    static SocketException refused(RuntimeException mistake) {
        SocketException failure = new SocketException(mistake.getMessage());
        failure.initCause(mistake);
        return failure;
    }

    private static StreamOptions narrowed(StreamOptions given, int timeoutMillis, SocketAttempts sockets) {
        StreamOptions narrowed = sockets.on(given);
        Optional<InetSocketAddress> bound =
                sockets.bound().filter(local -> !local.getAddress().isAnyLocalAddress());
        if (bound.isPresent()) {
            narrowed = narrowed.withBind(bound.get());
        }
        Duration timeout = Duration.ofMillis(timeoutMillis);
        if (timeoutMillis > 0
                && given.deadline().filter(own -> own.compareTo(timeout) <= 0).isEmpty()) {
            narrowed = narrowed.withDeadline(timeout);
        }
        return narrowed;
    }

    private static HostnameClientEndpoint endpoint(String host, int port, String options) {
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return HostnameClientEndpoint.parse("tcp://" + shown + ":" + port + (options.isEmpty() ? "" : "?" + options));
    }

    /**
     * The winner's address, with the name that led to it: what asks the address for its name gets that one.
     *
     * @param host as it was given
     * @param winner its address, perhaps with a zone
     * @return the same address; with the name, unless the host was a literal
     */
    static InetAddress named(String host, InetAddress winner) throws UnknownHostException {
        if (Host.parse(host) instanceof Host.Literal) {
            return winner;
        }
        return OrderedLookup.named(host, winner);
    }
}
