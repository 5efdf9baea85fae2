package org.hextet.endpoints.race;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Nat64Prefix;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.endpoints.sources.SourceSearch;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.DurationText;
import org.jspecify.annotations.Nullable;

/**
 * Makes IPv6 addresses of IPv4 ones that the host has no IPv4 to reach, under the prefixes of the network's NAT64 (RFC
 * 8305, section 7). It begins when it is certain that there are no IPv6 addresses; where there are some, as the last
 * resort: some time after the last attempt on them has begun, or when all have failed. Of the loop only.
 */
final class Translation implements Answers {

    /** RFC 8305, section 8: Last Resort Local Synthesis Delay. */
    static final Duration LAST_RESORT_DELAY = Duration.ofSeconds(2);

    /** How long the question for the prefix may take: what resolv.conf(5) gives one server. */
    static final Duration QUESTION = Duration.ofSeconds(5);

    /** An answer may name any number of prefixes; each multiplies the addresses. */
    private static final int MOST_PREFIXES = 8;

    /** An address that a translator might have: the first of RFC 7050 under the well-known prefix. */
    private static final InetAddress FAR = AddressText.parse("64:ff9b::c000:aa").toInetAddress();

    private enum State {
        /** There is nothing to translate, so far. */
        IDLE,
        /** There is, and perhaps no need to. */
        WAITING,
        UNDER_WAY,
        OVER
    }

    private final Reactor reactor;
    private final Recorder recorder;
    private final TranslationPlan plan;
    private final Supplier<Optional<Duration>> left;
    private final Consumer<Map<AddressKey, TranslationPlan.Synthesised>> done;

    private State state = State.IDLE;
    private List<InetAddress> ipv4 = List.of();
    private boolean hasAnswerOfIpv6;
    private boolean hasIpv6;
    private @Nullable Timer timer;
    private @Nullable Lookup lookup;

    /**
     * A translation.
     *
     * @param reactor asks, and has the clock
     * @param recorder of the connect
     * @param plan which applies
     * @param left what is left of the deadline
     * @param done hears once what was synthesised, with the reasons; perhaps nothing
     */
    Translation(
            Reactor reactor,
            Recorder recorder,
            TranslationPlan plan,
            Supplier<Optional<Duration>> left,
            Consumer<Map<AddressKey, TranslationPlan.Synthesised>> done) {
        this.reactor = reactor;
        this.recorder = recorder;
        this.plan = plan;
        this.left = left;
        this.done = done;
    }

    /** Whether something may still come of it. */
    boolean isPending() {
        return state == State.WAITING || state == State.UNDER_WAY;
    }

    /** The lookup of IPv6 addresses is over. */
    void ipv6Answered(boolean withAddresses) {
        hasAnswerOfIpv6 = true;
        hasIpv6 |= withAddresses;
        proceed();
    }

    /**
     * There are IPv4 addresses, and the host has no source for any.
     *
     * @return whether they are awaited in another form: {@code done} will be told
     */
    boolean unreachable(List<InetAddress> addresses) {
        List<InetAddress> translatable =
                addresses.stream().filter(Nat64Prefix::isTranslatable).toList();
        if (state != State.IDLE || translatable.isEmpty()) {
            return false;
        }
        ipv4 = translatable;
        state = State.WAITING;
        // Not inside this call: whoever asks has yet to say that more will come.
        restart(hasAnswerOfIpv6 && !hasIpv6 ? Duration.ZERO : LAST_RESORT_DELAY);
        return true;
    }

    private void proceed() {
        if (state == State.WAITING && hasAnswerOfIpv6 && !hasIpv6) {
            begin();
        }
    }

    /** An attempt has begun: the last resort waits anew. */
    void attemptBegan() {
        if (state == State.WAITING && hasIpv6) {
            restart(LAST_RESORT_DELAY);
        }
    }

    /** Every address has been tried, and has failed. */
    void nothingLeft() {
        if (state == State.WAITING && hasAnswerOfIpv6) {
            begin();
        }
    }

    void cancel() {
        state = State.OVER;
        stopTimer();
        Lookup asked = lookup;
        if (asked != null) {
            asked.cancel();
        }
    }

