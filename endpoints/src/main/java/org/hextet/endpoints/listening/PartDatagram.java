package org.hextet.endpoints.listening;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.hextet.api.Datagram;
import org.hextet.api.Route;
import org.jspecify.annotations.Nullable;

/**
 * A datagram that came by one address of a port that has several: the way back to its sender names that address. One
 * object for each address; lent, as what it shows. Of the loop only.
 */
final class PartDatagram implements Datagram {

    private final InetAddress asked;
    private @Nullable Datagram shown;

    /**
     * Nothing to show yet.
     *
     * @param asked by which address
     */
    PartDatagram(InetAddress asked) {
        this.asked = asked;
    }

    PartDatagram showing(Datagram datagram) {
        shown = datagram;
        return this;
    }

    private Datagram shown() {
        Datagram now = shown;
        if (now == null) {
            throw new IllegalStateException("nothing has been received");
        }
        return now;
    }

    @Override
    public ByteBuffer data() {
        return shown().data();
    }

    @Override
    public boolean truncated() {
        return shown().truncated();
    }

    @Override
    public InetSocketAddress sender() {
        return shown().sender();
    }

    @Override
    public InetAddress destination() {
        return shown().destination();
    }

    @Override
    public int interfaceIndex() {
        return shown().interfaceIndex();
    }

    @Override
    public int hopLimit() {
        return shown().hopLimit();
    }

    @Override
    public int trafficClass() {
        return shown().trafficClass();
    }

    @Override
    public int flowLabel() {
        return shown().flowLabel();
    }

    @Override
    public boolean reply(ByteBuffer data) {
        return shown().reply(data);
    }

    @Override
    public Route route() {
        return shown().route().withSource(asked);
    }
}
