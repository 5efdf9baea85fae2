package org.hextet.endpoints.scripted;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hextet.addresses.AddressText;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;

/** A resolver whose answers and delays are the test's. What is not scripted never answers. */
public final class ScriptedResolver implements NameResolver {

    private record Reply(List<InetAddress> addresses, FailureKind failure, long afterMillis) {}

    private final Map<StandardProtocolFamily, Reply> replies = new HashMap<>();
    private final List<String> log = new ArrayList<>();

    public ScriptedResolver aaaa(long afterMillis, String... addresses) {
        return reply(StandardProtocolFamily.INET6, afterMillis, addresses);
    }

    public ScriptedResolver a(long afterMillis, String... addresses) {
        return reply(StandardProtocolFamily.INET, afterMillis, addresses);
    }

    public ScriptedResolver fails(StandardProtocolFamily family, FailureKind kind, long afterMillis) {
        replies.put(family, new Reply(List.of(), kind, afterMillis));
        return this;
    }

    private ScriptedResolver reply(StandardProtocolFamily family, long afterMillis, String... addresses) {
        replies.put(
                family,
                new Reply(
                        Arrays.stream(addresses)
                                .map(text -> AddressText.parse(text).toInetAddress())
                                .toList(),
                        FailureKind.NO_DATA,
                        afterMillis));
        return this;
    }

    /** Questions and cancels, one sentence each. */
    public List<String> log() {
        return log;
    }

    @Override
    public String provider() {
        return "scripted";
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        log.add("ask " + name + " " + new TreeSet<>(families));
        boolean[] over = {false};
        Map<Long, List<StandardProtocolFamily>> together = new TreeMap<>();
        for (StandardProtocolFamily family : families) {
            Reply reply = replies.get(family);
            if (reply != null) {
                together.computeIfAbsent(reply.afterMillis, at -> new ArrayList<>())
                        .add(family);
            }
        }
        // What is answered at one time is answered in one turn.
        together.forEach((afterMillis, answered) -> reactor.schedule(Duration.ofMillis(afterMillis), () -> {
            for (StandardProtocolFamily family : answered) {
                Reply reply = replies.get(family);
                if (!over[0] && reply != null) {
                    answer(reply, family, name, answers);
                }
            }
        }));
        return () -> {
            over[0] = true;
            log.add("cancel " + name);
            return true;
        };
    }

    private static void answer(Reply reply, StandardProtocolFamily family, String name, Answers answers) {
        if (reply.addresses.isEmpty()) {
            UnknownHostException why = Failures.ofLookup(
                    new Facts(reply.failure, "look up"), "look up " + name + ": " + reply.failure, null);
            answers.failed(family, why);
        } else {
            answers.answered(family, reply.addresses, OptionalLong.empty());
        }
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("scripted", Set.of(), new TreeMap<>());
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public void close() {
        log.add("close");
    }
}
