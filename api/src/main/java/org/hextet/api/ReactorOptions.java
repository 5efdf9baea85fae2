package org.hextet.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hextet.api.spi.ProviderSpec;

/**
 * How to open a {@link Reactor}. Immutable; begin with {@link #DEFAULT} and change it by the {@code with} methods.
 *
 * @param transport the transport and its options; empty: by the system property {@code hextet.transport}, or the best
 *     available
 * @param resolver looks up the names that this reactor's users connect to; empty: the process's own (property
 *     {@code hextet.resolver}). The reactor never closes it
 * @param names the policy by which {@link Reactor#connectTcp(String, int, StreamOptions, java.util.function.Supplier)}
 *     treats host names, for example {@code staggered?attempt-delay=200ms}; empty: by the system property
 *     {@code hextet.names}, or IPv4 only
 * @param uncaught hears what nobody else does; empty: one line to the log each
 * @param overwriteLentBuffers overwrites lent memory after each callback, so that a protocol that keeps a buffer fails
 *     loudly: for tests
 * @param threadName the name of the reactor's thread; empty: {@code hextet-} with the transport and a number
 * @param daemon whether the reactor's thread lets the process end
 * @param busyPoll how long the loop looks for events before it sleeps, each time; empty or zero: not at all. It saves
 *     the wake-up of a sleeping processor and costs a busy one. Needs {@link Capability#BUSY_POLL}; the transport's own
 *     option {@code busy-poll} is the same and beats it
 * @param warnings what discovery has to say about how the provider was chosen; filled by {@link Reactor#open()}, told
 *     to {@code uncaught} by the reactor
 */
public record ReactorOptions(
        Optional<ProviderSpec> transport,
        Optional<NameResolver> resolver,
        Optional<String> names,
        Optional<UncaughtListener> uncaught,
        boolean overwriteLentBuffers,
        Optional<String> threadName,
        boolean daemon,
        Optional<Duration> busyPoll,
        List<String> warnings) {

    /** The best transport available, a thread that is no daemon, and no listener but the log. */
    public static final ReactorOptions DEFAULT = new ReactorOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            List.of());

    /**
     * Copies the list.
     *
     * @param transport as of the record
     * @param resolver as of the record
     * @param names as of the record
     * @param uncaught as of the record
     * @param overwriteLentBuffers as of the record
     * @param threadName as of the record
     * @param daemon as of the record
     * @param busyPoll as of the record
     * @param warnings as of the record
     * @throws IllegalArgumentException if {@code busyPoll} is negative
     */
    public ReactorOptions {
        if (busyPoll.isPresent() && busyPoll.get().isNegative()) {
            throw new IllegalArgumentException("busy poll " + busyPoll.get() + ": need zero or more");
        }
        warnings = List.copyOf(warnings);
    }

    /**
     * With a transport.
     *
     * @param spec its name, with options as a query: {@code nio}, {@code epoll?busy-poll=50us}
     * @return a changed copy
     * @throws IllegalArgumentException if the text is not of that form
     */
    public ReactorOptions withTransport(String spec) {
        return withTransport(ProviderSpec.parse(spec));
    }

    /**
     * With a transport.
     *
     * @param spec its name and options
     * @return a changed copy
     */
    public ReactorOptions withTransport(ProviderSpec spec) {
        Draft draft = new Draft(this);
        draft.transport = Optional.of(spec);
        return draft.done();
    }

    /**
     * With a resolver, which the caller goes on owning.
     *
     * @param resolver looks up names for this reactor's users
     * @return a changed copy
     */
    public ReactorOptions withResolver(NameResolver resolver) {
        Draft draft = new Draft(this);
        draft.resolver = Optional.of(resolver);
        return draft.done();
    }

    /**
     * With a policy for connecting by name.
     *
     * @param policy for example {@code staggered}, {@code serial?only=6}; checked when the first name is connected to
     * @return a changed copy
     */
    public ReactorOptions withNames(String policy) {
        Draft draft = new Draft(this);
        draft.names = Optional.of(policy);
        return draft.done();
    }

    /**
     * With a listener in place of the log.
     *
     * @param listener hears of every incident
     * @return a changed copy
     */
    public ReactorOptions withUncaught(UncaughtListener listener) {
        Draft draft = new Draft(this);
        draft.uncaught = Optional.of(listener);
        return draft.done();
    }

    /**
     * With lent memory overwritten after each callback, or not.
     *
     * @param overwrite true for tests
     * @return a changed copy
     */
    public ReactorOptions withOverwriteLentBuffers(boolean overwrite) {
        Draft draft = new Draft(this);
        draft.overwriteLentBuffers = overwrite;
        return draft.done();
    }

    /**
     * With a name for the reactor's thread.
     *
     * @param name as it stands in thread dumps
     * @return a changed copy
     */
    public ReactorOptions withThreadName(String name) {
        Draft draft = new Draft(this);
        draft.threadName = Optional.of(name);
        return draft.done();
    }

    /**
     * With a thread that lets the process end, or not.
     *
     * @param daemon true to let it end
     * @return a changed copy
     */
    public ReactorOptions withDaemon(boolean daemon) {
        Draft draft = new Draft(this);
        draft.daemon = daemon;
        return draft.done();
    }

    /**
     * With a while of looking before sleeping.
     *
     * @param atMost zero or more; about 50 µs pays where answers come that soon
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public ReactorOptions withBusyPoll(Duration atMost) {
        Draft draft = new Draft(this);
        draft.busyPoll = Optional.of(atMost);
        return draft.done();
    }

    /**
     * With the words of discovery.
     *
     * @param warnings each a sentence
     * @return a changed copy
     */
    public ReactorOptions withWarnings(List<String> warnings) {
        Draft draft = new Draft(this);
        draft.warnings = warnings;
        return draft.done();
    }

    /** A copy that is being changed: each {@code with} method says only what differs. */
    private static final class Draft {

        private Optional<ProviderSpec> transport;
        private Optional<NameResolver> resolver;
        private Optional<String> names;
        private Optional<UncaughtListener> uncaught;
        private boolean overwriteLentBuffers;
        private Optional<String> threadName;
        private boolean daemon;
        private Optional<Duration> busyPoll;
        private List<String> warnings;

        Draft(ReactorOptions from) {
            transport = from.transport;
            resolver = from.resolver;
            names = from.names;
            uncaught = from.uncaught;
            overwriteLentBuffers = from.overwriteLentBuffers;
            threadName = from.threadName;
            daemon = from.daemon;
            busyPoll = from.busyPoll;
            warnings = from.warnings;
        }

        ReactorOptions done() {
            return new ReactorOptions(
                    transport, resolver, names, uncaught, overwriteLentBuffers, threadName, daemon, busyPoll, warnings);
        }
    }
}
