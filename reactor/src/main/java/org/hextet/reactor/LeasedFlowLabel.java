package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

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

/** The lease of one connection: of its socket, and so of its driver. */
final class LeasedFlowLabel implements FlowLabel {

    private final LoopSockets sockets;
    private final int handle;
    private final InetSocketAddress remote;
    private final Sharing sharing;
    private final int value;

    /** Turned off once: by the user's close, or by the end of the connection. */
    private final AtomicBoolean held = new AtomicBoolean(true);

    /** Of the loop only. */
    private boolean socketIsOpen = true;

    LeasedFlowLabel(LoopSockets sockets, int handle, InetSocketAddress remote, FlowLabelRequest request) {
        this.sockets = sockets;
        this.handle = handle;
        this.remote = remote;
        this.sharing = request.sharing();
        this.value = sockets.driver().flowLabel(handle);
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
        return remote.getAddress();
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
                        new Facts(FailureKind.ABORTED, "renew", null, remote, null),
                        "renew " + this + ": the lease has ended; lease a label anew",
                        null);
            }
            sockets.driver().renewFlowLabel(handle, times.linger(), times.expires());
            return true;
        });
    }

    @Override
    public void close() {
        if (held.compareAndSet(true, false)) {
            sockets.loop().onLoop(() -> {
                if (socketIsOpen) {
                    sockets.driver().releaseFlowLabel(handle);
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
        return String.format("flow label 0x%05x for %s", value, formatSocket(remote));
    }
}
