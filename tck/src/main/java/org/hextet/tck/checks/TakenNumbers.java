package org.hextet.tck.checks;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.tck.doubles.ForwardingReactor;

/**
 * A reactor on which somebody else is faster: whoever asks for a port by its number finds it taken, so many times. It
 * is taken for real, on the reactor beneath.
 */
final class TakenNumbers extends ForwardingReactor {

    private final List<ListeningPort> takers = new ArrayList<>();
    private int timesChosen;
    private int left;

    TakenNumbers(Reactor beneath, int times) {
        super(beneath);
        this.left = times;
    }

    /** Those who were faster, but for other programs: a number that is one's is taken without further ado. */
    synchronized List<ListeningPort> takers() {
        return List.copyOf(takers);
    }

    private synchronized void took(ListeningPort port) {
        takers.add(port);
    }

    /** How often a number was left to be chosen. */
    synchronized int timesChosen() {
        return timesChosen;
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        synchronized (this) {
            if (local.getPort() == 0) {
                timesChosen++;
            } else if (left > 0) {
                left--;
                beneath.listenTcp(local, options, factory).thenAccept(this::took);
            }
        }
        return beneath.listenTcp(local, options, factory);
    }
}
