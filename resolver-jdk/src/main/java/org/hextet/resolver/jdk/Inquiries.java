package org.hextet.resolver.jdk;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.hextet.addresses.IpAddress;
import org.hextet.api.failure.FailureKind;

/**
 * The names that the platform is being asked for, and those that wait for it. Each name is asked for once at a time:
 * who comes later waits with the others, of whatever family and reactor.
 *
 * <p>Nobody can interrupt {@code getaddrinfo}, so a system that does not answer keeps its threads. Their number is
 * bounded, and so is the queue of names for which there is none; a name that nobody waits for any more leaves the
 * queue. Thread-safe.
 */
final class Inquiries {

    private static final long IDLE_SECONDS = 60;

    private final JdkResolverOptions options;
    private final Platform platform;
    private final RememberedFailures remembered;
    private final ThreadPoolExecutor threads;

    /** Held for a few instructions, never while the platform is asked or anybody told. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Inquiry> byName = new HashMap<>();
    private boolean closed;

    Inquiries(JdkResolverOptions options, Platform platform, RememberedFailures remembered) {
        this.options = options;
        this.platform = platform;
        this.remembered = remembered;
        this.threads = new ThreadPoolExecutor(
                options.threads(),
                options.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(options.queue()),
                new AskingThreads());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Fails once closed.
     *
     * @throws IllegalStateException then
     */
    void requireOpen() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("resolver " + JdkResolverProvider.NAME + " is closed");
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets an asker wait for a name, which is asked for unless it is being asked for already.
     *
     * @throws IllegalStateException if closed
     */
    void join(String asciiName, Asker asker) {
        lock.lock();
        try {
            requireOpen();
            Inquiry running = byName.get(asciiName);
            if (running != null) {
                running.askers.add(asker);
                return;
            }
            Inquiry inquiry = new Inquiry(asciiName);
            threads.execute(inquiry);
            inquiry.askers.add(asker);
            byName.put(asciiName, inquiry);
            return;
        } catch (RejectedExecutionException full) {
            // Told below, without the lock.
        } finally {
            lock.unlock();
        }
        asker.end(new Outcome.NotFound(
                FailureKind.TEMPORARY,
                "not asked: the system is busy with " + options.threads() + " names and " + options.queue()
                        + " wait; try again later, or open the resolver with more room: jdk?threads=N&queue=N",
                null));
    }

    /**
     * An asker waits no longer.
     *
     * @return whether the platform was asked, or is being asked, for its name; false if that waited for a thread
     */
    boolean leave(String asciiName, Asker asker) {
        lock.lock();
        try {
            Inquiry inquiry = byName.get(asciiName);
            if (inquiry == null || !inquiry.askers.remove(asker)) {
                return true;
            }
            if (inquiry.askers.isEmpty() && threads.remove(inquiry)) {
                byName.remove(asciiName);
            }
            return inquiry.begun;
        } finally {
            lock.unlock();
        }
    }

    /** Tells all who wait that this is the end. Threads end when the platform lets go of them. */
    void close() {
        List<Asker> waiting = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            byName.values().forEach(inquiry -> waiting.addAll(inquiry.askers));
            byName.clear();
            threads.shutdownNow();
        } finally {
            lock.unlock();
        }
        Outcome end = new Outcome.NotFound(FailureKind.CANCELLED, "the resolver was closed", null);
        waiting.forEach(asker -> asker.end(end));
    }

    private Outcome ask(String asciiName) {
        try {
            InetAddress[] addresses = platform.ask(asciiName);
            if (addresses.length == 0) {
                return new Outcome.NotFound(FailureKind.NO_DATA, "the system gave an empty list", null);
            }
            InetAddress[] unmapped = new InetAddress[addresses.length];
            for (int i = 0; i < addresses.length; i++) {
                unmapped[i] = unmapped(asciiName, addresses[i]);
            }
            return Outcome.Found.of(unmapped);
        } catch (UnknownHostException none) {
            return remembered.judge(asciiName, none);
        } catch (RuntimeException | Error thrown) {
            // Whatever it was, those who wait are told, and the thread lives.
            return new Outcome.NotFound(FailureKind.TEMPORARY, "the system's resolver failed: " + thrown, thrown);
        }
    }

    /**
     * IPv4, where a hosts file writes it as IPv6: {@code getaddrinfo} gives a mapped {@code Inet6Address}, which the
     * JDK's own parser never makes.
     */
    private static InetAddress unmapped(String asciiName, InetAddress address) throws UnknownHostException {
        byte[] bytes = address.getAddress();
        return !(address instanceof Inet4Address) && IpAddress.of(bytes).isMapped()
                ? InetAddress.getByAddress(asciiName, bytes)
                : address;
    }

    /** One name, and who waits for it. */
    private final class Inquiry implements Runnable {

        private final String asciiName;
        private final Set<Asker> askers = new LinkedHashSet<>();
        private boolean begun;

        Inquiry(String asciiName) {
            this.asciiName = asciiName;
        }

        @Override
        public void run() {
            lock.lock();
            try {
                if (askers.isEmpty()) {
                    byName.remove(asciiName, this);
                    return;
                }
                begun = true;
            } finally {
                lock.unlock();
            }
            Outcome outcome = ask(asciiName);
            List<Asker> waiting;
            lock.lock();
            try {
                byName.remove(asciiName, this);
                waiting = closed ? List.of() : List.copyOf(askers);
            } finally {
                lock.unlock();
            }
            waiting.forEach(asker -> asker.end(outcome));
        }
    }
}
