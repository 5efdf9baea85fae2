package org.hextet.tck.mutants;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.hextet.api.DatagramPort;
import org.hextet.api.Membership;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;
import org.hextet.api.Route;

/**
 * What is laid on a datagram port of either kind: as a multicast port only where there is one beneath. Every way to
 * write asks {@link #loses}, and then goes to {@link #target} or by {@link #route}.
 */
class DecoratedPort extends ForwardingDatagramPort implements MulticastPort {

    DecoratedPort(DatagramPort beneath) {
        super(beneath);
    }

    /** Whether a write, to an address or to the peer, is dropped without a word. */
    boolean loses(Optional<InetSocketAddress> to) {
        return false;
    }

    /** Where a datagram goes, or a connect, that was meant for an address. */
    InetSocketAddress target(InetSocketAddress to) {
        return to;
    }

    /** The way that a datagram takes for which a way was given. */
    Route route(Route asked) {
        return asked;
    }

    private Route way(Route asked) {
        Route way = route(asked);
        return new Route(
                way.to().map(this::target),
                way.source(),
                way.interfaceIndex(),
                way.hopLimit(),
                way.trafficClass(),
                way.flowLabel(),
                way.dontFragment());
    }

    @Override
    public boolean write(ByteBuffer data, InetSocketAddress to) {
        return loses(Optional.of(to)) ? consumed(data) : super.write(data, target(to));
    }

    @Override
    public boolean write(ByteBuffer data, Route route) {
        return loses(route.to()) ? consumed(data) : super.write(data, way(route));
    }

    @Override
    public boolean write(ByteBuffer data) {
        return loses(Optional.empty()) ? consumed(data) : super.write(data);
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length, Route route) {
        if (!loses(route.to())) {
            return super.write(data, offset, length, way(route));
        }
        for (int i = offset; i < offset + length; i++) {
            consumed(data[i]);
        }
        return true;
    }

    private static boolean consumed(ByteBuffer data) {
        data.position(data.limit());
        return true;
    }

    @Override
    public Pending<DatagramPort> connect(InetSocketAddress peer) {
        return super.connect(target(peer));
    }

    private MulticastPort groups() {
        return (MulticastPort) beneath;
    }

    @Override
    public Pending<Membership> join(InetAddress group) {
        return groups().join(group);
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on) {
        return groups().join(group, on);
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on, InetAddress source) {
        return groups().join(group, on, source);
    }

    @Override
    public Pending<Void> setOutgoingInterface(NetworkInterface out) {
        return groups().setOutgoingInterface(out);
    }

    @Override
    public Pending<Void> setOutgoingInterface(int index) {
        return groups().setOutgoingInterface(index);
    }

    @Override
    public Pending<Void> clearOutgoingInterface() {
        return groups().clearOutgoingInterface();
    }

    @Override
    public Optional<NetworkInterface> outgoingInterface() {
        return groups().outgoingInterface();
    }
}
