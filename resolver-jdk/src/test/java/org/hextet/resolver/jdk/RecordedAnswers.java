package org.hextet.resolver.jdk;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.Answers;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;

/** Notes each call as a line, and insists on the reactor's thread. */
final class RecordedAnswers implements Answers {

    private final Reactor reactor;
    private final List<String> lines = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();

    RecordedAnswers(Reactor reactor) {
        this.reactor = reactor;
    }

    /** {@code INET6 [::1]} or {@code INET no-data}. */
    List<String> lines() {
        return lines;
    }

    /** What the failures say. */
    List<String> messages() {
        return messages;
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        assertTrue(reactor.inReactor());
        lines.add(family + " " + addresses.stream().map(AddressText::format).collect(Collectors.toList()));
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        assertTrue(reactor.inReactor());
        NetworkFailure failure = assertInstanceOf(NetworkFailure.class, why);
        lines.add(family + " " + failure.kind());
        messages.add(String.valueOf(why.getMessage()));
    }
}
