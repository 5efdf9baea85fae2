package org.hextet.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hextet.api.DatagramOptions;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Where questions come from. Each lookup has a port of its own, drawn anew and closed behind it (RFC 5452, section
 * 9.2), up to {@value #AT_ONCE} at once and {@value #PER_SECOND} a second from then on. To open and close one costs
 * more than all else that a lookup does, so that beyond this a lookup takes one at random of those that were opened
 * within the last second, and these change on and on: a port lives for no longer than one that waits for an answer. Of
 * the reactor's thread.
 */
final class SourcePorts {

    private static final int AT_ONCE = 256;
    private static final int PER_SECOND = 64;
    private static final long NANOS_FOR_ONE = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    private static final long MOST_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_IDLE = 64;

    /** What a server may send without EDNS (RFC 1035, section 4.2.1). */
    private static final int LEAST_BYTES = 512;

    private final Reactor reactor;
    private final Unpredictable random;
    private final DatagramOptions options;

    /** To one server or the other: there are few. */
    private final List<SourcePort> open = new ArrayList<>();

    /** When all that may be opened at once may be again. */
    private long wholeAgainNanos;

    private boolean hasOpened;
    private int idle;
    private @Nullable Timer sweep;

    SourcePorts(Reactor reactor, Unpredictable random, int ednsBytes) {
        this.reactor = reactor;
        this.random = random;
        this.options = DatagramOptions.DEFAULT.withFacts(Set.of()).withReceiveLimit(Math.max(LEAST_BYTES, ednsBytes));
    }

    Reactor reactor() {
        return reactor;
    }

    Unpredictable random() {
        return random;
    }

    DatagramOptions options() {
        return options;
    }

    /** How many are open. */
    int count() {
        return open.size();
    }

    /** A port for the questions of one lookup. */
    SourcePort to(InetSocketAddress server) {
        long now = reactor.nanoTime();
        if (debt(now) >= AT_ONCE * NANOS_FOR_ONE) {
            SourcePort drawn = draw(server, now);
            if (drawn != null) {
                return drawn;
            }
        }
        wholeAgainNanos = now + debt(now) + NANOS_FOR_ONE;
        hasOpened = true;
        SourcePort fresh = new SourcePort(this, server, now);
        open.add(fresh);
        try {
            fresh.open();
        } catch (RuntimeException refused) {
            fresh.close();
            throw refused;
        }
        return fresh;
    }

    /** How long it takes until as many may be opened at once as ever. */
    private long debt(long now) {
        return hasOpened ? Math.max(0, wholeAgainNanos - now) : 0;
    }

    private @Nullable SourcePort draw(InetSocketAddress server, long now) {
        // From a place that nobody can guess to the first that fits.
        int start = open.isEmpty() ? 0 : random.bits16() % open.size();
        for (int i = 0; i < open.size(); i++) {
            SourcePort one = open.get((start + i) % open.size());
            if (isYoung(one, now) && one.isTo(server)) {
                release(one);
                return one;
            }
        }
        return null;
    }

    private static boolean isYoung(SourcePort one, long now) {
        return now - one.openedNanos() < MOST_AGE_NANOS;
    }

    /** Its last question is answered. It stays only where so much is asked that another will be glad of it. */
    void isIdle(SourcePort one) {
        long now = reactor.nanoTime();
        if (idle < MOST_IDLE && isYoung(one, now) && debt(now) > AT_ONCE * NANOS_FOR_ONE / 2) {
            one.keep(true);
            idle++;
            if (sweep == null) {
                sweep = reactor.schedule(Duration.ofNanos(MOST_AGE_NANOS), this::sweep);
            }
        } else {
            one.close();
        }
    }

    void isGone(SourcePort one) {
        open.remove(one);
        release(one);
    }

    private void release(SourcePort one) {
        if (one.isKept()) {
            one.keep(false);
            idle--;
        }
    }

    private void sweep() {
        sweep = null;
        for (SourcePort one : List.copyOf(open)) {
            if (one.isKept()) {
                one.close();
            }
        }
    }

    /** The resolver is closed: none is left. */
    void close() {
        List.copyOf(open).forEach(SourcePort::close);
        if (sweep != null) {
            sweep.cancel();
        }
    }
}
