package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;

/** A user's resolver that breaks its contract in one way. */
final class FaultyResolver implements NameResolver {

    /** How it breaks it. */
    enum Fault {
        /** The call throws. */
        THROWS,
        /** The call throws an error. */
        THROWS_ERROR,
        /** IPv6 is answered twice, at once. */
        ANSWERS_TWICE,
        /** IPv6 is answered a second time when the first answer is being used. */
        ANSWERS_AGAIN,
        /** IPv6 is answered, and then fails. */
        ANSWERS_THEN_FAILS,
        /** Both families fail, and then IPv6 is answered. */
        FAILS_THEN_ANSWERS
    }

    private static final Duration LATER = Duration.ofMillis(100);

    private final Fault fault;
    private final InetAddress first;
    private final InetAddress second;
    private Optional<Answers> told = Optional.empty();

    FaultyResolver(Fault fault, InetAddress first, InetAddress second) {
        this.fault = fault;
        this.first = first;
        this.second = second;
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        told = Optional.of(answers);
        switch (fault) {
            case THROWS -> throw new IllegalStateException("the table of names is torn");
            case THROWS_ERROR -> throw new NoClassDefFoundError("org/example/TableOfNames");
            case ANSWERS_TWICE ->
                reactor.execute(() -> {
                    fail(answers, INET, name);
                    answer(answers, first);
                    answer(answers, second);
                });
            case ANSWERS_AGAIN -> {
                reactor.execute(() -> {
                    fail(answers, INET, name);
                    answer(answers, first);
                });
                reactor.schedule(LATER, () -> answer(answers, second));
            }
            case ANSWERS_THEN_FAILS ->
                reactor.execute(() -> {
                    fail(answers, INET, name);
                    answer(answers, first);
                    fail(answers, INET6, name);
                });
            case FAILS_THEN_ANSWERS ->
                reactor.execute(() -> {
                    fail(answers, INET, name);
                    fail(answers, INET6, name);
                    answer(answers, second);
                });
        }
        return () -> true;
    }

    /** Answers once more, now: nobody waits any longer. */
    void answerLate() {
        told.ifPresent(answers -> {
            answer(answers, second);
            fail(answers, INET6, "late.test");
        });
    }

    private static void answer(Answers answers, InetAddress address) {
        answers.answered(INET6, List.of(address), OptionalLong.empty());
    }

    private static void fail(Answers answers, StandardProtocolFamily family, String name) {
        UnknownHostException why = Failures.ofLookup(
                new NetworkFailure.Facts(FailureKind.NO_DATA, "look up"), "look up " + name + ": no " + family, null);
        answers.failed(family, why);
    }

    @Override
    public String provider() {
        return "faulty";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("faulty", Set.of(), Map.of());
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public void close() {}
}
