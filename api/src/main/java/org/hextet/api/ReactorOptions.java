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
        return new ReactorOptions(
                Optional.of(spec),
                resolver,
                names,
                uncaught,
                overwriteLentBuffers,
                threadName,
                daemon,
                busyPoll,
                warnings);
    }

    /**
     * With a resolver, which the caller goes on owning.
     *
     * @param resolver looks up names for this reactor's users
     * @return a changed copy
     */
    public ReactorOptions withResolver(NameResolver resolver) {
        return new ReactorOptions(
                transport,
                Optional.of(resolver),
                names,
                uncaught,
                overwriteLentBuffers,
                threadName,
                daemon,
                busyPoll,
                warnings);
    }

    /**
     * With a policy for connecting by name.
     *
     * @param policy for example {@code staggered}, {@code serial?only=6}; checked when the first name is connected to
     * @return a changed copy
     */
    public ReactorOptions withNames(String policy) {
        return new ReactorOptions(
                transport,
                resolver,
                Optional.of(policy),
                uncaught,
                overwriteLentBuffers,
                threadName,
                daemon,
                busyPoll,
                warnings);
    }

    /**
     * With a listener in place of the log.
     *
     * @param listener hears of every incident
     * @return a changed copy
     */
    public ReactorOptions withUncaught(UncaughtListener listener) {
        return new ReactorOptions(
                transport,
                resolver,
                names,
                Optional.of(listener),
                overwriteLentBuffers,
                threadName,
                daemon,
                busyPoll,
                warnings);
    }

    /**
     * With lent memory overwritten after each callback, or not.
     *
     * @param overwrite true for tests
     * @return a changed copy
     */
    public ReactorOptions withOverwriteLentBuffers(boolean overwrite) {
        return new ReactorOptions(
                transport, resolver, names, uncaught, overwrite, threadName, daemon, busyPoll, warnings);
    }

    /**
     * With a name for the reactor's thread.
     *
     * @param name as it stands in thread dumps
     * @return a changed copy
     */
    public ReactorOptions withThreadName(String name) {
        return new ReactorOptions(
                transport,
                resolver,
                names,
                uncaught,
                overwriteLentBuffers,
                Optional.of(name),
                daemon,
                busyPoll,
                warnings);
    }

    /**
     * With a thread that lets the process end, or not.
     *
     * @param daemon true to let it end
     * @return a changed copy
     */
    public ReactorOptions withDaemon(boolean daemon) {
        return new ReactorOptions(
                transport, resolver, names, uncaught, overwriteLentBuffers, threadName, daemon, busyPoll, warnings);
    }

    /**
     * With a while of looking before sleeping.
     *
     * @param atMost zero or more; about 50 µs pays where answers come that soon
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public ReactorOptions withBusyPoll(Duration atMost) {
        return new ReactorOptions(
                transport,
                resolver,
                names,
                uncaught,
                overwriteLentBuffers,
                threadName,
                daemon,
                Optional.of(atMost),
                warnings);
    }

    /**
     * With the words of discovery.
     *
     * @param warnings each a sentence
     * @return a changed copy
     */
    public ReactorOptions withWarnings(List<String> warnings) {
        return new ReactorOptions(
                transport, resolver, names, uncaught, overwriteLentBuffers, threadName, daemon, busyPoll, warnings);
    }
}
