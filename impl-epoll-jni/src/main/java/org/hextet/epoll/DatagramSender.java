package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IP;
import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.hextet.api.Route;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is sent and hands it to the kernel in batches: when another port sends, when a batch is full, when what
 * was lent is about to be overwritten, and before the loop waits. Of the loop only.
 */
final class DatagramSender {

    private final ReceiveBatch received;
    private final AddressCache peers;
    private final ErrorQueue errors;
    private final Findings findings;
    private final KernelOptions options;
    private final EpollSet set;
    private final EncodedAddresses encoded = new EncodedAddresses();

    private static final int MOST_SPARE = 4;

    /** Empty ones. */
    private final ArrayDeque<SendBatch> spare = new ArrayDeque<>();

    private SendBatch batch = new SendBatch();

    DatagramSender(
            ReceiveBatch received,
            AddressCache peers,
            ErrorQueue errors,
            Findings findings,
            KernelOptions options,
            EpollSet set) {
        this.received = received;
        this.peers = peers;
        this.errors = errors;
        this.findings = findings;
        this.options = options;
        this.set = set;
    }

    boolean isEmpty() {
        return batch.isEmpty();
    }

    // ---- submissions

    /** To an address; null on a connected port. False if there is no room. */
    boolean send(EpollDatagramPort port, ByteBuffer data, @Nullable InetSocketAddress to) {
        if (!hasRoom(port, data)) {
            return false;
        }
        int controlBytes = 0;
        int nameBytes = 0;
        if (to != null && port.peer == null) {
            if (isSender(port, to)) {
                nameBytes = nameOfSender(port);
            } else {
                nameBytes = name(port, to);
                int by = EncodedAddresses.groupInterface(to.getAddress());
                if (by != 0) {
                    int at = batch.controlAt();
                    controlBytes = ControlMessages.inet6Source(batch.controls(), at, 0, 0, by) - at;
                }
            }
        }
        add(port, data, nameBytes, controlBytes);
        return true;
    }

    /** To the sender of the datagram that is shown. */
    boolean reply(EpollDatagramPort port, ByteBuffer data) {
        if (!hasRoom(port, data)) {
            return false;
        }
        if (port.peer != null) {
            add(port, data, 0, 0);
            return true;
        }
        int nameBytes = nameOfSender(port);
        int at = batch.controlAt();
        add(port, data, nameBytes, port.answersFromDestination ? fromDestination(at) - at : 0);
        return true;
    }

    /** The control message for an answer. Where it ends. */
    private int fromDestination(int at) {
        ByteBuffer from = received.records();
        int destination = received.destinationAt();
        boolean isAnswerable = received.isAnswerable();
        int by = received.interfaceIndex();
        if (received.destinationFamily() == 0) {
            return at;
        }
        if (received.destinationFamily() == Syscalls.INET) {
            return ControlMessages.inetSource(
                    batch.controls(), at, isAnswerable ? from.getInt(destination) : 0, isAnswerable ? 0 : by);
        }
        if (!isAnswerable) {
            return ControlMessages.inet6Source(batch.controls(), at, 0, 0, by);
        }
        boolean isLinkLocal = ReceiveBatch.needsScope(from.get(destination), from.get(destination + 1));
        return ControlMessages.inet6Source(
                batch.controls(),
                at,
                from.getLong(destination),
                from.getLong(destination + Long.BYTES),
                isLinkLocal ? by : 0);
    }

    /** By a route. False if there is no room. */
    boolean send(EpollDatagramPort port, ByteBuffer data, Route route) {
        InetSocketAddress to = route.to().orElse(port.peer);
        InetAddress address = Objects.requireNonNull(to, "the port is not connected, and the route names nobody")
                .getAddress();
        boolean isInet = address instanceof Inet4Address;
        Optional<Boolean> dontFragment = route.dontFragment();
        boolean changesDiscover = isInet && dontFragment.isPresent() && !(dontFragment.get() && port.isDontFragment);
        if (changesDiscover) {
            // It is a socket's option, which is changed while this one leaves.
            flush();
        }
        if (!hasRoom(port, data)) {
            return false;
        }
        int nameBytes = 0;
        if (port.peer == null || route.flowLabel().isPresent()) {
            nameBytes = isSender(port, to) ? nameOfSender(port) : name(port, to);
            if (route.flowLabel().isPresent()) {
                Sockaddr.writeFlowLabel(
                        batch.names(), batch.nameAt(), route.flowLabel().get().value());
            }
        }
        int at = batch.controlAt();
        int end = isInet ? inetControl(route, at) : inet6Control(route, address, at);
        if (changesDiscover) {
            batch.discover = dontFragment.get() ? OptionNumbers.IP_PMTUDISC_DO : OptionNumbers.IP_PMTUDISC_DONT;
        }
        add(port, data, nameBytes, end - at);
        if (changesDiscover) {
            flush();
        }
        return true;
    }

