package org.hextet.cli.lookup;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.hextet.addresses.AddressRules;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;

/** Asks for the addresses of a name, and waits until every family has its answer. */
public final class AddressQuestion implements Answers {

    private final Reactor reactor;
    private final int families;
    private final Consumer<FamilyAnswer> each;
    private final Promise<List<FamilyAnswer>> promise;
    private final List<FamilyAnswer> answers = new ArrayList<>();
    private final long beganNanos;

    private AddressQuestion(Reactor reactor, int families, Consumer<FamilyAnswer> each, Runnable onCancel) {
        this.reactor = reactor;
        this.each = each;
        this.families = families;
        this.promise = reactor.promise(onCancel);
        this.beganNanos = reactor.nanoTime();
    }

    /**
     * Asks.
     *
     * @param reactor on which the packets go
     * @param resolver whom
     * @param name a host name or a literal
     * @param families not empty
     * @param deadline from now, more than zero
     * @return one answer for each family, in the order in which they came; does not fail for want of addresses
     * @throws IllegalArgumentException as of {@link NameResolver#lookup}
     */
    public static Pending<List<FamilyAnswer>> ask(
            Reactor reactor,
            NameResolver resolver,
            String name,
            Set<StandardProtocolFamily> families,
            Duration deadline) {
        return ask(reactor, resolver, name, families, deadline, answer -> {});
    }

    /**
     * Asks, and hears each answer when it comes.
     *
     * @param reactor as above
     * @param resolver as above
     * @param name as above
     * @param families as above
     * @param deadline as above
     * @param each told of each answer, on the reactor's thread
     * @return as above
     * @throws IllegalArgumentException as above
     */
    public static Pending<List<FamilyAnswer>> ask(
            Reactor reactor,
            NameResolver resolver,
            String name,
            Set<StandardProtocolFamily> families,
            Duration deadline,
            Consumer<FamilyAnswer> each) {
        List<Lookup> begun = new CopyOnWriteArrayList<>();
        AddressQuestion question =
                new AddressQuestion(reactor, families.size(), each, () -> begun.forEach(Lookup::cancel));
        begun.add(resolver.lookup(reactor, name, families, deadline, question));
        return question.promise;
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        List<InetAddress> unmapped =
                addresses.stream().map(AddressRules::unmapped).toList();
        add(new FamilyAnswer(family, elapsedNanos(), unmapped, ttlSeconds, Optional.empty()));
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        add(new FamilyAnswer(family, elapsedNanos(), List.of(), OptionalLong.empty(), Optional.of(why)));
    }

    private long elapsedNanos() {
        return reactor.nanoTime() - beganNanos;
    }

    private void add(FamilyAnswer answer) {
        answers.add(answer);
        each.accept(answer);
        if (answers.size() == families) {
            boolean unused = promise.succeed(List.copyOf(answers));
        }
    }
}
