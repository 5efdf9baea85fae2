package org.hextet.adapters.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.AddressRules;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.timeline.Span;
import org.hextet.endpoints.timeline.Timeline;

/**
 * Timers of one registry: {@code endpoint.withTimelineListener(metrics::count)}. All connects of a process are counted
 * in Micrometer's global registry without this, see {@link GlobalConnectMetrics}.
 *
 * <table>
 * <caption>Timers, each of which also counts</caption>
 * <tr><th>name</th><th>tags</th><th>one for each</th></tr>
 * <tr><td>{@code hextet.connect}</td><td>{@code outcome}: connected, failed, timeout, cancelled; {@code family} of the
 *     winner: ipv6, ipv4, none</td><td>connect</td></tr>
 * <tr><td>{@code hextet.connect.lookup}</td><td>{@code family}; {@code outcome}: answered, failed, cancelled;
 *     {@code kind} of the failure, or none</td><td>family that was looked up</td></tr>
 * <tr><td>{@code hextet.connect.attempt}</td><td>{@code family}; {@code outcome}: connected, failed, cancelled;
 *     {@code kind}</td><td>attempt</td></tr>
 * </table>
 *
 * <p>Names and addresses are no tags: there is no end of them. Immutable and thread-safe.
 */
@SuppressWarnings("exports") // Who calls it has Micrometer
public final class ConnectMetrics {

    private static final String NONE = "none";

    private final MeterRegistry registry;

    /**
     * For a registry.
     *
     * @param registry has the timers
     */
    public ConnectMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Counts one connect. Any thread.
     *
     * @param timeline of a connect that is decided
     */
    public void count(Timeline timeline) {
        registry.timer(
                        "hextet.connect",
                        Tags.of(
                                "outcome",
                                timeline.outcome().text(),
                                "family",
                                timeline.winner().map(ConnectMetrics::family).orElse(NONE)))
                .record(timeline.elapsedNanos(), TimeUnit.NANOSECONDS);
        for (Span span : timeline.spans()) {
            registry.timer("hextet.connect." + span.work().text(), tags(span))
                    .record(span.durationNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static Tags tags(Span span) {
        return Tags.of(
                "family",
                span.family().map(ConnectMetrics::text).orElse(NONE),
                "outcome",
                span.outcome().text(),
                "kind",
                kind(span.kind()));
    }

    private static String kind(Optional<FailureKind> kind) {
        return kind.map(FailureKind::text).orElse(NONE);
    }

    private static String family(InetAddress address) {
        return text(AddressRules.family(address));
    }

    private static String text(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? "ipv6" : "ipv4";
    }
}
