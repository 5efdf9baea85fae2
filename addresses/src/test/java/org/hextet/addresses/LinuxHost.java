package org.hextet.addresses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hextet.addresses.SourceAddress.Property;

/**
 * A host to be built in a network namespace: two links with addresses and routes, a hosts file, a policy table.
 *
 * @param homes its addresses, beside those of the loopback interface
 * @param routes what {@code ip route add} takes
 * @param conf the content of gai.conf
 * @param names addresses by name: {@code n0}, {@code n1}, as they stand in the hosts file
 */
record LinuxHost(List<Home> homes, List<String> routes, String conf, List<List<String>> names) {

    private static final List<Home> LOOPBACK =
            List.of(new Home("::1", 128, "lo", false), new Home("127.0.0.1", 8, "lo", false));

    /** A host with its addresses on one link, default routes, and one name; the policy table is the RFC's. */
    static LinuxHost of(String homes, String destinations) {
        List<Home> all = Arrays.stream(homes.split(" ", -1)).map(Home::parse).toList();
        List<String> routes = new ArrayList<>();
        if (all.stream().anyMatch(Home::isIpv6)) {
            routes.add("::/0 dev v0");
        }
        if (all.stream().anyMatch(home -> !home.isIpv6())) {
            routes.add("0.0.0.0/0 dev v0");
        }
        return new LinuxHost(
                all, routes, PrefixTable.standard().toGaiConf(), List.of(List.of(destinations.split(" ", -1))));
    }

    LinuxHost withConf(String conf) {
        return new LinuxHost(homes, routes, conf, names);
    }

    /** One address of the host. */
    record Home(String address, int prefixLength, String link, boolean isDeprecated) {

        /** {@code fd00::1/64}, {@code 2001:db8::1/64!deprecated}. */
        static Home parse(String text) {
            SourceAddress source = SourceText.parse(text);
            return new Home(
                    AddressText.format(source.address()), source.prefixLength(), "v0", source.is(Property.DEPRECATED));
        }

        boolean isIpv6() {
            return address.indexOf(':') >= 0;
        }

        SourceAddress source() {
            return source(link);
        }

        SourceAddress source(String outgoing) {
            Set<Property> properties = EnumSet.noneOf(Property.class);
            if (isDeprecated) {
                properties.add(Property.DEPRECATED);
            }
            if (!link.equals(outgoing)) {
                properties.add(Property.OTHER_INTERFACE);
            }
            return new SourceAddress(SourceText.address(address), prefixLength, properties);
        }
    }

