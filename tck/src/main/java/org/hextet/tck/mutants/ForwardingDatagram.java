package org.hextet.tck.mutants;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.hextet.api.Datagram;
import org.hextet.api.Route;

/** A received datagram that passes on to another one what it does not change. */
abstract class ForwardingDatagram implements Datagram {

    /** Gets every call that is not overridden. */
    protected final Datagram beneath;

    ForwardingDatagram(Datagram beneath) {
        this.beneath = beneath;
    }

    @Override
    public ByteBuffer data() {
        return beneath.data();
    }

    @Override
    public boolean truncated() {
        return beneath.truncated();
    }

    @Override
    public InetSocketAddress sender() {
        return beneath.sender();
    }

    @Override
    public InetAddress destination() {
        return beneath.destination();
    }

    @Override
    public int interfaceIndex() {
        return beneath.interfaceIndex();
    }

    @Override
    public int hopLimit() {
        return beneath.hopLimit();
    }

    @Override
    public int trafficClass() {
        return beneath.trafficClass();
    }

    @Override
    public int flowLabel() {
        return beneath.flowLabel();
    }

    @Override
    public boolean reply(ByteBuffer data) {
        return beneath.reply(data);
    }

    @Override
    public Route route() {
        return beneath.route();
    }
}
