package org.hextet.policies.driver;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hextet.policies.Answer;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.Event;
import org.hextet.policies.Race;
import org.hextet.policies.Step;

/** Connects to a name by a policy: a thread for each lookup and each attempt, and the caller's for the race. */
public final class ThreadedDriver implements AutoCloseable {

    /** Looks up one family of a name; gives a negative answer where there is none, or the lookup failed. */
    public interface Lookup {
        Answer of(StandardProtocolFamily family);
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<Step.Attempt, SocketChannel> attempts = new HashMap<>(); // steps tell zones apart
    private final IOException failure = new ConnectException("no address could be connected to");

    private ThreadedDriver() {}

    public static SocketChannel connect(Lookup lookup, int port, ConnectPolicy policy, Duration atMost)
            throws IOException, InterruptedException {
        try (ThreadedDriver driver = new ThreadedDriver()) {
            for (StandardProtocolFamily family : policy.families()) {
                driver.threads.execute(() -> driver.events.add(new Event.Answered(lookup.of(family))));
            }
            return driver.run(policy.race(), port, atMost.toNanos());
        }
    }

    private SocketChannel run(Race race, int port, long deadline) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long wakeAt = deadline;
        while (true) {
            Event event = events.poll(begun + Math.min(wakeAt, deadline) - System.nanoTime(), TimeUnit.NANOSECONDS);
            long now = System.nanoTime() - begun;
            if (event == null) {
                event = now < deadline ? new Event.Woken() : new Event.Stopped();
                wakeAt = deadline;
            }
            for (Step step : race.on(now, event)) {
                if (step instanceof Step.Attempt attempt) {
                    begin(attempt, port);
                } else if (step instanceof Step.WakeAt wake) {
                    wakeAt = wake.atNanos();
                } else if (step instanceof Step.Won won) {
                    return Objects.requireNonNull(attempts.remove(new Step.Attempt(won.address())));
                } else if (step instanceof Step.Failed) {
                    throw failure;
                } // Step.Cancel comes at the end only, where close() does it for all
            }
            if (event instanceof Event.Stopped) {
                throw new SocketTimeoutException("no connection in time");
            }
        }
    }

    private void begin(Step.Attempt attempt, int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        attempts.put(attempt, channel);
        threads.execute(() -> {
            try {
                channel.connect(new InetSocketAddress(attempt.address(), port));
                events.add(new Event.Connected(attempt.address()));
            } catch (IOException e) {
                failure.addSuppressed(e);
                events.add(new Event.AttemptFailed(attempt.address()));
            }
        });
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (SocketChannel channel : attempts.values()) {
            channel.close();
        }
    }
}
