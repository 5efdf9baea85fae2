package org.hextet.resolver.dnsjava;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;

/**
 * By UDP, from a port of its own that nobody can guess. The port is connected: the kernel passes on only what comes
 * from the server, and tells when nobody listens there.
 */
final class DatagramExchange implements Exchange, DatagramProtocol {

    /** Numbers that another socket has are drawn again; after that the kernel chooses. */
    private static final int DRAWS = 3;

    /** What a server may send without EDNS (RFC 1035, section 4.2.1). */
    private static final int LEAST_BYTES = 512;

    private final Reactor reactor;
    private final InetSocketAddress server;
    private final Query query;
    private final Duration timeout;
    private final Unpredictable random;
    private final Listener listener;
    private final DatagramOptions options;

    private @Nullable Timer timer;
    private @Nullable DatagramPort port;
    private boolean ended;

    DatagramExchange(
            Reactor reactor,
            InetSocketAddress server,
            Query query,
            Duration timeout,
            int ednsBytes,
            Unpredictable random,
            Listener listener) {
        this.reactor = reactor;
        this.server = server;
        this.query = query;
        this.timeout = timeout;
        this.random = random;
        this.listener = listener;
        this.options = DatagramOptions.DEFAULT.withFacts(Set.of()).withReceiveLimit(Math.max(LEAST_BYTES, ednsBytes));
    }

    @Override
    public void begin() {
        timer = reactor.schedule(
                timeout, () -> fail(FailureKind.TIMEOUT, "no answer within " + DurationWords.of(timeout)));
        bind(DRAWS);
    }

    private void bind(int draws) {
        InetSocketAddress local = new InetSocketAddress(wildcard(server.getAddress()), draws > 0 ? random.port() : 0);
        reactor.listenUdp(local, options, () -> this).whenComplete((bound, failure) -> {
            if (failure == null || ended) {
                return;
            }
            if (draws > 0
                    && failure instanceof NetworkFailure why
                    && (why.kind() == FailureKind.IN_USE || why.kind() == FailureKind.PERMISSION)) {
                try {
                    bind(draws - 1);
                    return;
                } catch (RuntimeException refused) {
                    fail(refused);
                    return;
                }
            }
            fail(failure);
        });
    }

    @Override
    public void opened(DatagramPort opened) {
        port = opened;
        if (ended) {
            opened.close();
            return;
        }
        opened.connect(server).whenComplete((connected, failure) -> {
            if (ended) {
                return;
            }
            if (failure != null) {
                fail(failure);
            } else {
                opened.write(query.message());
            }
        });
    }

    @Override
    public void received(DatagramPort receiver, Datagram datagram) {
        // The kernel compares the sender too, from the connect on; not what was there before.
        if (ended || !SocketAddressKey.sameAddress(datagram.sender(), server)) {
            return;
        }
        Query.Match match = query.match(datagram.data());
        if (match instanceof Query.Match.Foreign) {
            return;
        }
        boolean isCut = datagram.truncated();
        if (match instanceof Query.Match.Ours ours) {
            boolean isTruncated = isCut || ours.answer().getHeader().getFlag(Flags.TC);
            end();
            if (isTruncated) {
                listener.truncated();
            } else {
                listener.answered(ours.answer());
            }
        } else if (match instanceof Query.Match.Malformed malformed) {
            if (isCut) {
                end();
                listener.truncated();
            } else {
                fail(FailureKind.TEMPORARY, "an answer that cannot be read (" + malformed.why() + ")");
            }
        }
    }

    @Override
    public void failed(DatagramPort failing, NetworkFailure failure) {
        fail(failure.asThrowable());
    }

    @Override
    public void closed(DatagramPort gone, CloseReason reason) {
        fail(FailureKind.TEMPORARY, "the port was closed (" + reason + ")");
    }

    @Override
    public void cancel() {
        end();
    }

    private void fail(Throwable failure) {
        fail(
                failure instanceof NetworkFailure known ? known.kind() : FailureKind.TEMPORARY,
                String.valueOf(failure.getMessage()));
    }

    private void fail(FailureKind kind, String why) {
        if (!ended) {
            end();
            listener.failed(kind, why);
        }
    }

    private void end() {
        ended = true;
        if (timer != null) {
            timer.cancel();
        }
        if (port != null) {
            port.close();
        }
    }

    private static InetAddress wildcard(InetAddress ofFamily) {
        try {
            return InetAddress.getByAddress(new byte[ofFamily instanceof Inet6Address ? 16 : 4]);
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }
}
