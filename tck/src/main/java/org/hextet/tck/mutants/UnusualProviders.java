package org.hextet.tck.mutants;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import org.hextet.api.Capabilities;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.api.spi.ResolverProvider;

/** The transports and resolvers that are unusual, and right. */
public final class UnusualProviders {

    private static final Duration LATE = Duration.ofMillis(3);

    private static final List<Unusual<ReactorProvider>> TRANSPORTS = List.of(
            transport(
                    "one-byte-at-a-time",
                    "What came is told byte by byte, all in one turn.",
                    Manner.USUAL.withReceivedPieces(Pieces.SINGLE)),
            transport(
                    "one-piece-a-turn",
                    "What came is told in odd pieces, each in a turn of its own.",
                    Manner.USUAL.withReceivedPieces(Pieces.ODD).withOnePieceATurn()),
            transport(
                    "writes-in-pieces",
                    "What is written goes to the host in odd pieces.",
                    Manner.USUAL.withWrittenPieces(Pieces.ODD)),
            transport(
                    "late",
                    "Connections, ports, failures and timers come some milliseconds after the host has told of them.",
                    Manner.USUAL.withDelay(LATE)),
            transport(
                    "slow",
                    "As late, and what came is told in odd pieces with pauses between.",
                    Manner.USUAL
                            .withReceivedPieces(Pieces.ODD)
                            .withOnePieceATurn()
                            .withDelay(LATE)),
            transport(
                    "fresh-buffers",
                    "Each datagram lies in memory of its own, not at its beginning.",
                    Manner.USUAL.withFreshBuffers()));

    private static final List<Unusual<ResolverProvider>> RESOLVERS = List.of(
            resolver(
                    "late-answers",
                    "Answers come some milliseconds after they are known.",
                    sound -> new RelayingResolver(sound, (reactor, tell) -> reactor.schedule(LATE, tell))),
            resolver(
                    "answers-by-another-thread",
                    "Answers go to the reactor from a thread that is not its own.",
                    sound -> new RelayingResolver(
                            sound, (reactor, tell) -> ForkJoinPool.commonPool().execute(() -> reactor.execute(tell)))),
            resolver("bare-addresses", "Addresses come without host names and times to live.", BareAddresses::new),
            new Unusual<>("all-at-once", "Answers come when all are known, IPv4 first.", UnusualProviders::allAtOnce));

    private UnusualProviders() {}

    private static Unusual<ReactorProvider> transport(String name, String sentence, Manner manner) {
        return new Unusual<>(name, sentence, provider -> new ForwardingReactorProvider(provider) {
            @Override
            public Reactor open(ReactorOptions options) throws IOException {
                return new RelayingReactor(super.open(options), manner);
            }
        });
    }

    private static Unusual<ResolverProvider> resolver(
            String name, String sentence, UnaryOperator<NameResolver> change) {
        return new Unusual<>(name, sentence, provider -> new ForwardingResolverProvider(provider) {
            @Override
            public NameResolver open(ProviderSpec spec, List<String> warnings) throws IOException {
                return change.apply(super.open(spec, warnings));
            }
        });
    }

    private static ResolverProvider allAtOnce(ResolverProvider provider) {
        return new ForwardingResolverProvider(provider) {
            @Override
            public Capabilities capabilities() {
                return RelayingResolver.withoutStreaming(super.capabilities());
            }

            @Override
            public NameResolver open(ProviderSpec spec, List<String> warnings) throws IOException {
                return RelayingResolver.allAtOnce(super.open(spec, warnings));
            }
        };
    }

    /**
     * All unusual transports.
     *
     * @return one of each kind
     */
    public static List<Unusual<ReactorProvider>> transports() {
        return TRANSPORTS;
    }

    /**
     * All unusual resolvers.
     *
     * @return one of each kind
     */
    public static List<Unusual<ResolverProvider>> resolvers() {
        return RESOLVERS;
    }

    /**
     * An unusual transport.
     *
     * @param name of it alone
     * @return empty if there is none of that name
     */
    public static Optional<Unusual<ReactorProvider>> transport(String name) {
        return TRANSPORTS.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /**
     * An unusual resolver.
     *
     * @param name of it alone
     * @return empty if there is none of that name
     */
    public static Optional<Unusual<ResolverProvider>> resolver(String name) {
        return RESOLVERS.stream().filter(one -> one.name().equals(name)).findFirst();
    }
}