    /** The address that the kernel named, as it was set up. */
    Home home(String address) {
        return everyHome().stream()
                .filter(home -> home.address().equals(address))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("the kernel took " + address + ", which this host has not: " + this));
    }

    /** All addresses, as they look to packets that leave by a link. */
    List<SourceAddress> sources(String outgoing) {
        return everyHome().stream().map(home -> home.source(outgoing)).toList();
    }

    private List<Home> everyHome() {
        List<Home> all = new ArrayList<>(LOOPBACK);
        all.addAll(homes);
        return all;
    }

    PrefixTable table() {
        return PrefixTable.parseGaiConf(conf);
    }

    /** For {@code ip -batch}. */
    String setup() {
        StringBuilder commands = new StringBuilder("link set lo up\n");
        for (String link : List.of("v0", "v1")) {
            commands.append("link add ")
                    .append(link)
                    .append(" type veth peer peer-")
                    .append(link)
                    .append('\n');
            // No addresses but those of this record.
            commands.append("link set ").append(link).append(" addrgenmode none up\n");
            commands.append("link set peer-").append(link).append(" addrgenmode none up\n");
        }
        for (Home home : homes) {
            commands.append("addr add ").append(home.address()).append('/').append(home.prefixLength());
            commands.append(" dev ").append(home.link());
            commands.append(home.isIpv6() ? " nodad" : "").append(home.isDeprecated() ? " preferred_lft 0" : "");
            commands.append('\n');
        }
        routes.forEach(route -> commands.append("route add ").append(route).append('\n'));
        // The kernel has a table of its own for source addresses: labels, without precedences.
        commands.append("addrlabel flush\n");
        for (PrefixTable.Entry entry : table().entries()) {
            commands.append("addrlabel add prefix ").append(entry.prefix());
            commands.append(" label ").append(entry.label()).append('\n');
        }
        return commands.toString();
    }

    String hosts() {
        return IntStream.range(0, names.size())
                .boxed()
                .flatMap(i -> names.get(i).stream().map(address -> address + " n" + i + '\n'))
                .collect(Collectors.joining());
    }

    /** A host by chance: of one or both families, with few or many addresses, with or without routes to everywhere. */
    static LinuxHost random(Random random) {
        List<Home> homes = new ArrayList<>();
        for (String link : List.of("v0", "v1")) {
            int number = link.equals("v0") ? 1 : 2;
            if (random.nextInt(4) != 0) {
                for (int i = random.nextInt(5); i >= 0; i--) {
                    homes.add(ipv6Home(random, link, 10 * number + i));
                }
            }
            if (random.nextInt(4) != 0) {
                homes.add(new Home(
                        random.nextInt(5) == 0 ? "169.254.9." + number : "10." + number + ".0.1", 24, link, false));
            }
        }
        List<String> routes = new ArrayList<>();
        anyLink(random, homes, true).ifPresent(link -> routes.add("::/0 dev " + link));
        anyLink(random, homes, true).ifPresent(link -> routes.add("2001:db8:80::/44 dev " + link));
        anyLink(random, homes, false).ifPresent(link -> routes.add("0.0.0.0/0 dev " + link));
        return new LinuxHost(
                homes,
                routes,
                random.nextBoolean() ? PrefixTable.standard().toGaiConf() : randomConf(random),
                IntStream.range(0, 6).mapToObj(i -> destinations(random, homes)).toList());
    }

    private static Home ipv6Home(Random random, String link, int host) {
        List<String> networks =
                List.of("2001:db8:1:", "2001:db8:80:", "fd00:1:0:", "2002:c000:201:", "fec0:0:0:", "2001:0:1:");
        boolean isLinkLocal = random.nextInt(6) == 0;
        String network =
                isLinkLocal ? "fe80:" : networks.get(random.nextInt(networks.size())) + random.nextInt(4) + ":";
        int length = isLinkLocal ? 64 : List.of(48, 60, 64, 64, 96).get(random.nextInt(5));
        return new Home(canonical(network + ":" + Integer.toHexString(host)), length, link, random.nextInt(3) == 0);
    }

    private static Optional<String> anyLink(Random random, List<Home> homes, boolean isIpv6) {
        return homes.stream()
                .filter(home -> home.isIpv6() == isIpv6)
                .map(Home::link)
                .skip(random.nextInt(3))
                .findFirst();
    }

    /** Precedences of IPv4 are even, of IPv6 odd: where both are one, rule 9 makes a circle of some orders. */
    private static String randomConf(Random random) {
        StringBuilder conf = new StringBuilder("# by chance\n");
        for (String prefix :
                List.of("::/0", "2001:db8::/32", "2001:db8:80::/48", "fc00::/7", "2002::/16", "::1/128", "fec0::/10")) {
            if (random.nextBoolean()) {
                conf.append("label ")
                        .append(prefix)
                        .append('\t')
                        .append(random.nextInt(4))
                        .append('\n');
            }
            if (random.nextBoolean()) {
                conf.append("precedence ")
                        .append(prefix)
                        .append(' ')
                        .append(2 * random.nextInt(6) + 1)
                        .append('\n');
            }
        }
        conf.append("precedence ::ffff:0:0/96 ").append(2 * random.nextInt(6)).append(" # IPv4\n");
        return conf.toString();
    }

    private static List<String> destinations(Random random, List<Home> homes) {
        List<String> all = new ArrayList<>(List.of(
                "192.0.2.1",
                "192.0.2.200",
                "203.0.113.5",
                "10.1.0.77",
                "10.1.0.200",
                "10.2.0.130",
                "127.0.0.1",
                "169.254.9.77",
                "::1",
                "fe80::77",
                "fec0:0:0:1::5"));
        for (int i = 0; i < 9; i++) {
            List<String> networks = List.of(
                    "2001:db8:1:",
                    "2001:db8:80:",
                    "2001:db8:81:",
                    "fd00:1:0:",
                    "fd77:0:0:",
                    "2002:c000:201:",
                    "2001:0:1:",
                    "2a00:0:0:");
            all.add(networks.get(random.nextInt(networks.size())) + random.nextInt(4) + "::"
                    + Integer.toHexString(1 << random.nextInt(16)));
        }
        homes.stream().limit(1).map(Home::address).forEach(all::add);
        Collections.shuffle(all, random);
        return all.stream()
                .map(LinuxHost::canonical)
                .distinct()
                .limit(2 + random.nextInt(12))
                .toList();
    }

    private static String canonical(String text) {
        return AddressText.parse(text).toString();
    }
}
