package org.hextet.endpoints.listening;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/**
 * Binds several sockets to one port number, one after the other, and gives them as one port. Where the number is to be
 * chosen, the kernel chooses it for the first socket; if it is taken for another one, all begins anew with another
 * number, a bounded number of times.
 *
 * <p>Everything but {@link #start} is of the loop only.
 *
 * @param <P> the kind of ports
 */
public final class PortsOpening<P> {

    /**
     * So often another number is tried. Each is one of some 28,000; that many in a row are taken on no healthy host.
     */
    static final int NUMBERS = 16;

    private static final InetAddress IPV6_LOOPBACK = AddressText.parse("::1").toInetAddress();
    private static final InetAddress IPV4_LOOPBACK =
            IpAddress.of(new byte[] {127, 0, 0, 1}).toInetAddress();

    /**
     * One socket to bind.
     *
     * @param address of this host
     * @param isInet6Only whether it has to be closed to IPv4 by an option
     */
    public record Part(InetAddress address, boolean isInet6Only) {}

    /** Which sockets to bind. */
    @FunctionalInterface
    public interface Strategy {

        /**
         * The sockets.
         *
         * @param families those that this host has
         * @return what to bind, in this order
         * @throws IOException if the host cannot be asked
         */
        List<Part> parts(Set<StandardProtocolFamily> families) throws IOException;
    }

    private final Reactor reactor;
    private final int port;
    private final boolean bestEffort;
    private final PortKind<P> kind;
    private final List<Strategy> strategies;
    private final Promise<P> promise;

    /** Families that this host does not have. */
    private final List<NetworkFailure> absent = new ArrayList<>();

    private final Set<StandardProtocolFamily> families =
            EnumSet.of(StandardProtocolFamily.INET6, StandardProtocolFamily.INET);

    private final List<P> bound = new ArrayList<>();
    private final List<IOException> failed = new ArrayList<>();
    private List<Part> parts = List.of();
    private int strategy;
    private int numbersTried;
    private boolean cancelled;
    private @Nullable Pending<P> underWay;

    /**
     * Prepares; {@link #start} begins.
     *
     * @param reactor carries the ports
     * @param port 0 to choose one
     * @param bestEffort whether what can be bound serves
     * @param kind opens them
     * @param strategies what to try; the next one where the port is in use and nothing could be bound
     */
    public PortsOpening(Reactor reactor, int port, boolean bestEffort, PortKind<P> kind, List<Strategy> strategies) {
        this.reactor = reactor;
        this.port = port;
        this.bestEffort = bestEffort;
        this.kind = kind;
        this.strategies = List.copyOf(strategies);
        this.promise = reactor.promise(this::cancel);
    }

    /**
     * Begins. Any thread, once.
     *
     * @return the port
     */
    public Pending<P> start() {
        try {
            if (reactor.inReactor()) {
                findFamilies();
            } else {
                reactor.execute(this::findFamilies);
            }
        } catch (RejectedExecutionException closed) {
            promise.fail(Failures.of(
                    new Facts(FailureKind.REACTOR_CLOSED, "listen"), text() + ": the reactor is closed", closed));
        }
        return promise;
    }

    // ---- which families there are

    /** A family without a source address for its own loopback is not there: no packet of it goes anywhere. */
    private void findFamilies() {
        reactor.sourceAddress(IPV6_LOOPBACK)
                .whenComplete((ipv6, failure) -> reactor.sourceAddress(IPV4_LOOPBACK)
                        .whenComplete((ipv4, another) -> guarded(() -> {
                            boolean hasIpv6 = failure != null || ipv6.isPresent();
                            boolean hasIpv4 = another != null || ipv4.isPresent();
                            // Where neither shows (loopback is down) there is nothing to go by: try both.
                            if (hasIpv6 != hasIpv4) {
                                leaveOut(hasIpv6 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6, null);
                            }
                            plan();
                        })));
    }

    private void leaveOut(StandardProtocolFamily family, @Nullable Throwable why) {
        families.remove(family);
        boolean isIpv6 = family == StandardProtocolFamily.INET6;
        InetSocketAddress wildcard =
                new InetSocketAddress(IpAddress.of(new byte[isIpv6 ? 16 : 4]).toInetAddress(), port);
        IOException missing = Failures.of(
                new Facts(isIpv6 ? FailureKind.NO_IPV6 : FailureKind.NOT_AVAILABLE, "listen").withLocal(wildcard),
                "listen on " + AddressText.formatSocket(wildcard) + ": this host has no " + (isIpv6 ? "IPv6" : "IPv4")
                        + "; the other family is served",
                why);
        if (missing instanceof NetworkFailure known) {
            absent.add(known);
        }
    }

    // ---- one part after the other

    private void plan() {
        try {
            parts = List.copyOf(strategies.get(strategy).parts(families));
        } catch (IOException unknown) {
            promise.fail(unknown);
            return;
        }
        if (parts.isEmpty()) {
            promise.fail(Failures.of(
                    new Facts(FailureKind.NOT_AVAILABLE, "listen"),
                    text() + ": this host has no address; set an interface up, or listen on [::]",
                    null));
            return;
        }
        next(0, port);
    }