    private int inetControl(Route route, int at) {
        ByteBuffer to = batch.controls();
        int end = at;
        int by = route.interfaceIndex().orElse(0);
        Optional<InetAddress> source = route.source();
        if (source.isPresent()) {
            int from = encoded.find(source.get());
            end = ControlMessages.inetSource(to, end, encoded.buffer().getInt(from + Sockaddr.INET_ADDRESS_AT), by);
        } else if (by != 0) {
            end = ControlMessages.inetSource(to, end, 0, by);
        }
        if (route.hopLimit().isPresent()) {
            end = ControlMessages.number(
                    to, end, IPPROTO_IP, OptionNumbers.IP_TTL, route.hopLimit().getAsInt());
        }
        if (route.trafficClass().isPresent()) {
            end = ControlMessages.number(
                    to,
                    end,
                    IPPROTO_IP,
                    OptionNumbers.IP_TOS,
                    route.trafficClass().getAsInt());
        }
        return end;
    }

    private int inet6Control(Route route, InetAddress address, int at) {
        ByteBuffer to = batch.controls();
        int end = at;
        int by = route.interfaceIndex().isPresent()
                ? route.interfaceIndex().getAsInt()
                : EncodedAddresses.groupInterface(address);
        Optional<InetAddress> source = route.source();
        if (source.isPresent()) {
            int from = encoded.find(source.get());
            ByteBuffer bytes = encoded.buffer();
            end = ControlMessages.inet6Source(
                    to,
                    end,
                    bytes.getLong(from + Sockaddr.INET6_ADDRESS_AT),
                    bytes.getLong(from + Sockaddr.INET6_ADDRESS_AT + Long.BYTES),
                    by != 0 ? by : bytes.getInt(from + Sockaddr.SCOPE_AT));
        } else if (by != 0) {
            end = ControlMessages.inet6Source(to, end, 0, 0, by);
        }
        if (route.hopLimit().isPresent()) {
            end = ControlMessages.number(
                    to,
                    end,
                    IPPROTO_IPV6,
                    OptionNumbers.IPV6_HOPLIMIT,
                    route.hopLimit().getAsInt());
        }
        if (route.trafficClass().isPresent()) {
            end = ControlMessages.number(
                    to,
                    end,
                    IPPROTO_IPV6,
                    OptionNumbers.IPV6_TCLASS,
                    route.trafficClass().getAsInt());
        }
        if (route.dontFragment().isPresent()) {
            end = ControlMessages.number(
                    to,
                    end,
                    IPPROTO_IPV6,
                    OptionNumbers.IPV6_DONTFRAG,
                    route.dontFragment().get() ? 1 : 0);
        }
        return end;
    }

    /**
     * Whether it is whom the datagram that is shown came from; no look at the address is needed, nor at its objects.
     */
    private boolean isSender(EpollDatagramPort port, InetSocketAddress to) {
        return received.isSender(to) && received.port() == port;
    }

    private int name(EpollDatagramPort port, InetSocketAddress to) {
        int from = encoded.find(to, port.family());
        int length = Sockaddr.length(port.family());
        copyName(encoded.buffer(), from, length);
        return length;
    }

    private int nameOfSender(EpollDatagramPort port) {
        int length = Sockaddr.length(port.family());
        copyName(received.records(), received.senderAt(), length);
        return length;
    }

    private void copyName(ByteBuffer from, int at, int length) {
        ByteBuffer to = batch.names();
        int name = batch.nameAt();
        to.putLong(name, from.getLong(at)).putLong(name + 8, from.getLong(at + 8));
        if (length > Sockaddr.INET_BYTES) {
            to.putLong(name + 16, from.getLong(at + 16)).putInt(name + 24, from.getInt(at + 24));
        }
    }

    /** Whether the port can send; the batch is its from now on. */
    private boolean hasRoom(EpollDatagramPort port, ByteBuffer data) {
        if (port.unsent == null) {
            if (batch.port() == port && (received.isLent(data) || batch.hasRoom(data.remaining()))) {
                return true;
            }
            flush();
            if (port.unsent == null) {
                batch.begin(port);
                return true;
            }
        }
        port.hasRefused = true;
        return false;
    }

    private void add(EpollDatagramPort port, ByteBuffer data, int nameBytes, int controlBytes) {
        boolean isLent = received.isLent(data);
        long address = isLent ? received.address(data) : batch.copy(data);
        batch.add(address, data.remaining(), isLent, nameBytes, controlBytes, port.longestSegment);
        data.position(data.limit());
        if (batch.isFull()) {
            flush();
        }
    }

    // ---- leaving

    /** Hands over what was put off. */
    void flush() {
        EpollDatagramPort port = batch.port();
        if (port != null && !batch.isEmpty()) {
            if (leave(port, batch)) {
                batch.begin(port);
                return;
            }
            SendBatch other = spare.pollLast();
            if (other == null) {
                other = new SendBatch();
            }
            batch.keep(received.area(), received.areaAddress());
            port.unsent = batch;
            batch = other;
            set.watch(port);
        }
    }

