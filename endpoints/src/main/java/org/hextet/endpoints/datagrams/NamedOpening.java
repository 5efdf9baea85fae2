package org.hextet.endpoints.datagrams;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Placement;
import org.hextet.addresses.Zones;
import org.hextet.api.Answers;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.listening.Together;
import org.hextet.endpoints.race.ConnectRace;
import org.hextet.endpoints.sources.Sorting;
import org.hextet.policies.DurationText;
import org.jspecify.annotations.Nullable;

/**
 * Opens a port that is connected to a name: its addresses are looked up and sorted by RFC 6724, and the first is taken
 * that can be connected to. That says of an address that there is a route to it, not that anybody answers: there is
 * nothing to race.
 *
 * <p>Everything but {@link #start} is of the loop only.
 */
public final class NamedOpening implements Answers {

    /** How long the other family is waited for once one has answered: RFC 8305, section 3. */
    private static final Duration RESOLUTION_DELAY = Duration.ofMillis(50);

    /** Where lookups failed differently: what leaves most hope comes first. */
    private static final List<FailureKind> HOPEFUL = List.of(
            FailureKind.TEMPORARY,
            FailureKind.TIMEOUT,
            FailureKind.CANCELLED,
            FailureKind.NO_DATA,
            FailureKind.NO_SUCH_NAME);

    private final Reactor reactor;
    private final Question question;
    private final Optional<InetSocketAddress> bind;
    private final DatagramOptions options;
    private final Supplier<? extends DatagramProtocol> factory;
    private final Promise<DatagramPort> promise;

    private final Set<StandardProtocolFamily> waitedFor;
    private final List<InetAddress> found = new ArrayList<>();
    private final List<UnknownHostException> unknown = new ArrayList<>();
    private final List<IOException> failures = new ArrayList<>();
    private boolean decided;
    private boolean cancelled;
    private @Nullable Lookup lookup;
    private @Nullable Timer patience;
    private @Nullable Timer overdue;
    private @Nullable Pending<DatagramPort> underWay;

    /**
     * What is asked.
     *
     * @param resolver who is asked
     * @param name ASCII
     * @param port 1 to 65535
     * @param families not empty
     * @param order sorts the addresses
     * @param deadline of the lookup
     */
    public record Question(
            NameResolver resolver,
            String name,
            int port,
            Set<StandardProtocolFamily> families,
            DestinationOrder order,
            Duration deadline) {

        @Override
        public String toString() {
            return "connect to " + name + ":" + port;
        }
    }

    private NamedOpening(
            Reactor reactor,
            Question question,
            Optional<InetSocketAddress> bind,
            DatagramOptions options,
            Supplier<? extends DatagramProtocol> factory) {
        this.reactor = reactor;
        this.question = question;
        this.bind = bind;
        this.options = options;
        this.factory = factory;
        this.promise = reactor.promise(this::cancel);
        this.waitedFor = EnumSet.copyOf(question.families());
    }

    /**
     * Begins. Any thread.
     *
     * @param reactor carries the lookup and the port
     * @param question whom to
     * @param bind from where, of one of the families asked for; empty: the kernel chooses
     * @param options of the port
     * @param factory makes the protocol
     * @return the connected port; fails with an {@link UnknownHostException}, or with what the kernel said of each
     *     address
     */
    public static Pending<DatagramPort> start(
            Reactor reactor,
            Question question,
            Optional<InetSocketAddress> bind,
            DatagramOptions options,
            Supplier<? extends DatagramProtocol> factory) {
        NamedOpening opening = new NamedOpening(reactor, question, bind, options, factory);
        try {
            if (reactor.inReactor()) {
                opening.lookUp();
            } else {
                reactor.execute(opening::lookUp);
            }
        } catch (RejectedExecutionException closed) {
            opening.promise.fail(Failures.of(
                    new Facts(FailureKind.REACTOR_CLOSED, "connect"), question + ": the reactor is closed", closed));
        }
        return opening.promise;
    }

    // ---- the name

    private void lookUp() {
        if (cancelled) {
            return;
        }
        Lookup begun;
        try {
            begun = question.resolver()
                    .lookup(reactor, question.name(), question.families(), question.deadline(), this);
        } catch (IllegalArgumentException mistake) {
            promise.fail(mistake);
            return;
        } catch (RuntimeException | Error thrown) {
            promise.fail(Failures.ofLookup(
                    new Facts(FailureKind.OTHER, "look up"),
                    question + ": look up " + question.name() + ": the resolver "
                            + question.resolver().provider() + " is at fault: it threw " + thrown,
                    thrown));
            return;
        }
        if (decided || cancelled) {
            begun.cancel();
            return;
        }
        lookup = begun;
        // A resolver that breaks its word must not hold this up for ever.
        overdue = reactor.schedule(question.deadline().plus(ConnectRace.LOOKUP_GRACE), this::giveUp);
    }

