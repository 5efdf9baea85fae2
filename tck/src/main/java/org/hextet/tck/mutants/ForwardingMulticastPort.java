package org.hextet.tck.mutants;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.hextet.api.Membership;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;

/** A multicast port that passes on to another one what it does not change. */
abstract class ForwardingMulticastPort extends ForwardingDatagramPort implements MulticastPort {

    private final MulticastPort multicast;

    ForwardingMulticastPort(MulticastPort beneath) {
        super(beneath);
        this.multicast = beneath;
    }

    @Override
    public Pending<Membership> join(InetAddress group) {
        return multicast.join(group);
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on) {
        return multicast.join(group, on);
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on, InetAddress source) {
        return multicast.join(group, on, source);
    }

    @Override
    public Pending<Void> setOutgoingInterface(NetworkInterface out) {
        return multicast.setOutgoingInterface(out);
    }

    @Override
    public Pending<Void> setOutgoingInterface(int index) {
        return multicast.setOutgoingInterface(index);
    }

    @Override
    public Pending<Void> clearOutgoingInterface() {
        return multicast.clearOutgoingInterface();
    }

    @Override
    public Optional<NetworkInterface> outgoingInterface() {
        return multicast.outgoingInterface();
    }
}