    private void next(int index, int number) {
        if (cancelled) {
            return;
        }
        if (index == parts.size()) {
            finish();
            return;
        }
        Part part = parts.get(index);
        Pending<P> listening;
        try {
            listening = kind.open(
                    new InetSocketAddress(part.address(), number),
                    part.isInet6Only(),
                    parts.size() == 1 && absent.isEmpty());
        } catch (RuntimeException refused) {
            unbind(() -> promise.fail(refused));
            return;
        }
        underWay = listening;
        listening.whenComplete((done, failure) -> guarded(() -> {
            if (done != null) {
                partBound(done, index);
            } else if (failure != null) {
                partFailed(part, index, number, failure);
            }
        }));
    }

    private void partBound(P done, int index) {
        bound.add(done);
        if (cancelled) {
            unbind(() -> {});
            return;
        }
        next(index + 1, kind.local(done).getPort());
    }

    private void partFailed(Part part, int index, int number, Throwable failure) {
        if (cancelled) {
            return;
        }
        if (!(failure instanceof IOException why)) {
            unbind(() -> promise.fail(failure));
            return;
        }
        FailureKind kind = failure instanceof NetworkFailure known ? known.kind() : FailureKind.OTHER;
        if (kind == FailureKind.NO_IPV6 && families.size() > 1) {
            // Known better now than by asking: what is left is planned anew.
            leaveOut(StandardProtocolFamily.INET6, why);
            unbind(this::plan);
            return;
        }
        boolean isChosen = port == 0 && number != 0;
        if (isChosen && kind == FailureKind.IN_USE && numbersTried + 1 < NUMBERS) {
            numbersTried++;
            unbind(() -> next(0, 0));
            return;
        }
        failed.add(why);
        if (bestEffort || canGoOn(kind)) {
            next(index + 1, number);
        } else {
            unbind(() -> promise.fail(failure(part)));
        }
    }

    /**
     * All or nothing: the other parts are tried all the same, so that the failure can list everything that is in the
     * way.
     */
    private boolean canGoOn(FailureKind kind) {
        return port != 0
                && (kind == FailureKind.IN_USE || kind == FailureKind.PERMISSION || kind == FailureKind.NOT_AVAILABLE);
    }

    private void finish() {
        boolean isComplete = failed.isEmpty();
        if (!isComplete && bestEffort && bound.isEmpty() && strategy + 1 < strategies.size()) {
            strategy++;
            failed.clear();
            plan();
            return;
        }
        if (bound.isEmpty() || (!isComplete && !bestEffort)) {
            unbind(() -> promise.fail(failure(parts.get(0))));
            return;
        }
        List<NetworkFailure> missing = new ArrayList<>(absent);
        for (IOException each : failed) {
            missing.add(each instanceof NetworkFailure known ? known : wrapped(each));
        }
        P port;
        try {
            port = parts.size() == 1 && missing.isEmpty() ? bound.get(0) : kind.together(bound, missing);
        } catch (IOException | RuntimeException | Error none) {
            unbind(() -> promise.fail(none));
            return;
        }
        if (!promise.succeed(port)) {
            kind.close(port);
        }
    }

    /** A transport's failure that is none of the api's. */
    private NetworkFailure wrapped(IOException failure) {
        // By the contract of Failures, what it makes is one.
        return (NetworkFailure)
                Failures.of(new Facts(FailureKind.OTHER, "listen"), text() + ": " + failure.getMessage(), failure);
    }

    // ---- the end

    private IOException failure(Part part) {
        IOException first = failed.get(0);
        if (failed.size() == 1 && parts.size() == 1) {
            return first;
        }
        Set<FailureKind> kinds = failed.stream()
                .map(each -> each instanceof NetworkFailure known ? known.kind() : FailureKind.OTHER)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FailureKind.class)));
        FailureKind kind = first instanceof NetworkFailure known ? known.kind() : FailureKind.OTHER;
        String errno = first instanceof NetworkFailure known && kinds.size() == 1
                ? known.errno().orElse(null)
                : null;
        InetSocketAddress local = first instanceof NetworkFailure known
                ? known.local().orElseGet(() -> new InetSocketAddress(part.address(), port))
                : new InetSocketAddress(part.address(), port);
        IOException all = Failures.of(
                new Facts(kind, "listen").withLocal(local).withErrno(errno),
                text() + ": " + failed.size() + " of " + parts.size() + " parts failed, nothing is bound: "
                        + failed.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
                first);
        failed.forEach(all::addSuppressed);
        return all;
    }

    /** Stops what is bound, and goes on when its descriptors are gone. */
    private void unbind(Runnable then) {
        List<Pending<Void>> closing = bound.stream().map(kind::close).toList();
        bound.clear();
        Countdown.after(closing, () -> guarded(then));
    }

    private void cancel() {
        cancelled = true;
        Pending<P> listening = underWay;
        if (listening != null) {
            listening.cancel();
        }
        unbind(() -> {});
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            bound.forEach(kind::close);
            promise.fail(bug);
        }
    }

    private String text() {
        return "listen on *:" + port;
    }
}
