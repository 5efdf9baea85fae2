package org.hextet.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.reactor.driver.DriverException;

/** A lease that a socket holds: of a connection, or of a datagram port for one destination. */
final class LeasedFlowLabel implements FlowLabel {

    private final LoopSockets sockets;
    private final InetAddress destination;
    private final String destinationText;
    private final Sharing sharing;
    private final int value;
    private final Lease lease;

    /** Turned off once: by the user's close, or by the end of the socket. */
    private final AtomicBoolean held = new AtomicBoolean(true);

    /** Of the loop only. */
    private boolean socketIsOpen = true;

    /** What the driver does with it. Of the loop only. */
    interface Lease {

        /** Whose socket it is: a connection or a port. */
        Object holder();

        void renew(Duration linger, Duration expires) throws DriverException;

        void release();
    }

    LeasedFlowLabel(
            LoopSockets sockets,
            InetAddress destination,
            String destinationText,
            Sharing sharing,
            int value,
            Lease lease) {
        this.sockets = sockets;
        this.destination = destination;
        this.destinationText = destinationText;
        this.sharing = sharing;
        this.value = value;
        this.lease = lease;
    }

    /** Whether that connection or port holds it. */
    boolean isOf(Object holder) {
        return lease.holder() == holder;
    }

    @Override
    public int value() {
        return value;
    }

    @Override
    public Sharing sharing() {
        return sharing;
    }

    @Override
    public InetAddress destination() {
        return destination;
    }

    @Override
    public boolean isHeld() {
        return held.get();
    }

    @Override
    public void renew(Duration linger, Duration expires) throws IOException {
        // Its checks are those of the times.
        FlowLabelRequest times = FlowLabelRequest.any().withTimes(linger, expires);
        sockets.askOnLoop("renew " + this, () -> {
            if (!held.get()) {
                throw Failures.of(
                        new Facts(FailureKind.ABORTED, "renew", null, new InetSocketAddress(destination, 0), null),
                        "renew " + this + ": the lease has ended; lease a label anew",
                        null);
            }
            lease.renew(times.linger(), times.expires());
            return true;
        });
    }

    @Override
    public void close() {
        if (held.compareAndSet(true, false)) {
            sockets.loop().onLoop(() -> {
                if (socketIsOpen) {
                    lease.release();
                }
            });
        }
    }

    /** The socket closes, and the lease with it. Of the loop only. */
    void socketCloses() {
        socketIsOpen = false;
        held.set(false);
    }

    @Override
    public String toString() {
        return String.format("flow label 0x%05x for %s", value, destinationText);
    }
}
