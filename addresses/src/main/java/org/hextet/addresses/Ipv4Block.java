package org.hextet.addresses;

import java.util.List;
import java.util.Optional;

/**
 * A block of IPv4 addresses that are not global, but for those of documents.
 *
 * @param network its four bytes
 * @param length of its prefix
 * @param isTranslatable whether a translator inside the same network may reach it
 * @param words what it is
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5735#section-3">RFC 5735, section 3</a>
 */
record Ipv4Block(int network, int length, boolean isTranslatable, String words) {

    private static final List<Ipv4Block> ALL = List.of(
            host(0, 0, 0, 0, 8, "an address of \"this network\""),
            host(127, 0, 0, 0, 8, "a loopback address"),
            host(169, 254, 0, 0, 16, "a link-local address"),
            host(224, 0, 0, 0, 4, "a multicast group"),
            host(255, 255, 255, 255, 32, "the broadcast address"),
            network(10, 0, 0, 0, 8, "a private address"),
            network(172, 16, 0, 0, 12, "a private address"),
            network(192, 168, 0, 0, 16, "a private address"),
            network(100, 64, 0, 0, 10, "an address shared by customers of a carrier"),
            network(192, 0, 0, 0, 24, "an address of IETF protocols"),
            network(192, 88, 99, 0, 24, "an address of 6to4 relays"),
            network(198, 18, 0, 0, 15, "an address of benchmarks"),
            network(240, 0, 0, 0, 4, "a reserved address"));

    /** The block of an address, if it is in one. */
    static Optional<Ipv4Block> of(byte[] ipv4) {
        int number = number(ipv4[0], ipv4[1], ipv4[2], ipv4[3]);
        return ALL.stream()
                .filter(block -> (number ^ block.network) >>> (32 - block.length) == 0)
                .findFirst();
    }

    private static Ipv4Block host(int first, int second, int third, int fourth, int length, String words) {
        return new Ipv4Block(number(first, second, third, fourth), length, false, words);
    }

    private static Ipv4Block network(int first, int second, int third, int fourth, int length, String words) {
        return new Ipv4Block(number(first, second, third, fourth), length, true, words);
    }

    private static int number(int first, int second, int third, int fourth) {
        return (first & 0xff) << 24 | (second & 0xff) << 16 | (third & 0xff) << 8 | (fourth & 0xff);
    }
}
