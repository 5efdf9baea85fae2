package org.hextet.cli.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zone;
import org.hextet.addresses.Zones;
import org.junit.jupiter.api.Test;

/** What this host tells in its files. */
class HostFactsReadingTest {

    @Test
    void default_routes_of_ipv6_are_those_that_lead_somewhere_the_cheapest_first() {
        String text = String.join(
                "\n",
                "fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000"
                        + " 00000100 00000001 00000000 00000001     eth0",
                "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001"
                        + " 00000400 00000003 00000000 00000003     eth0",
                "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000"
                        + " 00000100 00000003 00000000 00000001     tun0",
                "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000"
                        + " ffffffff 00000001 00000000 00200200       lo");

        assertEquals(
                List.of(
                        new DefaultRoute(StandardProtocolFamily.INET6, Optional.empty(), "tun0", 256),
                        new DefaultRoute(StandardProtocolFamily.INET6, Optional.of("fe80::1"), "eth0", 1024)),
                DefaultRoutes.ipv6(text));
    }

    @Test
    void default_routes_of_ipv4_have_their_gateway_in_the_order_of_the_network() {
        // As a little-endian host writes it; on another one these digits are another address.
        boolean isLittle = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
        String gateway = isLittle ? "010200C0" : "C0000201";
        String text = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
                + "eth0\t00000000\t" + gateway + "\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
                + "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";

        assertEquals(
                List.of(new DefaultRoute(StandardProtocolFamily.INET, Optional.of("192.0.2.1"), "eth0", 100)),
                DefaultRoutes.ipv4(text));
    }

    @Test
    void addresses_that_cannot_be_used_as_any_other_have_their_reason() {
        Map<String, List<String>> flags = LocalAddresses.flags("fd000000000000000000000000000002 04 40 00 82     eth0\n"
                + "fd000000000000000000000000000003 04 40 00 48     eth0\n"
                + "fd000000000000000000000000000004 04 40 00 20     eth0\n");

        assertEquals(List.of(), flags.get("eth0 fd000000000000000000000000000002"));
        assertEquals(List.of("duplicate", "tentative"), flags.get("eth0 fd000000000000000000000000000003"));
        assertEquals(List.of("deprecated"), flags.get("eth0 fd000000000000000000000000000004"));
    }

    @Test
    void name_servers_are_those_that_can_be_asked_and_the_others_with_the_reason() {
        ConfiguredServers read = ConfiguredServers.parse(
                "# nameserver ::2\nnameserver fd00::53\nsearch example\nnameserver fe80::1%nosuch\n"
                        + " nameserver ::3\nnameserver 192.0.2.53\nnameserver 192.0.2.54\n",
                Zones.of(List.of(new Zone("eth0", 2))));

        assertEquals(
                List.of("[fd00::53]:53", "192.0.2.53:53"),
                read.servers().stream().map(AddressText::formatSocket).toList());
        assertEquals(1, read.unusable().size());
        assertTrue(read.unusable().get(0).contains("nosuch"), read.unusable().toString());
    }

    @Test
    void a_name_of_the_hosts_file_stands_behind_an_address() {
        String hosts = "# 127.0.0.1 commented.test\n::1 localhost Host.Test # other.test\n";

        assertTrue(HostsNames.stands(hosts, "host.test"));
        assertFalse(HostsNames.stands(hosts, "other.test"));
        assertFalse(HostsNames.stands(hosts, "commented.test"));
        assertFalse(HostsNames.stands(hosts, "::1"));
    }

    @Test
    void linux_gives_up_after_as_long_as_was_measured() {
        // Kernel 6.18: 133.8 s; before 6.5, without the linear timeouts: 127 s and what the timers are late.
        assertEquals(134, Math.round(SynTimeout.of(6, 4).toMillis() / 1000.0));
        assertEquals(130, Math.round(SynTimeout.of(6, 0).toMillis() / 1000.0));
        assertTrue(SynTimeout.of(0, 0).compareTo(Duration.ofSeconds(2)) < 0);
    }

    @Test
    void switches_that_hurt_are_problems_and_those_of_every_jvm_are_notes() {
        Map<String, String> system = Map.of(
                "java.net.preferIPv4Stack", "true",
                "jdk.net.hosts.file", "/tmp/hosts",
                "sun.net.inetaddr.negative.ttl", "-1",
                "sun.net.spi.nameservice.provider.1", "dns,sun");
        Map<String, String> security = Map.of("networkaddress.cache.ttl", "-1");

        List<Finding> found = JvmSwitches.of(system::get, security::get);

        assertEquals(
                List.of("prefer-ipv4-stack", "hosts-file-only", "dns-cache-forever", "dns-negative-cache-forever"),
                found.stream().filter(Finding::isProblem).map(Finding::name).toList());
        assertEquals(
                List.of("prefer-ipv4-addresses", "name-service-ignored"),
                found.stream()
                        .filter(each -> !each.isProblem())
                        .map(Finding::name)
                        .toList());
    }

    @Test
    void switches_that_are_as_they_should_be_are_not_told() {
        Map<String, String> system =
                Map.of("java.net.preferIPv6Addresses", "system", "java.net.preferIPv4Stack", "false");
        Map<String, String> security =
                Map.of("networkaddress.cache.ttl", "30", "networkaddress.cache.negative.ttl", "10");

        assertEquals(List.of(), JvmSwitches.of(system::get, security::get));
    }
}
