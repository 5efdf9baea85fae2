package org.hextet.endpoints.scripted;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hextet.addresses.AddressText;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.DnsRecord;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;

/** A resolver whose answers and delays are the test's. What is not scripted never answers. */
public final class ScriptedResolver implements NameResolver {

    private record Reply(List<InetAddress> addresses, FailureKind failure, long afterMillis) {}

    private final Map<StandardProtocolFamily, Reply> replies = new HashMap<>();

    private record Records(List<DnsRecord> records, long afterMillis) {}

    private final Map<String, ScriptedResolver> others = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<String, Records> records = new HashMap<>();
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

    /** A lookup of this name throws. */
    public ScriptedResolver throwing(String name) {
        refused.add(name);
        return this;
    }

    /** A name with answers of its own; they log for themselves. */
    public ScriptedResolver named(String name, ScriptedResolver answers) {
        others.put(name, answers);
        return this;
    }

    /** Service bindings of a name; none: no data. What is not scripted never answers. */
    public ScriptedResolver bindings(String question, long afterMillis, DnsRecord.Binding... bindings) {
        String[] words = question.split(" ", 2);
        records.put(
                question,
                new Records(
                        Arrays.stream(bindings)
                                .map(binding -> new DnsRecord(words[1], words[0], 60, "…", binding))
                                .toList(),
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
        if (refused.contains(name)) {
            throw new IllegalArgumentException("look up " + name + ": no host name");
        }
        ScriptedResolver other = others.get(name);
        if (other != null) {
            return other.lookup(reactor, name, families, deadline, answers);
        }
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
    public Pending<List<DnsRecord>> records(Reactor reactor, String name, String type, Duration deadline) {
        String question = type + " " + name;
        log.add("ask " + question);
        ScriptedPromise<List<DnsRecord>> pending = new ScriptedPromise<>(() -> log.add("cancel " + question));
        Records reply = records.get(question);
        if (reply != null) {
            reactor.schedule(Duration.ofMillis(reply.afterMillis), () -> {
                if (reply.records.isEmpty()) {
                    pending.fail(Failures.ofLookup(
                            new Facts(FailureKind.NO_DATA, "look up"), "look up " + name + ": no-data", null));
                } else {
                    pending.succeed(reply.records);
                }
            });
        }
        return pending;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                "scripted", records.isEmpty() ? Set.of() : Set.of(Capability.RESOLVE_RECORDS), new TreeMap<>());
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public void close() {
        log.add("close");
    }

    /** Does something else than to answer. */
    public static final class Faulty implements NameResolver {

        private final Runnable instead;

        public Faulty(Runnable instead) {
            this.instead = instead;
        }

        @Override
        public String provider() {
            return "faulty";
        }

        @Override
        public Lookup lookup(
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers) {
            instead.run();
            return () -> false;
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities("faulty", Set.of(), new TreeMap<>());
        }

        @Override
        public List<String> warnings() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