    private void giveUp() {
        for (StandardProtocolFamily family : Set.copyOf(waitedFor)) {
            failed(
                    family,
                    Failures.ofLookup(
                            new Facts(FailureKind.TIMEOUT, "look up"),
                            "look up " + question.name() + ": the resolver "
                                    + question.resolver().provider() + " has not answered within "
                                    + DurationText.format(question.deadline()) + ", the deadline that it was given",
                            null));
        }
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        if (!waitedFor.contains(family)) {
            return; // The first word on a family counts.
        }
        found.addAll(addresses);
        heard(family);
        if (!decided && patience == null) {
            patience = reactor.schedule(RESOLUTION_DELAY, this::decide);
        }
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        if (!waitedFor.contains(family)) {
            return;
        }
        unknown.add(why);
        heard(family);
    }

    private void heard(StandardProtocolFamily family) {
        waitedFor.remove(family);
        if (waitedFor.isEmpty()) {
            decide();
        }
    }

    private void decide() {
        if (decided || cancelled) {
            return;
        }
        decided = true;
        release();
        if (found.isEmpty()) {
            promise.fail(noAddress());
            return;
        }
        Sorting.start(
                reactor,
                bind.map(InetSocketAddress::getAddress),
                question.order(),
                List.copyOf(found),
                true,
                (candidates, placements) -> connectInOrder(placements));
    }

    private void release() {
        if (lookup != null) {
            lookup.cancel();
        }
        if (patience != null) {
            patience.cancel();
        }
        if (overdue != null) {
            overdue.cancel();
        }
    }

    private UnknownHostException noAddress() {
        List<FailureKind> kinds = unknown.stream().map(NamedOpening::kind).toList();
        FailureKind kind = HOPEFUL.stream().filter(kinds::contains).findFirst().orElse(FailureKind.OTHER);
        Set<String> reasons = unknown.stream()
                .map(why -> String.valueOf(why.getMessage()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        UnknownHostException none = Failures.ofLookup(
                new Facts(kind, "look up")
                        .withRemote(InetSocketAddress.createUnresolved(question.name(), question.port())),
                question + ": no address; " + String.join("; ", reasons),
                unknown.isEmpty() ? null : unknown.get(0));
        unknown.forEach(none::addSuppressed);
        return none;
    }

    private static FailureKind kind(Throwable failure) {
        return failure instanceof NetworkFailure known ? known.kind() : FailureKind.OTHER;
    }

    // ---- its addresses

    private void connectInOrder(List<Placement> placements) {
        next(placements.stream().map(Placement::destination).toList(), 0);
    }

    private void next(List<InetAddress> inOrder, int index) {
        if (cancelled) {
            return;
        }
        if (index == inOrder.size()) {
            promise.fail(failure());
            return;
        }
        InetSocketAddress target;
        try {
            target = AddressRules.usable(
                    new InetSocketAddress(inOrder.get(index), question.port()), "connect to", Zones.ofHost());
        } catch (IllegalArgumentException unusable) {
            // What a resolver gave may be nothing to send to: a link-local address without a zone.
            failures.add(new IOException(unusable.getMessage(), unusable));
            next(inOrder, index + 1);
            return;
        }
        Pending<DatagramPort> connecting;
        try {
            connecting = ConnectedPort.open(reactor, target, bind, options, factory);
        } catch (RuntimeException refused) {
            promise.fail(refused);
            return;
        }
        underWay = connecting;
        connecting.whenComplete((port, failed) -> {
            if (port != null) {
                if (!promise.succeed(port)) {
                    port.close();
                }
            } else if (failed != null) {
                lost(Together.cause(failed), inOrder, index);
            }
        });
    }

    private void lost(Throwable failed, List<InetAddress> inOrder, int index) {
        FailureKind kind = kind(failed);
        if (failed instanceof IOException why && kind != FailureKind.ABORTED && kind != FailureKind.REACTOR_CLOSED) {
            failures.add(why);
            next(inOrder, index + 1);
        } else {
            promise.fail(failed);
        }
    }

    private IOException failure() {
        IOException first = failures.get(0);
        if (failures.size() == 1) {
            return first;
        }
        IOException all = Failures.of(
                new Facts(kind(first), "connect")
                        .withRemote(InetSocketAddress.createUnresolved(question.name(), question.port())),
                question + " failed: "
                        + failures.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
                first);
        failures.forEach(all::addSuppressed);
        return all;
    }

    private void cancel() {
        cancelled = true;
        release();
        if (underWay != null) {
            underWay.cancel();
        }
    }
}
