package org.hextet.resolver.dnsjava;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/**
 * A datagram port with a number that nobody can guess, connected to one server: the kernel passes on only what comes
 * from there, and tells when nobody listens there.
 */
final class SourcePort implements Way, DatagramProtocol {

    /** Numbers that another socket has are drawn again; after that the kernel chooses. */
    private static final int DRAWS = 3;

    private final SourcePorts ports;
    private final InetSocketAddress server;
    private final long openedNanos;

    /** In the order in which they are to be sent: few. */
    private final List<Exchange> underWay = new ArrayList<>(4);

    /** As the port tells it, once it was compared. */
    private @Nullable InetSocketAddress sender;

    private @Nullable DatagramPort port;
    private boolean isConnected;
    private boolean isKept;
    private boolean ended;

    SourcePort(SourcePorts ports, InetSocketAddress server, long openedNanos) {
        this.ports = ports;
        this.server = server;
        this.openedNanos = openedNanos;
    }

    @SuppressWarnings("ReferenceEquality") // equal ones are compared in full
    boolean isTo(InetSocketAddress other) {
        return other == server || SocketAddressKey.sameAddress(other, server);
    }

    long openedNanos() {
        return openedNanos;
    }

    boolean isIdle() {
        return underWay.isEmpty();
    }

    /** Whether it waits, idle, for the next lookup. */
    boolean isKept() {
        return isKept;
    }

    void keep(boolean keeps) {
        isKept = keeps;
    }

    /** Binds and connects. */
    void open() {
        bind(DRAWS);
    }

    private void bind(int draws) {
        int number = draws > 0 ? ports.random().port() : 0;
        InetSocketAddress local = new InetSocketAddress(wildcard(server.getAddress()), number);
        ports.reactor().listenUdp(local, ports.options(), () -> this).whenComplete((bound, failure) -> {
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
                return;
            }
            isConnected = true;
            underWay.forEach(each -> opened.write(each.query().message()));
        });
    }

    @Override
    public boolean isTaken(int id) {
        return find(id) != null;
    }

    @Override
    public void send(Exchange exchange) {
        underWay.add(exchange);
        if (isConnected && port != null) {
            port.write(exchange.query().message());
        }
    }

    @Override
    public void forget(Exchange exchange, boolean isSilent) {
        if (underWay.remove(exchange) && underWay.isEmpty() && !ended) {
            ports.isIdle(this);
        }
    }

    @Override
    public boolean isCut(Message answer) {
        return answer.getHeader().getFlag(Flags.TC);
    }

    @Override
    public String words() {
        return "";
    }

    @Override
    public void received(DatagramPort receiver, Datagram datagram) {
        ByteBuffer data = datagram.data();
        if (ended || data.remaining() < Short.BYTES) {
            return;
        }
        Exchange asked = find(data.getShort(data.position()) & 0xffff);
        if (asked != null && isFromServer(datagram.sender())) {
            asked.came(data, datagram.truncated());
        }
    }

    /** The kernel compares it too, from the connect on; not what was there before. */
    @SuppressWarnings("ReferenceEquality") // equal ones are compared in full
    private boolean isFromServer(InetSocketAddress whose) {
        if (whose == sender) {
            return true;
        }
        boolean isServer = SocketAddressKey.sameAddress(whose, server);
        if (isServer) {
            sender = whose;
        }
        return isServer;
    }

    private @Nullable Exchange find(int id) {
        for (Exchange each : underWay) {
            if (each.query().id() == id) {
                return each;
            }
        }
        return null;
    }

    @Override
    public void failed(DatagramPort failing, NetworkFailure failure) {
        fail(failure.asThrowable());
    }

    @Override
    public void closed(DatagramPort gone, CloseReason reason) {
        fail(new IllegalStateException("the port was closed (" + reason + ")"));
    }

    private void fail(Throwable failure) {
        if (ended) {
            return;
        }
        List<Exchange> waiting = List.copyOf(underWay);
        close();
        waiting.forEach(each -> each.fail(failure));
    }

    /** Nothing is under way by it, or will be told. */
    void close() {
        ended = true;
        underWay.clear();
        ports.isGone(this);
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
