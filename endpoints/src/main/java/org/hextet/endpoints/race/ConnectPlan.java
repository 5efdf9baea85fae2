package org.hextet.endpoints.race;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.hextet.addresses.DestinationOrder;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.endpoints.history.ConnectHistory;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.policies.ConnectPolicy;

/**
 * What one connect is to do.
 *
 * @param name the host as it was given, for the timeline
 * @param target host and port, printable, for messages
 * @param port 1 to 65535
 * @param targets where the addresses come from
 * @param policy whom to try when
 * @param order by which addresses are sorted
 * @param history what earlier connects have taught, and is added to; empty: none is kept
 * @param options of the connection; the deadline is that of the whole
 * @param attemptTimeout how long one attempt may take; empty: as long as the kernel tries
 * @param retry when to try again; empty: never
 * @param tls of each attempt, which then counts as connected when its handshake has succeeded; empty: TCP alone
 * @param translation how IPv4 addresses are reached without IPv4
 * @param bindings how services of the name are asked for; empty: not at all
 * @param listener told of the timeline when the connect is decided
 */
public record ConnectPlan(
        String name,
        String target,
        int port,
        Targets targets,
        ConnectPolicy policy,
        DestinationOrder order,
        Optional<ConnectHistory> history,
        StreamOptions options,
        Optional<Duration> attemptTimeout,
        Optional<Retry> retry,
        Optional<TlsSettings> tls,
        TranslationPlan translation,
        Optional<BindingPlan> bindings,
        Consumer<Timeline> listener) {

    /**
     * The listener of those who want none.
     *
     * @param timeline goes nowhere
     */
    public static void ignore(Timeline timeline) {}
}
