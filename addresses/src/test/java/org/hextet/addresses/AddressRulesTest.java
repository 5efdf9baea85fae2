package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("OrphanedFormatString") // A zone is no format: fe80::1%eth0
final class AddressRulesTest {

    private static final Zones ZONES = Zones.of(List.of(new Zone("lo", 1), new Zone("eth0", 2), new Zone("wlan0", 3)));

    @Test
    void a_link_local_target_without_a_zone_is_refused_with_the_zones_and_an_example() {
        assertRefused(
                "connect to fe80::1 port 22: a link-local address needs a zone;"
                        + " this host has lo (1), eth0 (2), wlan0 (3); write fe80::1%eth0",
                () -> AddressRules.target(socket("fe80::1", 22), "connect to", ZONES));
    }

    @Test
    void a_link_local_address_to_listen_on_needs_a_zone_too() {
        assertRefused(
                "listen on fe80::1 port 0: a link-local address needs a zone; this host has lo (1); write fe80::1%lo",
                () -> AddressRules.local(socket("fe80::1", 0), "listen on", Zones.of(List.of(new Zone("lo", 1)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff01::1", "ff02::1", "ff12::1"})
    void a_group_of_one_interface_or_link_needs_a_zone(String group) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> AddressRules.requireZone(address(group), "join", ZONES));

        assertTrue(
                String.valueOf(refused.getMessage()).startsWith("join " + group + ": a group of "),
                refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).endsWith("; write " + group + "%eth0"), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff05::1", "ff0e::1", "::1", "2001:db8::1", "169.254.0.1", "224.0.0.1", "fec0::1", "::"})
    void other_addresses_need_no_zone(String text) {
        InetAddress address = address(text);

        assertSame(address, AddressRules.usable(address, "write to", ZONES));
    }

    @Test
    void a_host_without_interfaces_is_told_so() {
        assertRefused(
                "connect to fe80::1: a link-local address needs a zone; this host has no interface with an address",
                () -> AddressRules.requireZone(address("fe80::1"), "connect to", Zones.of(List.of())));
    }

    @Test
    void an_index_of_no_interface_is_refused_with_the_zones() throws Exception {
        InetAddress nowhere = Inet6Address.getByAddress(null, address("fe80::1").getAddress(), 999);

        IllegalArgumentException refused = assertRefused(
                "connect to fe80::1%999 port 22: unknown zone \"999\"; this host has lo (1), eth0 (2), wlan0 (3)",
                () -> AddressRules.target(new InetSocketAddress(nowhere, 22), "connect to", ZONES));
        assertInstanceOf(UnknownZoneException.class, refused);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, an address of global scope",
        "fd00::1, an address of global scope",
        "::, the wildcard address"
    })
    void a_zone_that_means_nothing_is_refused_with_the_reason(String text, String kind) {
        assertRefused(
                "connect to " + text + "%eth0: " + kind + " has no zone (RFC 4007, 6); write " + text,
                () -> AddressRules.usable(address(text + "%eth0"), "connect to", ZONES));
    }

    @Test
    void a_zone_on_the_loopback_address_is_accepted_and_dropped() {
        InetSocketAddress used = AddressRules.target(socket("::1%lo", 80), "connect to", ZONES);

        assertEquals(0, ((Inet6Address) used.getAddress()).getScopeId());
        assertEquals("[::1]:80", AddressText.formatSocket(used, ZONES));
    }

    @Test
    void a_zone_that_the_jdk_put_on_an_interface_s_own_address_is_dropped() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        InetAddress listed =
                Inet6Address.getByAddress(null, address("2001:db8::1").getAddress(), 2);
        InetAddress own = loopback.inetAddresses()
                .filter(each -> each instanceof Inet6Address ipv6 && ipv6.getScopedInterface() != null)
                .findFirst()
                .orElse(address("::1"));

        InetAddress used = AddressRules.usable(own, "listen on", Zones.of(List.of()));

        assertEquals(0, ((Inet6Address) used).getScopeId());
        assertThrows(IllegalArgumentException.class, () -> AddressRules.usable(listed, "listen on", ZONES));
    }

    @Test
    void a_zone_stays_where_it_means_something() {
        InetAddress address = address("fe80::1%eth0");

        assertSame(address, AddressRules.usable(address, "connect to", ZONES));
    }

    @Test
    void a_hand_made_mapped_address_becomes_ipv4() throws Exception {
        InetAddress mapped =
                Inet6Address.getByAddress(null, IpAddress.of(mapped127()).bytes(), -1);
        assertInstanceOf(Inet6Address.class, mapped);

        InetSocketAddress used = AddressRules.target(new InetSocketAddress(mapped, 80), "connect to", ZONES);

        assertInstanceOf(Inet4Address.class, used.getAddress());
        assertEquals(StandardProtocolFamily.INET, AddressRules.family(mapped));
        assertEquals("127.0.0.1:80", AddressText.formatSocket(used, ZONES));
    }

    @Test
    void ends_of_two_families_are_refused_with_both_addresses() {
        assertRefused(
                "connect to 2001:db8::1 from 192.0.2.7: both ends must be of one family;"
                        + " bind to an IPv6 address or none",
                () -> AddressRules.requireSameFamily(address("2001:db8::1"), address("192.0.2.7"), "connect to"));
    }

    @Test
    void a_wildcard_to_bind_to_counts_by_its_family() {
        AddressRules.requireMatchingEnds(socket("192.0.2.1", 80), socket("0.0.0.0", 0), "connect to", ZONES);
        AddressRules.requireMatchingEnds(socket("2001:db8::1", 80), socket("::", 0), "connect to", ZONES);

        assertRefused(
                "connect to 192.0.2.1 from ::: both ends must be of one family; bind to an IPv4 address or none",
                () -> AddressRules.requireMatchingEnds(socket("192.0.2.1", 80), socket("::", 0), "connect to", ZONES));
    }

    @Test
    void a_mapped_end_counts_as_ipv4() throws Exception {
        InetAddress mapped = Inet6Address.getByAddress(null, mapped127(), -1);

        AddressRules.requireSameFamily(mapped, address("127.0.0.1"), "connect to");
        assertThrows(
                IllegalArgumentException.class,
                () -> AddressRules.requireSameFamily(mapped, address("::1"), "connect to"));
    }

    @Test
    void link_local_ends_in_two_zones_are_refused_with_both_zones() {
        assertRefused(
                "connect to fe80::1%eth0 from fe80::2%wlan0: the zones eth0 and wlan0 are two links;"
                        + " bind to an address in zone eth0 or none",
                () -> AddressRules.requireMatchingEnds(
                        socket("fe80::1%eth0", 80), socket("fe80::2%wlan0", 0), "connect to", ZONES));
        AddressRules.requireMatchingEnds(socket("fe80::1%eth0", 80), socket("fe80::2%eth0", 0), "connect to", ZONES);
    }

    @Test
    void an_unresolved_address_is_refused_without_a_look_up() {
        assertRefused(
                "connect to host.example port 80: unresolved, and no name is looked up here;"
                        + " use an endpoint, which looks names up, or a resolved address",
                () -> AddressRules.target(InetSocketAddress.createUnresolved("host.example", 80), "connect to", ZONES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff02::1%eth0", "ff0e::1", "224.0.0.1", "239.1.2.3"})
    void a_group_is_no_tcp_target(String group) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> AddressRules.target(socket(group, 80), "connect to", ZONES));

        assertTrue(
                String.valueOf(refused.getMessage()).contains(" port 80: a multicast group has many hosts"),
                refused::getMessage);
    }

    @Test
    void zones_in_messages_are_named_by_the_zones_that_were_given() {
        assertRefused(
                "connect to fe80::1%wlan0 from 192.0.2.7: both ends must be of one family;"
                        + " bind to an IPv6 address or none",
                () -> AddressRules.requireMatchingEnds(
                        socket("fe80::1%wlan0", 80), socket("192.0.2.7", 0), "connect to", ZONES));
        assertRefused(
                "connect to ff02::1%wlan0 port 80: a multicast group has many hosts and TCP has two ends;"
                        + " give the address of one host",
                () -> AddressRules.target(socket("ff02::1%wlan0", 80), "connect to", ZONES));
    }

    @Test
    void the_broadcast_address_is_no_tcp_target() {
        assertRefused(
                "connect to 255.255.255.255 port 80: the broadcast address has many hosts and TCP has two ends;"
                        + " give the address of one host",
                () -> AddressRules.target(socket("255.255.255.255", 80), "connect to", ZONES));
    }

    @Test
    void port_0_is_no_target_but_good_to_listen_on() {
        assertRefused(
                "connect to 192.0.2.1 port 0: nothing listens there, it means any free port to a listener;"
                        + " give a port from 1 to 65535",
                () -> AddressRules.target(socket("192.0.2.1", 0), "connect to", ZONES));
        InetSocketAddress local = socket("192.0.2.1", 0);
        assertSame(local, AddressRules.local(local, "listen on", ZONES));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void a_port_out_of_range_is_refused(int port) {
        assertRefused(
                "connect to example.org port " + port + ": out of range; a port is a number from 0 to 65535",
                () -> AddressRules.requirePort(port, "connect to example.org"));
    }

    @Test
    void keys_tell_zones_apart_where_the_jdk_does_not() {
        InetSocketAddress here = socket("fe80::1%eth0", 80);
        InetSocketAddress there = socket("fe80::1%wlan0", 80);
        assertEquals(here, there);

        assertNotEquals(SocketAddressKey.of(here), SocketAddressKey.of(there));
        assertEquals(SocketAddressKey.of(here), SocketAddressKey.of(socket("fe80::1%2", 80)));
        assertNotEquals(SocketAddressKey.of(here), SocketAddressKey.of(socket("fe80::1%eth0", 81)));
        assertEquals("[fe80::1%2]:80", SocketAddressKey.of(here).toString());
    }

    @Test
    void keys_ignore_a_zone_that_means_nothing_and_fold_mapped_addresses() throws Exception {
        assertTrue(AddressKey.sameAddress(address("::1%lo"), address("::1")));
        assertTrue(AddressKey.sameAddress(Inet6Address.getByAddress(null, mapped127(), -1), address("127.0.0.1")));
        assertNotEquals(AddressKey.of(address("::7f00:1")), AddressKey.of(address("127.0.0.1")));
        assertEquals("127.0.0.1", AddressKey.of(address("127.0.0.1")).toString());
        assertEquals("ffff:db8::fffe", AddressKey.of(address("ffff:db8::fffe")).toString());
    }

    private static byte[] mapped127() {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        bytes[12] = 127;
        bytes[15] = 1;
        return bytes;
    }

    private static IllegalArgumentException assertRefused(String message, Executable call) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call);
        assertEquals(message, refused.getMessage());
        return refused;
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress(ZONES);
    }

    private static InetSocketAddress socket(String text, int port) {
        return new InetSocketAddress(address(text), port);
    }
}
