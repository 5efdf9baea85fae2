package org.hextet.cli.diagnosis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.hextet.addresses.Host;
import org.hextet.addresses.Nat64Prefix;
import org.hextet.addresses.Placement;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.cli.lookup.AddressQuestion;
import org.hextet.cli.lookup.FamilyAnswer;
import org.hextet.endpoints.order.AddressPolicy;
import org.hextet.endpoints.order.HostOrder;

/**
 * Looks at the host, asks name servers, and connects to every address. One thread runs it; others may ask at any time
 * for what has been seen so far.
 */
public final class Examination {

    /** What any host would send to over its default route; no packet leaves for it. */
    private static final Map<StandardProtocolFamily, String> FAR_AWAY =
            Map.of(StandardProtocolFamily.INET6, "2001:503:ba3e::2:30", StandardProtocolFamily.INET, "198.41.0.4");

    private static final Path PROC_NET = Path.of("/proc/net");

    /** How long one name server is waited for. */
    private static final Duration SERVER_AT_MOST = Duration.ofSeconds(3);

    private final Reactor reactor;
    private final Plan plan;
    private final Expectation expectation;
    private final Consumer<String> note;
    private final long endNanos;

    // What was seen so far: guarded by this.
    private HostFacts host = new HostFacts(
            List.of(),
            Map.of(),
            Optional.empty(),
            new ConfiguredServers(List.of(), List.of()),
            List.of(),
            Optional.empty());
    private final List<FamilyAnswer> lookups = new ArrayList<>();
    private final Map<InetSocketAddress, List<FamilyAnswer>> serverAnswers = new HashMap<>();
    private final Map<InetSocketAddress, String> serverFailures = new HashMap<>();
    private final List<InetAddress> nat64Addresses = new ArrayList<>();
    private List<InetSocketAddress> servers = List.of();
    private boolean isNat64Known;
    private List<Placement> order = List.of();
    private Optional<AttemptSeries> attempts = Optional.empty();
    private boolean isWhole;

    /**
     * Prepares.
     *
     * @param reactor carries the lookups and the attempts
     * @param plan what to do
     * @param expectation what must work
     * @param note told in words of each answer and of the end of each attempt; on the reactor's thread
     */
    public Examination(Reactor reactor, Plan plan, Expectation expectation, Consumer<String> note) {
        this.reactor = reactor;
        this.plan = plan;
        this.expectation = expectation;
        this.note = note;
        this.endNanos = reactor.nanoTime() + plan.atMost().toNanos();
    }

    /**
     * Does it all.
     *
     * @return what is to be made of it
     * @throws IOException if the reactor ends before
     * @throws InterruptedException if the thread is interrupted
     */
    public Report run() throws IOException, InterruptedException {
        look();
        WarmUp.run(reactor, isAskingServers() ? plan.serverResolvers() : Optional.empty(), plan.tls());
        List<NameResolver> opened = new ArrayList<>();
        try {
            List<InetAddress> addresses =
                    plan.target().isPresent() ? addresses(plan.target().get()) : List.of();
            // Not beside the lookup: each would wait for the other's packets, and be told as slower than it is.
            List<Pending<?>> asked = isAskingServers() ? askServers(opened) : List.of();
            if (plan.target().isPresent()) {
                reach(plan.target().get(), addresses);
            }
            for (Pending<?> each : asked) {
                Object unused = each.await();
            }
        } finally {
            opened.forEach(NameResolver::close);
        }
        synchronized (this) {
            isWhole = true;
        }
        return soFar();
    }

    /**
     * What is to be made of what was seen so far. Any thread.
     *
     * @return after {@link #run} has returned, the same as that one
     */
    public synchronized Report soFar() {
        Observations seen = new Observations(
                plan.target(),
                host,
                plan.target()
                        .filter(Target::isName)
                        .map(target -> plan.resolver().provider()),
                lookups,
                serverAnswers(),
                order,
                attempts.map(AttemptSeries::soFar).orElse(List.of()),
                isNat64Known ? Optional.of(Nat64Prefix.discovered(nat64Addresses)) : Optional.empty(),
                isWhole);
        return new Report(Diagnosis.of(seen, expectation));
    }

    /**
     * What it is about now. Any thread.
     *
     * @return a few words
     */
    public synchronized String progress() {
        if (attempts.isPresent()) {
            List<AttemptReport> all = attempts.get().soFar();
            long ended = all.stream()
                    .filter(each -> each.outcome() != AttemptReport.Outcome.CANCELLED)
                    .count();
            return ended < all.size()
                    ? "connecting: " + ended + " of " + Families.count(all.size(), "address", "addresses") + " decided"
                    : "waiting for name servers";
        }
        return plan.target().isPresent() ? "looking up " + plan.target().get().text() : "asking name servers";
    }

    private List<ServerAnswer> serverAnswers() {
        return servers.stream()
                .map(server -> new ServerAnswer(
                        server,
                        serverAnswers.getOrDefault(server, List.of()),
                        Optional.ofNullable(serverFailures.get(server))))
                .toList();
    }

    // ---- the host

