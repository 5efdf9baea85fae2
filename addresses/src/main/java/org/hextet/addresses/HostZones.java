package org.hextet.addresses;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The zones of this host. The JDK enumerates every interface for each question, by name or by index alike (tens of
 * microseconds, more with more interfaces), so one enumeration answers all questions for a while.
 */
final class HostZones implements Zones {

    static final HostZones INSTANCE = new HostZones(new Host());

    /** How long an answer counts: an interface may be renamed, and an index may come to mean another one. */
    private static final long KEEP_NANOS = 1_000_000_000;

    private final Supplier<List<Zone>> host;
    private final LongSupplier nanoTime;
    private volatile Seen seen;

    /** This host and its clock, in one class: every program that listens or connects loads it. */
    private static final class Host implements Supplier<List<Zone>>, LongSupplier {

        @Override
        public List<Zone> get() {
            return enumerate();
        }

        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }

    private HostZones(Host host) {
        this(host, host);
    }

    HostZones(Supplier<List<Zone>> host, LongSupplier nanoTime) {
        this.host = host;
        this.nanoTime = nanoTime;
        this.seen = new Seen(new FixedZones(List.of()), nanoTime.getAsLong() - KEEP_NANOS);
    }

    @Override
    public OptionalInt index(String zone) {
        OptionalInt known = recent().index(zone);
        return known.isPresent() ? known : look().index(zone);
    }

    @Override
    public Optional<String> name(int index) {
        Optional<String> known = recent().name(index);
        return known.isPresent() ? known : look().name(index);
    }

    @Override
    public List<Zone> all() {
        return look().all();
    }

    private FixedZones recent() {
        Seen last = seen;
        return nanoTime.getAsLong() - last.atNanos < KEEP_NANOS ? last.zones : look();
    }

    private FixedZones look() {
        Seen now = new Seen(new FixedZones(host.get()), nanoTime.getAsLong());
        seen = now;
        return now.zones;
    }

    private static List<Zone> enumerate() {
        try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
            return interfaces
                    .filter(each -> each.getIndex() > 0)
                    .map(each -> new Zone(each.getName(), each.getIndex()))
                    .toList();
        } catch (SocketException noInterfaces) {
            // What the JDK says on a host without any configured interface: no zone exists.
            return List.of();
        }
    }

    private record Seen(FixedZones zones, long atNanos) {}
}
