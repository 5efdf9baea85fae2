package org.hextet.bench.parts;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.AddressText;
import org.hextet.policies.Answer;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.Event;
import org.hextet.policies.Race;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A whole race of the default policy, decided step by step: what a connect by name costs above its sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyParts {

    private static final long MILLISECOND = 1_000_000;

    private final ConnectPolicy policy = ConnectPolicy.staggered();
    private final InetAddress six = AddressText.parse("2001:db8::1").toInetAddress();
    private final InetAddress four = AddressText.parse("192.0.2.1").toInetAddress();
    private final Event answers = new Event.Answered(List.of(
            new Answer(StandardProtocolFamily.INET6, List.of(six)),
            new Answer(StandardProtocolFamily.INET, List.of(four))));
    private final Event woken = new Event.Woken();
    private final Event sixConnected = new Event.Connected(six);
    private final Event fourConnected = new Event.Connected(four);

    /** For JMH. */
    public PolicyParts() {}

    /**
     * Both families answer, and the first address connects.
     *
     * @param sink takes the steps
     */
    @Benchmark
    public void firstAddressWins(Blackhole sink) {
        Race race = policy.race();
        sink.consume(race.on(0, answers));
        sink.consume(race.on(20 * MILLISECOND, sixConnected));
    }

    /**
     * The first address is a black hole: the second is tried after the attempt delay, and wins.
     *
     * @param sink takes the steps
     */
    @Benchmark
    public void secondAddressWins(Blackhole sink) {
        Race race = policy.race();
        sink.consume(race.on(0, answers));
        sink.consume(race.on(250 * MILLISECOND, woken));
        sink.consume(race.on(270 * MILLISECOND, fourConnected));
    }
}
