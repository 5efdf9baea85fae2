package org.hextet.resolver.dnsjava;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.hextet.api.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * A question, and where its answer is only another name, the question for that one, to the end. Of the reactor's
 * thread.
 */
final class Chain implements DnsClient.Waiting {

    private final DnsClient client;
    private final int type;
    private final CommonPorts ports;
    private final Consumer<Verdict> asker;
    /** Those that were asked for before; most have none. */
    private Set<Name> names = Set.of();

    private final Consumer<Verdict> step = this::known;
    private long ttlSeconds = Long.MAX_VALUE;
    private Name asked;
    private int steps;
    private DnsClient.@Nullable Waiting waiting;
    private boolean left;

    private Chain(DnsClient client, Question first, CommonPorts ports, Consumer<Verdict> asker) {
        this.client = client;
        this.type = first.type();
        this.asked = first.name();
        this.ports = ports;
        this.asker = asker;
    }

    /**
     * Asks.
     *
     * @param ports of the lookup
     * @param asker is told once, perhaps before this returns: found, no-data, no-such-name or unknown
     */
    static Chain ask(DnsClient client, Question question, CommonPorts ports, Consumer<Verdict> asker) {
        Chain chain = new Chain(client, question, ports, asker);
        chain.follow(question.name());
        return chain;
    }

    @Override
    public void leave() {
        left = true;
        if (waiting != null) {
            waiting.leave();
        }
    }

    @Override
    public String progress() {
        return waiting == null ? "nobody was asked" : waiting.progress();
    }

    private void follow(Name first) {
        Name name = first;
        while (true) {
            if (names.contains(name) || names.size() > Reading.MAX_ALIASES) {
                asker.accept(new Verdict.Unknown(
                        FailureKind.TEMPORARY,
                        "its aliases (CNAME) lead in a circle, or are more than " + Reading.MAX_ALIASES + ", at "
                                + name));
                return;
            }
            Question question = new Question(name, type);
            Optional<Verdict> known = client.known(question);
            if (known.isEmpty()) {
                asked = name;
                int here = ++steps;
                DnsClient.Waiting next = client.ask(question, ports, step);
                // Answered already, it may wait for the next name.
                if (here == steps) {
                    waiting = next;
                }
                return;
            }
            if (!(known.get() instanceof Verdict.Alias alias)) {
                end(known.get());
                return;
            }
            name = next(name, alias);
        }
    }

    private void known(Verdict verdict) {
        if (left) {
            return;
        }
        if (verdict instanceof Verdict.Alias alias) {
            follow(next(asked, alias));
        } else {
            end(verdict);
        }
    }

    private Name next(Name from, Verdict.Alias alias) {
        if (names.isEmpty()) {
            names = new HashSet<>();
        }
        names.add(from);
        ttlSeconds = Math.min(ttlSeconds, alias.ttlSeconds());
        return alias.target();
    }

    private void end(Verdict verdict) {
        asker.accept(
                verdict instanceof Verdict.Lasting lasting
                        ? lasting.lasting(Math.min(ttlSeconds, lasting.ttlSeconds()))
                        : verdict);
    }
}
