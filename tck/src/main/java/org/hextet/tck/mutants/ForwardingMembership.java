package org.hextet.tck.mutants;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.hextet.api.Membership;
import org.hextet.api.Pending;

/** A membership that passes on to another one what it does not change. */
abstract class ForwardingMembership implements Membership {

    /** Gets every call that is not overridden. */
    protected final Membership beneath;

    ForwardingMembership(Membership beneath) {
        this.beneath = beneath;
    }

    @Override
    public InetAddress group() {
        return beneath.group();
    }

    @Override
    public NetworkInterface networkInterface() {
        return beneath.networkInterface();
    }

    @Override
    public Optional<InetAddress> source() {
        return beneath.source();
    }

    @Override
    public boolean isHeld() {
        return beneath.isHeld();
    }

    @Override
    public Pending<Void> leave() {
        return beneath.leave();
    }

    @Override
    public Pending<Void> block(InetAddress source) {
        return beneath.block(source);
    }

    @Override
    public Pending<Void> unblock(InetAddress source) {
        return beneath.unblock(source);
    }
}
