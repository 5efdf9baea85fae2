package org.hextet.reactor;

import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Set;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.DatagramFact;
import org.hextet.reactor.driver.ReceivedDatagram;

/** What a port receives: shown to its protocol, or kept while reading is paused. Of the loop only. */
final class UdpInput {

    private final LoopSockets sockets;
    private final int handle;
    private final Set<DatagramFact> facts;
    private final LentDatagram lent;
    private final DatagramCallbacks callbacks;

    /** Came after reading was paused. */
    private final ArrayDeque<KeptDatagram> kept = new ArrayDeque<>();

    private boolean isPaused;
    private boolean hasEnded;

    UdpInput(LoopSockets sockets, int handle, Set<DatagramFact> facts, LentDatagram lent, DatagramCallbacks callbacks) {
        this.sockets = sockets;
        this.handle = handle;
        this.facts = facts;
        this.lent = lent;
        this.callbacks = callbacks;
    }

    void received(ReceivedDatagram datagram) {
        if (isPaused) {
            kept.addLast(KeptDatagram.copyOf(datagram, facts));
        } else {
            show(datagram, false);
        }
    }

    private void show(ReceivedDatagram datagram, boolean isKept) {
        // The buffer is the same for all: the order that one protocol sets is not the next one's.
        datagram.data().order(ByteOrder.BIG_ENDIAN);
        lent.show(datagram, isKept);
        try {
            callbacks.received(lent);
        } finally {
            lent.hide();
        }
        sockets.loop().settle();
    }

    void pause() {
        if (!hasEnded && !isPaused) {
            isPaused = true;
            sockets.driver().pauseReceiving(handle);
        }
    }

    void resume() {
        if (!hasEnded && isPaused) {
            isPaused = false;
            if (kept.isEmpty()) {
                sockets.driver().resumeReceiving(handle);
            } else {
                // Never inside the running callback.
                sockets.loop().submit(this::showKept);
            }
        }
    }

    private void showKept() {
        KeptDatagram next;
        while (!isPaused && (next = kept.pollFirst()) != null) {
            show(next, true);
        }
        if (!hasEnded && !isPaused) {
            sockets.driver().resumeReceiving(handle);
        }
    }

    /** What others had sent waits behind a pause: it is not received any more. */
    void keepOnly(InetSocketAddress peer) {
        SocketAddressKey only = SocketAddressKey.of(peer);
        kept.removeIf(each -> !SocketAddressKey.of(each.sender()).equals(only));
    }

    void end() {
        hasEnded = true;
        kept.clear();
    }
}
