package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.Answers;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;

/** Notes each call as a line; one from another thread than the reactor's says so. */
final class RecordedAnswers implements Answers {

    private static final long GUARD_SECONDS = 30;

    private final Reactor reactor;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<UnknownHostException> failures = new CopyOnWriteArrayList<>();
    private final List<InetAddress> addresses = new CopyOnWriteArrayList<>();

    RecordedAnswers(Reactor reactor) {
        this.reactor = reactor;
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> found, OptionalLong ttlSeconds) {
        addresses.addAll(found);
        line(family + " "
                + found.stream().map(AddressText::format).collect(Collectors.joining(","))
                + (ttlSeconds.isPresent() ? " " + ttlSeconds.getAsLong() : ""));
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        failures.add(why);
        line(family + " " + assertInstanceOf(NetworkFailure.class, why).kind());
    }

    private void line(String line) {
        lines.add(reactor.inReactor() ? line : line + " on a foreign thread");
    }

    /** The next call: {@code INET6 2001:db8::1 60} or {@code INET no-data}. */
    String next() throws InterruptedException {
        String line = lines.poll(GUARD_SECONDS, TimeUnit.SECONDS);
        assertNotNull(line, "no answer came");
        return line;
    }

    /** So many calls, sorted. */
    List<String> next(int count) throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(next());
        }
        all.sort(null);
        return all;
    }

    boolean isSilent() {
        return lines.isEmpty();
    }

    List<InetAddress> addresses() {
        return addresses;
    }

    String message() {
        return String.valueOf(failures.get(failures.size() - 1).getMessage());
    }
}
