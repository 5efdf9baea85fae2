package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("OrphanedFormatString") // A zone is no format: fe80::1%eth0
final class ZonesTest {

    private final List<Zone> host = new ArrayList<>(List.of(new Zone("lo", 1), new Zone("eth0", 2)));
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final Zones zones = new HostZones(
            () -> {
                looks.incrementAndGet();
                return List.copyOf(host);
            },
            nanos::get);

    @Test
    void one_look_answers_many_questions() {
        for (int i = 0; i < 100; i++) {
            assertEquals(Optional.of("eth0"), zones.name(2));
            assertEquals(OptionalInt.of(2), zones.index("eth0"));
        }

        assertEquals(1, looks.get());
    }

    @Test
    void a_new_interface_is_known_at_once() {
        assertEquals(OptionalInt.empty(), zones.index("veth0"));

        host.add(new Zone("veth0", 3));

        assertEquals(OptionalInt.of(3), zones.index("veth0"));
        assertEquals(Optional.of("veth0"), zones.name(3));
    }

    @Test
    void a_renamed_interface_is_known_after_a_second() {
        assertEquals(Optional.of("eth0"), zones.name(2));
        host.set(1, new Zone("wan", 2));

        nanos.addAndGet(999_999_999);
        assertEquals(Optional.of("eth0"), zones.name(2));
        nanos.addAndGet(1);
        assertEquals(Optional.of("wan"), zones.name(2));
    }

    @Test
    void the_list_is_always_fresh() {
        assertEquals(2, zones.all().size());

        host.remove(1);

        assertEquals(List.of(new Zone("lo", 1)), zones.all());
    }

    @Test
    void digits_are_an_index_if_there_is_one_else_a_name() {
        Zones odd = Zones.of(List.of(new Zone("2", 5), new Zone("eth0", 2), new Zone("007", 7), new Zone("9", 8)));

        assertEquals(OptionalInt.of(2), odd.index("2"));
        assertEquals(OptionalInt.of(8), odd.index("9"));
        assertEquals(OptionalInt.of(7), odd.index("007"));
        assertEquals(OptionalInt.empty(), odd.index("01"));
        assertEquals("5", odd.text(5));
        assertEquals(OptionalInt.of(5), odd.index(odd.text(5)));
        assertEquals("eth0", odd.text(2));
    }

    @Test
    void a_long_list_is_cut_in_messages() {
        Zones many = Zones.of(IntStream.rangeClosed(1, 20)
                .mapToObj(i -> new Zone("if" + i, i))
                .toList());

        assertTrue(many.listed().endsWith("if16 (16) and 4 more"), many::listed);
    }

    @Test
    void a_zone_has_a_name_and_an_index() {
        assertThrows(IllegalArgumentException.class, () -> new Zone("", 1));
        assertThrows(IllegalArgumentException.class, () -> new Zone("lo", 0));
    }

    @Test
    void the_loopback_interface_of_this_host_is_found_by_name_and_by_index() throws Exception {
        NetworkInterface loopback =
                NetworkInterface.getByInetAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        String name = loopback.getName();
        int index = loopback.getIndex();

        InetAddress byName = AddressText.parse("fe80::1%" + name).toInetAddress();
        InetAddress byIndex = AddressText.parse("fe80::1%" + index).toInetAddress();

        assertEquals(index, ((Inet6Address) byName).getScopeId());
        assertEquals(index, ((Inet6Address) byIndex).getScopeId());
        assertEquals("fe80::1%" + name, AddressText.format(byIndex));
        assertTrue(Zones.ofHost().all().contains(new Zone(name, index)));
    }

    @Test
    void a_zone_that_this_host_lacks_is_refused_with_its_interfaces() {
        UnknownZoneException refused = assertThrows(
                UnknownZoneException.class,
                () -> AddressText.parse("fe80::1%no-such-zone").toInetAddress());

        Zones.ofHost().all().stream()
                .limit(16)
                .forEach(zone -> assertTrue(
                        String.valueOf(refused.getMessage()).contains(zone.toString()), refused::getMessage));
    }
}
