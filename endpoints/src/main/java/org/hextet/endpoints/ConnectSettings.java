package org.hextet.endpoints;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.endpoints.bindings.ServiceBindings;
import org.hextet.endpoints.nat64.Nat64;
import org.hextet.endpoints.race.BindingPlan;
import org.hextet.endpoints.race.ConnectPlan;
import org.hextet.endpoints.race.Retry;
import org.hextet.endpoints.race.TranslationPlan;
import org.hextet.endpoints.text.OptionValue;
import org.hextet.endpoints.text.PolicyText;
import org.hextet.endpoints.text.StreamOptionsText;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.DurationText;

/**
 * How a {@link RacingClientEndpoint} connects, whatever it connects to. A new option is a component here and a field of
 * {@link Draft}, with a line in each of its two methods; and, if it has text, one in {@link #text}.
 *
 * @param policy whom to try when
 * @param resolver who looks up names
 * @param order by which policy table addresses are sorted
 * @param history of earlier connects
 * @param options of the connection; their deadline is that of the whole
 * @param attemptTimeout of each attempt; empty for none
 * @param retry when to try again; empty: never
 * @param tls of each attempt; empty: an attempt is TCP alone
 * @param nat64 how IPv4 addresses are reached without IPv4; empty: as the process says
 * @param bindings how services of a name are asked for; empty: not at all
 * @param listener of timelines; does not count in {@link #identity}
 */
record ConnectSettings(
        ConnectPolicy policy,
        ResolverChoice resolver,
        OrderChoice order,
        HistoryChoice history,
        StreamOptions options,
        Optional<Duration> attemptTimeout,
        Optional<Retry> retry,
        Optional<TlsSettings> tls,
        Optional<Nat64> nat64,
        Optional<ServiceBindings> bindings,
        Consumer<Timeline> listener) {

    static final ConnectSettings DEFAULT = new ConnectSettings(
            ConnectPolicy.staggered(),
            new ResolverChoice.Nearest(),
            new OrderChoice.Nearest(),
            new HistoryChoice.OfProperty(),
            StreamOptions.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            ConnectPlan::ignore);

    /** Checks what has a range. */
    ConnectSettings {
        if (attemptTimeout.isPresent()
                && (attemptTimeout.get().isZero() || attemptTimeout.get().isNegative())) {
            throw new IllegalArgumentException("attempt timeout " + attemptTimeout.get() + ": need more than zero");
        }
    }

    /** How a connect on this reactor reaches IPv4 addresses where the host has no IPv4. */
    TranslationPlan translation(Reactor reactor) {
        return new TranslationPlan(nat64.orElseGet(Nat64::ofProcess), () -> resolver.resolver(reactor));
    }

    /** Who asks for services, and with which protocols. */
    Optional<BindingPlan> bindingPlan() {
        return bindings.map(chosen -> new BindingPlan(
                chosen,
                chosen.protocols().isEmpty()
                        ? tls.map(TlsSettings::parameters)
                                .map(parameters -> List.of(parameters.getApplicationProtocols()))
                        : Optional.of(chosen.protocols())));
    }

    /** A changed copy. */
    ConnectSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** What two endpoints that connect alike have alike. */
    List<Object> identity() {
        // An InetSocketAddress forgets the zone when it is compared.
        Optional<SocketAddressKey> bind =
                options.bind().filter(local -> !local.isUnresolved()).map(SocketAddressKey::of);
        return List.of(
                policy,
                resolver,
                order,
                history,
                options,
                bind,
                attemptTimeout,
                retry.map(Retry::backoff),
                tls,
                nat64,
                bindings);
    }

    /** The options of a URI, without those that have no text. */
    List<String> text() {
        List<String> text = new ArrayList<>(PolicyText.write(policy));
        text.addAll(StreamOptionsText.write(options, StreamOptionsText.Side.CLIENT));
        attemptTimeout.ifPresent(timeout -> text.add(TcpUri.ATTEMPT_TIMEOUT + "=" + DurationText.format(timeout)));
        retry.ifPresent(again -> text.add(TcpUri.RETRY + "=" + again.backoff()));
        resolver.spec().ifPresent(spec -> text.add(TcpUri.RESOLVER + "=" + OptionValue.encoded(spec)));
        order.file().ifPresent(file -> text.add(TcpUri.ADDRESS_POLICY + "=" + OptionValue.encoded(file)));
        history.text().ifPresent(flag -> text.add(TcpUri.HISTORY + "=" + flag));
        nat64.ifPresent(chosen -> text.add(TcpUri.NAT64 + "=" + chosen));
        bindings.ifPresent(chosen -> text.add(TcpUri.SERVICE_BINDING + "=" + chosen));
        if (tls.isPresent()) {
            text.add(TlsUri.HANDSHAKE_DECIDES + "=true");
        }
        return text;
    }

    /** A copy that is being changed: each {@code with} method of an endpoint says only what differs. */
    static final class Draft {

        ConnectPolicy policy;
        ResolverChoice resolver;
        OrderChoice order;
        HistoryChoice history;
        StreamOptions options;
        Optional<Duration> attemptTimeout;
        Optional<Retry> retry;
        Optional<TlsSettings> tls;
        Optional<Nat64> nat64;
        Optional<ServiceBindings> bindings;
        Consumer<Timeline> listener;

        private Draft(ConnectSettings from) {
            policy = from.policy;
            resolver = from.resolver;
            order = from.order;
            history = from.history;
            options = from.options;
            attemptTimeout = from.attemptTimeout;
            retry = from.retry;
            tls = from.tls;
            nat64 = from.nat64;
            bindings = from.bindings;
            listener = from.listener;
        }

        private ConnectSettings done() {
            return new ConnectSettings(
                    policy, resolver, order, history, options, attemptTimeout, retry, tls, nat64, bindings, listener);
        }
    }
}