    private void restart(Duration delay) {
        stopTimer();
        timer = reactor.schedule(delay, () -> {
            timer = null;
            if (state == State.WAITING) {
                begin();
            }
        });
    }

    private void stopTimer() {
        Timer running = timer;
        timer = null;
        if (running != null) {
            running.cancel();
        }
    }

    private void begin() {
        state = State.UNDER_WAY;
        stopTimer();
        if (!plan.nat64().prefixes().isEmpty()) {
            List<Nat64Prefix> prefixes =
                    plan.nat64().prefixes().stream().map(Nat64Prefix::parse).toList();
            // A turn later as an answer would be: this may be inside a step of the policy.
            timer = reactor.schedule(Duration.ZERO, () -> found(prefixes, "known"));
            return;
        }
        // Where there is no IPv6 either, nobody needs to be asked.
        SourceSearch.ask(reactor, Optional.empty(), FAR, source -> {
            if (state == State.UNDER_WAY && source.isPresent()) {
                ask();
            } else if (state == State.UNDER_WAY) {
                timer = reactor.schedule(
                        Duration.ZERO,
                        () -> found(List.of(), "not looked for: this host has no IPv6 that reaches a translator"));
            }
        });
    }

    private void ask() {
        recorder.add(new TimelineEvent.Nat64(recorder.now(), "asking for " + Nat64Prefix.DISCOVERY_NAME));
        try {
            NameResolver resolver = plan.resolver().resolver();
            Duration atMost =
                    left.get().filter(rest -> rest.compareTo(QUESTION) < 0).orElse(QUESTION);
            lookup = resolver.lookup(
                    reactor, Nat64Prefix.DISCOVERY_NAME, Set.of(StandardProtocolFamily.INET6), atMost, this);
            // A resolver may break its word.
            timer = reactor.schedule(
                    atMost.plus(ConnectRace.LOOKUP_GRACE),
                    () -> found(
                            List.of(),
                            "no prefix: the resolver " + resolver.provider() + " has not answered within "
                                    + DurationText.format(atMost)));
        } catch (IOException | RuntimeException refused) {
            timer = reactor.schedule(Duration.ZERO, () -> found(List.of(), "no prefix: " + refused.getMessage()));
        }
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        if (family == StandardProtocolFamily.INET6) {
            List<Nat64Prefix> prefixes = Nat64Prefix.discovered(addresses);
            found(
                    prefixes,
                    prefixes.isEmpty()
                            ? "no prefix: no address of " + Nat64Prefix.DISCOVERY_NAME + " holds 192.0.0.170 or .171"
                            : "from " + Nat64Prefix.DISCOVERY_NAME);
        }
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        found(List.of(), "no prefix: " + why.getMessage());
    }

    private void found(List<Nat64Prefix> prefixes, String how) {
        if (state != State.UNDER_WAY) {
            return;
        }
        state = State.OVER;
        stopTimer();
        List<Nat64Prefix> used = prefixes.subList(0, Math.min(prefixes.size(), MOST_PREFIXES));
        recorder.add(new TimelineEvent.Nat64(
                recorder.now(),
                used.isEmpty()
                        ? how
                        : "prefix " + used.stream().map(Nat64Prefix::toString).collect(Collectors.joining(", ")) + ", "
                                + how));
        Map<AddressKey, TranslationPlan.Synthesised> synthesised = new LinkedHashMap<>();
        List<TimelineEvent> refused = new ArrayList<>();
        for (Nat64Prefix prefix : used) {
            for (InetAddress address : ipv4) {
                Optional<String> why = prefix.refusal(address);
                if (why.isPresent()) {
                    refused.add(new TimelineEvent.Order(
                            recorder.now(), address, "not under NAT64 prefix " + prefix + ": " + why.get()));
                } else {
                    InetAddress made = prefix.embed(address);
                    synthesised.putIfAbsent(
                            AddressKey.of(made),
                            new TranslationPlan.Synthesised(
                                    made,
                                    "synthesised with NAT64 prefix " + prefix + " from "
                                            + AddressText.format(address)));
                }
            }
        }
        refused.forEach(recorder::add);
        done.accept(synthesised);
    }
}