    /** As {@link #flush()}, of one port. How many datagrams are left. */
    int flush(EpollDatagramPort port) {
        if (batch.port() == port) {
            flush();
        }
        SendBatch unsent = port.unsent;
        return unsent == null || goOn(port) ? 0 : unsent.datagrams();
    }

    /** Sends what the kernel had no room for. Whether all of it has left. */
    boolean goOn(EpollDatagramPort port) {
        SendBatch unsent = port.unsent;
        if (unsent == null) {
            return true;
        }
        if (!leave(port, unsent)) {
            return false;
        }
        port.unsent = null;
        spare(unsent);
        return true;
    }

    /** It closes: nothing of it leaves any more. */
    void drop(EpollDatagramPort port) {
        if (batch.port() == port) {
            batch.begin(null);
        }
        SendBatch unsent = port.unsent;
        if (unsent != null) {
            port.unsent = null;
            spare(unsent);
        }
    }

    private void spare(SendBatch left) {
        left.begin(null);
        if (spare.size() < MOST_SPARE) {
            spare.addLast(left);
        }
    }

    /** What goes to the port's peer goes to it by name from now on. */
    void nameUnsent(EpollDatagramPort port, InetSocketAddress peer) {
        SendBatch unsent = port.unsent;
        if (unsent != null) {
            unsent.name(encoded.buffer(), encoded.find(peer, port.family()), Sockaddr.length(port.family()));
        }
    }

    /** Whether all has left; what failed has been noted. */
    private boolean leave(EpollDatagramPort port, SendBatch leaving) {
        if (leaving.discover < 0) {
            return send(port, leaving);
        }
        discover(port, leaving.discover);
        boolean haveLeft = send(port, leaving);
        discover(port, port.isDontFragment ? OptionNumbers.IP_PMTUDISC_DO : OptionNumbers.IP_PMTUDISC_WANT);
        return haveLeft;
    }

    private void discover(EpollDatagramPort port, int how) {
        KernelOption.setInt(port.fd(), IPPROTO_IP, OptionNumbers.IP_MTU_DISCOVER, options.memory(), how);
    }

    private boolean send(EpollDatagramPort port, SendBatch leaving) {
        int pending = 0;
        while (!leaving.isEmpty()) {
            int sent = leaving.send(port.fd());
            if (sent >= 0) {
                leaving.haveLeft(sent);
                if (pending != 0) {
                    wasPending(port, pending);
                    pending = 0;
                }
            } else if (sent == -Errnos.EAGAIN) {
                if (pending != 0) {
                    wasPending(port, pending);
                }
                return false;
            } else if (pending == 0 && mayBePending(port, sent)) {
                pending = sent;
            } else if (leaving.segments() > 1 && !isTransient(sent)) {
                pending = 0;
                if (!sendSingly(port, leaving)) {
                    return false;
                }
            } else {
                failed(port, leaving, sent);
                pending = 0;
            }
        }
        return true;
    }

    /** A run that the kernel does not take as one message. Whether there was room for it. */
    private boolean sendSingly(EpollDatagramPort port, SendBatch leaving) {
        int size = leaving.size();
        int pending = 0;
        boolean hasSent = false;
        for (int left = leaving.segments(); left > 0; ) {
            int sent = leaving.sendSingle(port.fd());
            if (sent == -Errnos.EAGAIN) {
                return false;
            }
            if (sent < 0 && pending == 0 && mayBePending(port, sent)) {
                pending = sent;
                continue;
            }
            if (sent < 0) {
                failedSingle(port, leaving, sent);
            } else if (pending != 0) {
                wasPending(port, pending);
            } else {
                hasSent = true;
            }
            pending = 0;
            leaving.dropSingle();
            left--;
        }
        if (hasSent) {
            // One by one they went: such runs are not tried again.
            port.longestSegment = Math.min(port.longestSegment, size - 1);
        }
        return true;
    }

    private static boolean isTransient(int result) {
        return result == -Errnos.ENOBUFS || result == -Errnos.ENOMEM;
    }

    /** What the network told of an earlier datagram is said by the next call, which has sent nothing then. */
    private static boolean mayBePending(EpollDatagramPort port, int result) {
        return (port.peer != null || port.hasErrorQueue) && !isTransient(result);
    }

    private void wasPending(EpollDatagramPort port, int result) {
        if (!port.hasErrorQueue) {
            findings.failed(port, result, port.peer, -1, -1);
        }
    }

    private void failed(EpollDatagramPort port, SendBatch leaving, int result) {
        for (int left = leaving.segments(); left > 0; left--) {
            failedSingle(port, leaving, result);
            leaving.dropSingle();
        }
    }

    private void failedSingle(EpollDatagramPort port, SendBatch leaving, int result) {
        int name = leaving.firstNameAt();
        InetSocketAddress destination = name < 0 ? port.peer : peers.of(leaving.names(), name);
        int mtu = result == -Errnos.EMSGSIZE ? errors.read(port).refusedMtu() : -1;
        findings.failed(port, result, destination, leaving.nextSize(), mtu);
    }
}
