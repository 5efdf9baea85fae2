package org.hextet.endpoints.timeline;

/**
 * Hears of every connect of the process that goes by a name, a literal or a list of addresses: what metrics and traces
 * hook into. It is a service: found by {@link java.util.ServiceLoader} once, at the first connect, through the module
 * layer or loader of this module and the loader of the thread that asks. Who wants to hear of one endpoint alone gives
 * it a {@link org.hextet.endpoints.HostnameClientEndpoint#withTimelineListener listener of timelines}.
 *
 * <p>Where everything is to be counted in the end, one line is all: {@code return this::count;}, where {@code count}
 * takes a {@link Timeline}. Its {@link Timeline#spans()} are the lookups and attempts with their durations and
 * outcomes.
 *
 * <p>Seen are: the endpoints of this module that connect streams, the {@code tcp} and {@code tls} URIs, and
 * {@code Reactor.connectTcp} with a name. Not seen is what a reactor connects to a resolved address. A connect that is
 * tried again is one, with all its rounds; where TLS or StartTLS on top of it failed, the next try is another one.
 *
 * <p>A provider that cannot be loaded is a warning in the log, and no connect fails for it. One whose library may be
 * missing loads without it, and gives {@link #IGNORING}.
 */
@FunctionalInterface
public interface ConnectObserver {

    /** A listener that ignores everything: of an observer that has no interest in a connect. */
    ConnectListener IGNORING = timeline -> {};

    /**
     * A connect begins. Called on the thread that asks for it, which may be any, many at once; so it is quick, and does
     * not block. What it throws is logged, once for each class of observer, and harms nothing: the connect is then not
     * observed by this one.
     *
     * @param name the host as it was given, a name or a literal; of a list of addresses, all of them, separated by a
     *     comma
     * @param port where to, 1 to 65535
     * @return hears of this connect; it may be the same for all
     */
    ConnectListener begun(String name, int port);
}
