package org.hextet.endpoints.listening;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Route;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a port that has several, and the protocol of it: what it hears its whole tells the user. Until there is
 * a whole nothing is received.
 */
final class DatagramPart implements DatagramProtocol {

    private final Map<DatagramPort, DatagramPart> all;
    private @Nullable DatagramPort port;
    private @Nullable AggregateDatagramPort whole;
    private @Nullable PartDatagram shown;

    /**
     * A part to come.
     *
     * @param all where it stands while it is open
     */
    DatagramPart(Map<DatagramPort, DatagramPart> all) {
        this.all = all;
    }

    DatagramPort port() {
        return Objects.requireNonNull(port, "used before it is open");
    }

    InetSocketAddress local() {
        return port().localAddresses().get(0);
    }

    InetAddress address() {
        return local().getAddress();
    }

    /** Whether the kernel chooses the source of each datagram. */
    boolean isWildcard() {
        return address().isAnyLocalAddress();
    }

    boolean isOfFamilyOf(InetAddress other) {
        return AddressRules.family(address()) == AddressRules.family(other);
    }

    void belongsTo(AggregateDatagramPort aggregate) {
        whole = aggregate;
        if (!isWildcard()) {
            shown = new PartDatagram(address());
        }
    }

    /** A source that is this part's own address is said already: no transport need be able to set it. */
    Route ownRoute(Route route) {
        boolean isSaid = !isWildcard()
                && route.source()
                        .filter(source -> AddressKey.sameAddress(source, address()))
                        .isPresent();
        return isSaid
                ? new Route(
                        route.to(),
                        Optional.empty(),
                        route.interfaceIndex(),
                        route.hopLimit(),
                        route.trafficClass(),
                        route.flowLabel(),
                        route.dontFragment())
                : route;
    }

    @Override
    public void opened(DatagramPort opened) {
        port = opened;
        all.put(opened, this);
        opened.pauseReading();
    }

    @Override
    public void received(DatagramPort from, Datagram datagram) throws Exception {
        AggregateDatagramPort told = whole;
        if (told != null) {
            PartDatagram own = shown;
            told.received(this, own == null ? datagram : own.showing(datagram));
        }
    }

    @Override
    public void failed(DatagramPort from, NetworkFailure failure) throws Exception {
        AggregateDatagramPort told = whole;
        if (told != null) {
            told.user().failed(told, failure);
        }
    }

    @Override
    public void pathMtuChanged(DatagramPort from, InetSocketAddress destination, int mtu) throws Exception {
        AggregateDatagramPort told = whole;
        if (told != null) {
            told.user().pathMtuChanged(told, destination, mtu);
        }
    }

    @Override
    public void writingPaused(DatagramPort from) throws Exception {
        AggregateDatagramPort told = whole;
        if (told != null) {
            told.partPaused();
        }
    }

    @Override
    public void writingResumed(DatagramPort from) throws Exception {
        AggregateDatagramPort told = whole;
        if (told != null) {
            told.partResumed();
        }
    }

    @Override
    public void closed(DatagramPort from, CloseReason reason) throws Exception {
        all.remove(from);
        AggregateDatagramPort told = whole;
        if (told != null) {
            told.partClosed(reason);
        }
    }

    @Override
    public String protocolName() {
        AggregateDatagramPort told = whole;
        return told == null ? getClass().getName() : told.user().protocolName();
    }
}
