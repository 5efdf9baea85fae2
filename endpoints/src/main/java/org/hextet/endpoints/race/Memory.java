package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.history.ConnectHistory;
import org.hextet.endpoints.history.ConnectHistory.Experience;
import org.hextet.endpoints.sources.SourceSearch;
import org.hextet.policies.History;
import org.jspecify.annotations.Nullable;

/**
 * What a round knows from earlier connects to the same host, and adds for later ones; nothing, where no history is
 * kept. Of the loop only.
 */
final class Memory {

    /** Failures that tell of the way to an address, or of who is there; others are this host's own. */
    private static final Set<FailureKind> OF_THE_WAY = Set.of(
            FailureKind.REFUSED,
            FailureKind.TIMEOUT,
            FailureKind.UNREACHABLE,
            FailureKind.PROHIBITED,
            FailureKind.RESET,
            FailureKind.TLS);

    private final Reactor reactor;
    private final ConnectPlan plan;
    private final Optional<ConnectHistory> kept;
    private final String host;
    private final Optional<InetAddress> bind;
    private @Nullable Experience[] recalled = {};

    Memory(Reactor reactor, ConnectPlan plan) {
        this.reactor = reactor;
        this.plan = plan;
        this.kept = plan.history();
        this.host = plan.targets() instanceof Targets.Named named ? named.name() : plan.name();
        this.bind = plan.options().bind().map(InetSocketAddress::getAddress);
    }

    /**
     * Begins to find out what holds in the network that the host is in now: what was experienced from another source
     * address than would be used now is forgotten.
     *
     * @return whether there is anything to find out
     */
    boolean recall() {
        if (kept.isEmpty()) {
            return false;
        }
        List<Experience> known = kept.get().recall(host, plan.port(), reactor.nanoTime());
        @Nullable Experience[] holding = new Experience[known.size()];
        recalled = holding;
        for (int i = 0; i < known.size(); i++) {
            int index = i;
            Experience each = known.get(i);
            SourceSearch.ask(reactor, bind, each.address(), source -> {
                if (each.isFrom(source)) {
                    holding[index] = each;
                } else {
                    kept.get().forget(host, plan.port(), each.address());
                }
            });
        }
        return !known.isEmpty();
    }

    /** What has been found to hold so far. */
    History history() {
        List<History.Success> successes = new ArrayList<>();
        List<InetAddress> setbacks = new ArrayList<>();
        for (Experience each : Arrays.stream(recalled).filter(Objects::nonNull).toList()) {
            if (each.took().isPresent()) {
                successes.add(new History.Success(each.address(), each.took().get()));
            } else {
                setbacks.add(each.address());
            }
        }
        return new History(successes, setbacks);
    }

    /** For the timeline. */
    static String words(History history) {
        List<String> words = new ArrayList<>();
        if (!history.successes().isEmpty()) {
            words.add("worked: "
                    + history.successes().stream()
                            .map(success -> AddressText.format(success.address()) + " in "
                                    + success.took().toMillis() + " ms")
                            .collect(Collectors.joining(", ")));
        }
        if (!history.setbacks().isEmpty()) {
            words.add("set back: "
                    + history.setbacks().stream().map(AddressText::format).collect(Collectors.joining(", ")));
        }
        return String.join("; ", words);
    }

    void succeeded(InetAddress address, long tookNanos) {
        noting(
                address,
                (history, source) -> history.succeeded(
                        host, plan.port(), address, source, Duration.ofNanos(tookNanos), reactor.nanoTime()));
    }

    void failed(InetAddress address, Throwable failure) {
        if (OF_THE_WAY.contains(Recorder.kind(failure))) {
            setBack(address);
        }
    }

    /** One that was begun later was there first. */
    void overtaken(Attempt attempt) {
        setBack(attempt.remote);
    }

    private void setBack(InetAddress address) {
        noting(address, (history, source) -> history.setBack(host, plan.port(), address, source, reactor.nanoTime()));
    }

    /** The source is asked for, of winners too: it is compared with what the same question will give later. */
    private void noting(InetAddress address, BiConsumer<ConnectHistory, Optional<InetAddress>> note) {
        kept.ifPresent(history -> SourceSearch.ask(reactor, bind, address, source -> note.accept(history, source)));
    }
}
