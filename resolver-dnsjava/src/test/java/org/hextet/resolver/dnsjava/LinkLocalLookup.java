package org.hextet.resolver.dnsjava;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;

/** A program of its own, in a network of its own: looks up one name, and prints what it is told. */
final class LinkLocalLookup {

    private static final long GUARD_NANOS = Duration.ofSeconds(30).toNanos();

    private LinkLocalLookup() {}

    /** {@code args}: name, then specs of resolvers. */
    public static void main(String[] args) throws Exception {
        try (Reactor reactor = Reactor.open("nio")) {
            for (String spec : List.of(args).subList(1, args.length)) {
                try (NameResolver resolver = NameResolver.open(spec)) {
                    System.out.println(answers(reactor, resolver, args[0]));
                }
            }
        }
    }

    /** The server may be on its start still, and then nobody listens there. */
    private static List<String> answers(Reactor reactor, NameResolver resolver, String name) throws Exception {
        long start = System.nanoTime();
        while (true) {
            RecordedAnswers answers = new RecordedAnswers(reactor);
            resolver.lookup(
                    reactor,
                    name,
                    Set.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6),
                    Duration.ofSeconds(30),
                    answers);
            List<String> told = answers.next(2);
            if (!told.contains("INET temporary") || System.nanoTime() - start > GUARD_NANOS) {
                return told;
            }
        }
    }
}