    private void look() throws IOException, InterruptedException {
        Map<StandardProtocolFamily, InetAddress> sources = new EnumMap<>(StandardProtocolFamily.class);
        for (StandardProtocolFamily family : Families.BOTH) {
            InetAddress far = org.hextet.addresses.AddressText.parse(FAR_AWAY.getOrDefault(family, ""))
                    .toInetAddress();
            reactor.sourceAddress(far)
                    .await()
                    .filter(source -> !source.isLoopbackAddress())
                    .ifPresent(source -> sources.put(family, source));
        }
        HostFacts facts = new HostFacts(
                LocalAddresses.ofHost(PROC_NET.resolve("if_inet6")),
                sources,
                DefaultRoutes.ofHost(PROC_NET),
                ConfiguredServers.of(plan.resolvConf()),
                JvmSwitches.ofThisOne(),
                SynTimeout.ofHost(Path.of("/proc/sys/net/ipv4")));
        synchronized (this) {
            host = facts;
        }
    }

    // ---- name servers

    /** Where some other than name servers knows the name, none is asked. */
    private boolean isAskingServers() {
        return plan.serverResolvers().isPresent()
                && plan.target()
                        .map(target -> target.host() instanceof Host.Name name && !HostsNames.has(plan.hosts(), name))
                        .orElse(true);
    }

    private List<Pending<?>> askServers(List<NameResolver> opened) {
        Optional<Host.Name> name = plan.target()
                .map(Target::host)
                .filter(Host.Name.class::isInstance)
                .map(Host.Name.class::cast);
        List<InetSocketAddress> asked;
        synchronized (this) {
            servers = plan.servers().isEmpty() ? host.nameServers().servers() : plan.servers();
            asked = servers;
        }
        List<Pending<?>> all = new ArrayList<>();
        for (InetSocketAddress server : asked) {
            try {
                NameResolver resolver = plan.serverResolvers().get().open(server);
                opened.add(resolver);
                name.ifPresent(one -> all.add(ask(resolver, server, one.asciiName(), EnumSet.copyOf(Families.BOTH))));
                all.add(AddressQuestion.ask(
                        reactor,
                        resolver,
                        Nat64Prefix.DISCOVERY_NAME + ".",
                        Set.of(StandardProtocolFamily.INET6),
                        least(SERVER_AT_MOST),
                        answer -> nat64(server, answer, name.isEmpty())));
            } catch (IOException | RuntimeException unusable) {
                synchronized (this) {
                    serverFailures.put(server, String.valueOf(unusable.getMessage()));
                }
            }
        }
        return all;
    }

    private Pending<?> ask(
            NameResolver resolver, InetSocketAddress server, String name, Set<StandardProtocolFamily> families) {
        return AddressQuestion.ask(
                reactor, resolver, name, families, least(SERVER_AT_MOST), answer -> answered(server, answer));
    }

    private synchronized void answered(InetSocketAddress server, FamilyAnswer answer) {
        serverAnswers.computeIfAbsent(server, key -> new ArrayList<>()).add(answer);
    }

    private synchronized void nat64(InetSocketAddress server, FamilyAnswer answer, boolean isAll) {
        isNat64Known |= answer.isDefinite();
        nat64Addresses.addAll(answer.addresses());
        if (isAll) {
            answered(server, answer);
        }
    }

    // ---- what is to be reached

    private List<InetAddress> addresses(Target target) throws IOException, InterruptedException {
        if (target.host() instanceof Host.Literal literal) {
            return List.of(literal.address().toInetAddress());
        }
        List<InetAddress> addresses = new ArrayList<>();
        // Half of the time at most: the attempts need some, too.
        Duration half = Duration.ofNanos(Math.max(1_000_000, (endNanos - reactor.nanoTime()) / 2));
        for (FamilyAnswer each : AddressQuestion.ask(
                        reactor, plan.resolver(), target.text(), EnumSet.copyOf(Families.BOTH), half, this::answered)
                .await()) {
            addresses.addAll(each.addresses());
        }
        return addresses;
    }

    private void reach(Target target, List<InetAddress> addresses) throws IOException, InterruptedException {
        List<Placement> sorted =
                HostOrder.of(reactor, AddressPolicy.ofProcess(), addresses).await();
        if (sorted.isEmpty()) {
            return;
        }
        AttemptSeries series =
                new AttemptSeries(reactor, sorted, target.port(), plan.attemptAtMost(), endNanos, plan.tls(), note);
        synchronized (this) {
            order = sorted;
            attempts = Optional.of(series);
        }
        List<AttemptReport> unused = series.start().await();
    }

    private void answered(FamilyAnswer answer) {
        note.accept(Families.name(answer.family()) + ": "
                + answer.failure()
                        .map(why -> String.valueOf(why.getMessage()))
                        .orElseGet(() -> Families.count(answer.addresses().size(), "address", "addresses")));
        synchronized (this) {
            lookups.add(answer);
        }
    }

    private Duration least(Duration wanted) {
        Duration left = Duration.ofNanos(Math.max(1_000_000, endNanos - reactor.nanoTime()));
        return left.compareTo(wanted) < 0 ? left : wanted;
    }
}
