package org.hextet.reactor;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.hextet.addresses.AddressText;
import org.hextet.api.Capability;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Route;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DriverException;
import org.jspecify.annotations.Nullable;

/** The flow labels that a datagram port leases. Of the loop only, but for what asks. */
final class PortLabels {

    private final LoopSockets sockets;
    private final DatagramDriver driver;
    private final int handle;

    private final Set<LeasedFlowLabel> leases = Collections.newSetFromMap(new WeakHashMap<>());

    /** Leased for the peer. */
    private volatile @Nullable LeasedFlowLabel ofPeer;

    /** To the peer, with its label. */
    private volatile @Nullable Route toPeer;

    PortLabels(LoopSockets sockets, DatagramDriver driver, int handle) {
        this.sockets = sockets;
        this.driver = driver;
        this.handle = handle;
    }

    /** Refuses what no label can be for. */
    void requireLabelled(InetAddress destination, String what) {
        sockets.reactor().capabilities().require(Capability.FLOW_LABEL);
        if (!(destination instanceof Inet6Address) || destination.isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    what + ": labels are for one IPv6 destination; IPv4 packets have none, and :: is nobody");
        }
    }

    LeasedFlowLabel lease(InetAddress destination, FlowLabelRequest request) throws DriverException {
        int value = driver.lease(handle, destination, request);
        LeasedFlowLabel label = new LeasedFlowLabel(
                sockets,
                destination,
                AddressText.format(destination),
                request.sharing(),
                value,
                new Lease(destination, value));
        leases.add(label);
        return label;
    }

    static IOException failure(InetAddress destination, FlowLabelRequest request, DriverException failed) {
        return ErrnoFailures.flowLabel(
                failed.errno(),
                new InetSocketAddress(destination, 0),
                request,
                failed.platform().orElse(null));
    }

    /** Whether the port has leased that one. */
    boolean include(FlowLabel label) {
        return label instanceof LeasedFlowLabel leased && leased.isOf(this);
    }

    // ---- the peer's

    @Nullable
    FlowLabel ofPeer() {
        return ofPeer;
    }

    /** The way to the peer with its label; null if none is leased for it. */
    @Nullable
    Route toPeer() {
        LeasedFlowLabel label = ofPeer;
        return label != null && label.isHeld() ? toPeer : null;
    }

    void peerHas(@Nullable LeasedFlowLabel label) {
        ofPeer = label;
        toPeer = label == null ? null : Route.toPeer().withFlowLabel(label);
    }

    void releasePeers() {
        LeasedFlowLabel label = ofPeer;
        if (label != null) {
            label.close();
        }
    }

    /** The leases end with the socket. */
    void end() {
        for (LeasedFlowLabel label : leases) {
            label.socketCloses();
        }
    }

    /** A lease that the socket of the port holds. */
    private final class Lease implements LeasedFlowLabel.Lease {

        private final InetAddress destination;
        private final int value;

        Lease(InetAddress destination, int value) {
            this.destination = destination;
            this.value = value;
        }

        @Override
        public Object holder() {
            return PortLabels.this;
        }

        @Override
        public void renew(Duration linger, Duration expires) throws DriverException {
            driver.renew(handle, destination, value, linger, expires);
        }

        @Override
        public void release() {
            driver.release(handle, destination, value);
        }
    }
}
