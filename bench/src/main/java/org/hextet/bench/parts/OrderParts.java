package org.hextet.bench.parts;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Sorting the answers of a name by RFC 6724: four of each family, each with a source address. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OrderParts {

    private final DestinationOrder order = DestinationOrder.standard();
    private final List<Candidate> candidates = candidates();

    /** For JMH. */
    public OrderParts() {}

    private static List<Candidate> candidates() {
        Optional<InetAddress> source4 = Optional.of(address("192.0.2.100"));
        Optional<InetAddress> source6 = Optional.of(address("2001:db8:0:1::100"));
        List<Candidate> all = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            all.add(Candidate.of(address("192.0.2." + i), source4));
            all.add(Candidate.of(address("2001:db8:0:" + i + "::1"), source6));
        }
        return List.copyOf(all);
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    /**
     * One sort of eight.
     *
     * @return the addresses in the order in which they would be tried
     */
    @Benchmark
    public List<InetAddress> sort() {
        return order.sorted(candidates);
    }
}
