package org.hextet.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.hextet.addresses.AddressText;
import org.hextet.api.Capability;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * One question on its way from server to server, and who waits for the answer. A server that said something useless is
 * not asked again, one that was silent is, as often as the attempts allow. Of the reactor's thread.
 */
final class Inquiry implements Exchange.Listener {

    private final DnsClient client;
    private final Question question;
    private final CommonPorts ports;
    private final Set<Consumer<Verdict>> askers = new LinkedHashSet<>(2);

    private List<InetSocketAddress> servers = List.of();
    private List<String> unusable = List.of();
    private Duration timeout = Duration.ZERO;
    private int attempts;
    private boolean byStream;
    private boolean begun;

    /** What each server did, by its place; those not asked are not in it. */
    private final Map<Integer, String> said = new TreeMap<>();

    private final BitSet useless = new BitSet();
    private boolean wasSilenceOnly = true;
    private int round;
    /** The place of the one that is asked; -1 before the first. */
    private int at = -1;

    private @Nullable Query query;
    private @Nullable Exchange exchange;
    private @Nullable Timer staleTimer;
    private boolean servesStale;
    private boolean ended;

    /**
     * Asks nobody yet.
     *
     * @param ports of the lookup that is the first to ask
     */
    Inquiry(DnsClient client, Question question, CommonPorts ports) {
        this.client = client;
        this.question = question;
        this.ports = ports;
    }

    Question question() {
        return question;
    }

    void join(Consumer<Verdict> asker) {
        askers.add(asker);
    }

    /** Whether nobody waits any more, and what is under way is of no use. */
    boolean leave(Consumer<Verdict> asker) {
        return askers.remove(asker) && askers.isEmpty() && !servesStale;
    }

    /** Whether it has taken so long that what was known before serves meanwhile. */
    boolean servesStale() {
        return servesStale;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Asks the first server. */
    void begin() {
        begun = true;
        Settings settings = client.settings();
        NameServers.Choice choice = client.servers().choose(settings, client.nowNanos());
        servers = choice.order();
        unusable = new ArrayList<>(choice.unusable());
        client.problem().ifPresent(unusable::add);
        timeout = settings.timeout();
        attempts = settings.attempts();
        byStream = settings.streams() || !client.reactor().capabilities().has(Capability.UDP);
        if (client.stale(question).isPresent()) {
            try {
                staleTimer = client.reactor().schedule(client.options().staleAfter(), this::serveStale);
            } catch (RejectedExecutionException closing) {
                // Told below.
            }
        }
        next();
    }

    /** RFC 8767, section 5: who waits is given what was known, and the servers are asked on. */
    private void serveStale() {
        Optional<Verdict> stale = client.stale(question);
        if (!ended && stale.isPresent()) {
            servesStale = true;
            List<Consumer<Verdict>> waiting = List.copyOf(askers);
            askers.clear();
            waiting.forEach(asker -> asker.accept(stale.get()));
        }
    }

    /** Nobody waits: nothing is left of it. */
    void cancel() {
        stop();
        if (exchange != null) {
            exchange.cancel();
        }
    }

    private void stop() {
        ended = true;
        if (staleTimer != null) {
            staleTimer.cancel();
        }
    }

    /** The resolver is closed, or the reactor: whoever waits is told so. */
    void abandon(Verdict verdict) {
        if (!ended) {
            cancel();
            tell(verdict);
        }
    }

    /** What is being waited for. */
    String progress() {
        if (at < 0) {
            return "not asked yet: as many questions as are allowed are under way";
        }
        String before = reasons();
        return "still waiting for " + AddressText.formatSocket(servers.get(at))
                + (before.isEmpty() ? "" : " (before that: " + before + ")");
    }

    @Override
    public void answered(Message answer) {
        Query asked = query;
        if (ended || asked == null) {
            return;
        }
        InetSocketAddress from = servers.get(at);
        Reading reading = Reading.of(answer, question, asked.withEdns());
        if (reading instanceof Reading.Answered answered) {
            client.servers().worked(from);
            client.remember(question, answered.verdict());
            end(answered.verdict());
        } else if (reading instanceof Reading.WithoutEdns) {
            client.servers().knowsNoEdns(from, client.nowNanos());
            ask(false);
        } else if (reading instanceof Reading.Useless why) {
            isUseless(why.why());
        }
    }

    @Override
    public void truncated() {
        if (!ended) {
            ask(true);
        }
    }

    @Override
    public void failed(FailureKind kind, String why) {
        if (ended) {
            return;
        }
        client.servers().failed(servers.get(at), client.nowNanos());
        if (kind == FailureKind.TIMEOUT) {
            said.put(at, why);
            next();
        } else {
            isUseless(why);
        }
    }

    private void isUseless(String why) {
        wasSilenceOnly = false;
        useless.set(at);
        said.put(at, why);
        next();
    }

    private void next() {
        while (round < attempts && useless.cardinality() < servers.size()) {
            while (++at < servers.size()) {
                if (!useless.get(at)) {
                    ask(byStream);
                    return;
                }
            }
            at = -1;
            round++;
        }
        giveUp();
    }

    private void ask(boolean asStream) {
        InetSocketAddress server = servers.get(at);
        int ednsBytes = client.servers().isPlain(server, client.nowNanos()) ? 0 : client.ednsBytes();
        try {
            Way way = asStream ? client.connections().to(server) : ports.to(server, round);
            Query fresh = client.query(question, way, ednsBytes);
            query = fresh;
            Exchange next = new Exchange(way, fresh, timeout, this);
            exchange = next;
            next.begin(client.reactor());
        } catch (RejectedExecutionException closing) {
            // The reactor is on its end, and whoever waits hears of that from it.
            end(new Verdict.Unknown(FailureKind.CANCELLED, "the reactor was closed"));
        } catch (RuntimeException refused) {
            if (exchange != null) {
                exchange.cancel();
            }
            failed(FailureKind.OTHER, String.valueOf(refused.getMessage()));
        }
    }

    private void giveUp() {
        if (servers.isEmpty()) {
            end(new Verdict.Unknown(
                    FailureKind.TEMPORARY,
                    "no name server can be used: "
                            + (unusable.isEmpty() ? "none is named" : String.join("; ", unusable))));
            return;
        }
        end(new Verdict.Unknown(
                wasSilenceOnly ? FailureKind.TIMEOUT : FailureKind.TEMPORARY,
                "no name server had an answer: " + reasons()));
    }

    private String reasons() {
        List<String> reasons = new ArrayList<>();
        said.forEach((place, why) -> reasons.add(AddressText.formatSocket(servers.get(place)) + ": " + why));
        unusable.forEach(why -> reasons.add("skipped: " + why));
        return String.join("; ", reasons);
    }

    private void end(Verdict verdict) {
        if (ended) {
            return;
        }
        stop();
        Verdict told = verdict instanceof Verdict.Unknown ? client.staleInstead(question, verdict) : verdict;
        client.ended(this);
        tell(told);
    }

    private void tell(Verdict verdict) {
        List.copyOf(askers).forEach(asker -> asker.accept(verdict));
    }
}
