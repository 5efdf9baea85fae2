package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Scope.HOUSE;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.IpAddress;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.policies.ConnectPolicy;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.memory.MemoryNetwork;
import org.hextet.tck.rig.Rig;

/** Addresses and ports as text, both ways. */
final class AddressChecks {

    private static final String VECTORS = "address-text.tsv";

    @Check(
            id = "ADR-001",
            level = MUST,
            scope = HOUSE,
            source = "RFC 4291, section 2.2; test vectors",
            because = "an address that is read wrongly leads to another host",
            lookAt = "the groups of the literal parser, and where the zone begins")
    void every_valid_text_of_the_vectors_gives_its_bytes_its_family_and_its_zone(Rig rig) throws Exception {
        VectorFile.read(VECTORS).binding().valid(true).judge(rig, row -> {
            IpAddress address = AddressText.parse(row.text("input"));

            String bytes = HexFormat.of().formatHex(address.bytes());
            if (!bytes.equals(row.cell("bytes"))) {
                return Optional.of("bytes " + bytes + ", expected " + row.cell("bytes"));
            }
            if (!address.zone().equals(row.text("zone"))) {
                return Optional.of("zone \"" + address.zone() + "\", expected \"" + row.text("zone") + "\"");
            }
            var family = bytes.length() == 8 ? INET : INET6;
            return address.family() == family
                    ? Optional.empty()
                    : Optional.of("family " + address.family() + ", expected " + family);
        });
    }

    @Check(
            id = "ADR-002",
            level = MUST,
            scope = HOUSE,
            source = "RFC 4291, section 2.2; test vectors",
            because = "whoever mistyped an address must see where, and no look-up of it may start",
            lookAt = "what the literal parser lets through, and the words of its refusals")
    void every_invalid_text_of_the_vectors_is_refused_with_the_text_the_place_and_the_reason(Rig rig) throws Exception {
        VectorFile.read(VECTORS).binding().valid(false).judge(rig, row -> {
            String input = row.text("input");
            AddressSyntaxException refusal;
            try {
                return Optional.of("read as " + AddressText.parse(input) + ", expected a refusal");
            } catch (AddressSyntaxException thrown) {
                refusal = thrown;
            }
            String message = String.valueOf(refusal.getMessage());
            boolean isPrintable = input.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\');
            if (!refusal.text().equals(input) || (isPrintable && !message.contains(input))) {
                return Optional.of("the refusal lacks the text: " + message);
            }
            if (refusal.position() < 0
                    || refusal.position() > input.length()
                    || !message.contains("character " + (refusal.position() + 1))) {
                return Optional.of("the refusal lacks the place: " + message);
            }
            return refusal.problem().isBlank() || !message.contains(refusal.problem())
                    ? Optional.of("the refusal lacks the reason: " + message)
                    : Optional.empty();
        });
    }

    @Check(
            id = "ADR-003",
            level = MUST,
            scope = HOUSE,
            source = "RFC 5952, section 4",
            because = "an address that has one text can be searched for in logs",
            lookAt = "the shortening of zeros, and the dotted tail of IPv4-mapped addresses")
    void every_address_of_the_vectors_is_written_in_its_one_canonical_form(Rig rig) throws Exception {
        VectorFile.read(VECTORS).bindingInText().valid(true).judge(rig, row -> {
            byte[] bytes = HexFormat.of().parseHex(row.cell("bytes"));
            String expected = row.text("canonical");

            String asValue = IpAddress.of(bytes, row.text("zone")).toString();
            if (!asValue.equals(expected)) {
                return Optional.of("written " + asValue + ", expected " + expected);
            }
            if (!row.cell("zone").isEmpty()) {
                return Optional.empty();
            }
            String asInetAddress = AddressText.format(ofExactly(bytes));
            return asInetAddress.equals(expected)
                    ? Optional.empty()
                    : Optional.of("as an InetAddress written " + asInetAddress + ", expected " + expected);
        });
    }

    @Check(
            id = "ADR-004",
            level = MUST,
            scope = HOUSE,
            source = "Go net/netip",
            because = "configuration is written by programs and read by others",
            lookAt = "what the formatter writes that the parser reads differently")
    void what_was_written_is_read_back_as_the_same_address(Rig rig) throws Exception {
        VectorFile.read(VECTORS).binding().valid(true).judge(rig, row -> {
            IpAddress once = AddressText.parse(row.text("input"));

            IpAddress twice = AddressText.parse(once.toString());

            return Arrays.equals(once.bytes(), twice.bytes()) && once.zone().equals(twice.zone())
                    ? Optional.empty()
                    : Optional.of("written " + once + ", read back as " + twice);
        });
    }

    @Check(
            id = "ADR-005",
            level = MUST,
            scope = HOUSE,
            source = "RFC 5952, section 4.2.3",
            because = "two texts for one address defeat every comparison of texts",
            lookAt = "which run of zeros the formatter chooses")
    void of_two_zero_runs_the_longer_is_shortened_and_of_equal_ones_the_first(Rig rig) throws Exception {
        expectWritten(rig, "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
        expectWritten(rig, "0:0:1:2:3:4:0:0", "::1:2:3:4:0:0");
        expectWritten(rig, "2001:0:0:1:0:0:0:1", "2001:0:0:1::1");
        expectWritten(rig, "2001:0:0:0:1:0:0:1", "2001::1:0:0:1");
    }

    @Check(
            id = "ADR-006",
            level = MUST,
            scope = HOUSE,
            source = "RFC 5952, section 4.2.2",
            because = "two texts for one address defeat every comparison of texts",
            lookAt = "the shortest run of zeros that the formatter shortens")
    void a_lone_zero_group_is_written_as_a_zero(Rig rig) throws Exception {
        expectWritten(rig, "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
        expectWritten(rig, "::1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7");
        expectWritten(rig, "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
    }

    @Check(
            id = "ADR-007",
            level = MUST,
            scope = HOUSE,
            source = "RFC 5952, sections 4.1 and 4.3",
            because = "two texts for one address defeat every comparison of texts",
            lookAt = "how the formatter writes one group")
    void groups_are_written_in_lower_case_without_leading_zeros(Rig rig) throws Exception {
        expectWritten(rig, "2001:0DB8:00AB::0ABC", "2001:db8:ab::abc");
        expectWritten(rig, "FE80:0000:0000:0000:0000:0000:0000:00EF", "fe80::ef");
    }

    private static void expectWritten(Rig rig, String text, String expected) {
        rig.expectEqual(
                "the canonical text of " + text,
                expected,
                AddressText.parse(text).toString());
    }

    @Check(
            id = "ADR-008",
            level = MUST,
            scope = HOUSE,
            source = "RFC 5952, section 5",
            because = "people know IPv4 addresses by their dots, in logs of dual-stack programs too",
            lookAt = "what is asked of an Inet6Address before it is written")
    void a_mapped_inet6address_is_written_with_a_dotted_tail(Rig rig) throws Exception {
        InetAddress mapped = handMadeMapped(192, 0, 2, 1);

        rig.expectEqual("its text", "::ffff:192.0.2.1", AddressText.format(mapped));
        rig.expectEqual(
                "its text with a port",
                "[::ffff:192.0.2.1]:80",
                AddressText.formatSocket(new InetSocketAddress(mapped, 80)));
    }

    /** The JDK makes none by itself: it folds them to IPv4, unless it is given a scope id. */
    static Inet6Address handMadeMapped(int... parts) {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        for (int i = 0; i < 4; i++) {
            bytes[12 + i] = (byte) parts[i];
        }
        return ipv6(bytes);
    }

    private static Inet6Address ipv6(byte[] bytes) {
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }

    private static InetAddress ofExactly(byte[] bytes) {
        try {
            return bytes.length == 16 ? ipv6(bytes) : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }

    @Check(
            id = "ADR-009",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because =
                    "half an address is a typing error; guessed at, it leads to another host, looked up, to a stranger's name",
            lookAt = "what is tried with text that the literal parser refuses")
    void short_octal_and_hexadecimal_forms_of_ipv4_are_refused_without_a_look_up(Rig rig) throws Exception {
        for (String text : List.of("127.1", "2130706433", "0x7f.1", "0177.0.0.1", "1")) {
            expectRefused(rig, text);

            rig.expectThrown(
                    AddressSyntaxException.class, "parsing \"" + text + "\" as a host", () -> Host.parse(text));
            StaticResolver resolver = new StaticResolver().answering(text, "127.0.0.1");
            rig.expectThrown(
                    IllegalArgumentException.class,
                    "connecting to host \"" + text + "\"",
                    () -> HostnameClientEndpoint.of(text, 80)
                            .withResolver(resolver)
                            .connect(memoryReactor(rig), AddressChecks::deaf));
            rig.expectEqual("what the resolver was asked for \"" + text + "\"", List.of(), resolver.queries());
        }
    }

    private static Reactor memoryReactor(Rig rig) {
        return rig.closing(new MemoryNetwork().openReactor());
    }

    private static Protocol deaf() {
        return Protocol.receiving((connection, lent) -> {});
    }

    @Check(
            id = "ADR-010",
            level = MUST,
            scope = HOUSE,
            source = "Go net/netip",
            because = "a parser that guesses at IPv4 disagrees with the next one about where packets go",
            lookAt = "the four decimal parts of the literal parser")
    void ipv4_with_too_few_too_many_too_large_or_padded_parts_is_refused(Rig rig) throws Exception {
        for (String text : List.of("1.2.3", "1.2.3.256", "1.2.3.4.5", "01.2.3.4", "1.2.3.4.")) {
            expectRefused(rig, text);
        }
    }

    @Check(
            id = "ADR-011",
            level = MUST,
            scope = HOUSE,
            source = "RFC 4291, section 2.2; libuv test-ip6-addr",
            because = "each of these has no meaning, or two",
            lookAt = "how the literal parser counts groups, digits and colons")
    void malformed_groups_and_colons_are_refused(Rig rig) throws Exception {
        for (String text : List.of(
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "::12345",
                "1::2::3",
                "::1::",
                ":::",
                "1:::2",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                ":1::",
                "::1:")) {
            expectRefused(rig, text);
        }
    }

    @Check(
            id = "ADR-012",
            level = MUST,
            scope = HOUSE,
            source = "RFC 4291, section 2.2",
            because = "beside eight groups \"::\" stands for nothing, so one of them is a typing error",
            lookAt = "the count of groups when the literal parser has seen \"::\"")
    void a_double_colon_beside_eight_groups_is_refused_since_it_stands_for_at_least_one(Rig rig) throws Exception {
        for (String text : List.of("1:2:3:4::5:6:7:8", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::")) {
            AddressSyntaxException refusal = expectRefused(rig, text);

            rig.expectWords("the refusal of " + text, refusal, "\"::\"", "at least one group");
        }
    }

    @Check(
            id = "ADR-013",
            level = MUST,
            scope = HOUSE,
            source = "RFC 5952, section 6",
            because = "brackets belong to a host with a port; whoever writes them where none is asked must learn it",
            lookAt = "the first character that the literal parser sees")
    void a_bare_literal_in_brackets_is_refused_and_told_to_drop_them(Rig rig) throws Exception {
        AddressSyntaxException refusal =
                rig.expectThrown(AddressSyntaxException.class, "parsing \"[::1]\"", () -> AddressText.parse("[::1]"));

        rig.expectWords("the refusal", refusal, "[::1]", "drop", "bracket");
    }

    @Check(
            id = "ADR-018",
            level = MUST,
            scope = HOUSE,
            source = "RFC 4007, section 11.2",
            because = "a zone that was left out is a variable that was not set",
            lookAt = "what the literal parser does with nothing behind \"%\"")
    void an_empty_zone_is_refused(Rig rig) throws Exception {
        AddressSyntaxException refusal = expectRefused(rig, "fe80::1%");

        rig.expectWords("the refusal", refusal, "zone");
    }

    @Check(
            id = "ADR-019",
            level = MUST,
            scope = HOUSE,
            source = "RFC 4007, section 11",
            because = "IPv4 has no zones; one that is dropped silently was meant to have an effect",
            lookAt = "what the literal parser does with \"%\" behind IPv4")
    void an_ipv4_literal_with_a_zone_is_refused(Rig rig) throws Exception {
        for (String text : List.of("169.254.0.1%lo", "127.0.0.1%1", "192.0.2.1%")) {
            AddressSyntaxException refusal = expectRefused(rig, text);

            rig.expectWords("the refusal of " + text, refusal, "zone", "IPv4");
        }
    }

    /** Whatever is no literal: the refusal has the text, and the place in it. */
    private static AddressSyntaxException expectRefused(Rig rig, String text) {
        AddressSyntaxException refusal = rig.expectThrown(
                AddressSyntaxException.class, "parsing \"" + text + "\"", () -> AddressText.parse(text));
        rig.expectWords(
                "the refusal of \"" + text + "\"", refusal, '"' + text + '"', "character " + (refusal.position() + 1));
        return refusal;
    }

    @Check(
            id = "ADR-025",
            level = MUST,
            scope = HOUSE,
            source = "Go dial_test; OpenJDK java/nio/channels TcpTest",
            because = "an IPv4-mapped address goes out as IPv4: a rule that takes it for IPv6 allows what cannot work",
            lookAt = "whether family rules ask the class of an address, or its bytes")
    void an_ipv4_mapped_literal_counts_as_ipv4_in_family_rules(Rig rig) throws Exception {
        InetAddress parsed = rig.address("::ffff:127.0.0.1");
        InetAddress handMade = handMadeMapped(127, 0, 0, 1);
        InetAddress ipv4 = rig.address("127.0.0.1");
        InetAddress ipv6 = rig.address("::1");

        rig.expect(parsed instanceof Inet4Address, "the address of the literal is no Inet4Address: " + parsed);
        for (InetAddress mapped : List.of(parsed, handMade)) {
            rig.expectEqual("its family", INET, AddressRules.family(mapped));
            AddressRules.requireSameFamily(mapped, ipv4, "connect to");
            AddressRules.requireSameFamily(ipv4, mapped, "connect to");
            rig.expectThrown(
                    IllegalArgumentException.class,
                    "an IPv6 bind for a mapped target",
                    () -> AddressRules.requireSameFamily(mapped, ipv6, "connect to"));
            rig.expectThrown(
                    IllegalArgumentException.class,
                    "a mapped bind for an IPv6 target",
                    () -> AddressRules.requireSameFamily(ipv6, mapped, "connect to"));
        }

        MemoryNetwork network = new MemoryNetwork();
        Reactor reactor = rig.closing(network.openReactor());
        HostnameClientEndpoint endpoint =
                HostnameClientEndpoint.of("::ffff:127.0.0.1", 80).withDeadline(Duration.ofSeconds(1));
        rig.expectThrown(
                IllegalArgumentException.class,
                "connecting to a mapped literal over IPv6 only",
                () -> endpoint.withPolicy(ConnectPolicy.staggered().only(INET6)).connect(reactor, AddressChecks::deaf));
        endpoint.withPolicy(ConnectPolicy.staggered().only(INET))
                .connect(reactor, AddressChecks::deaf)
                .exceptionally(refused -> null);
        network.clock().turn();
        rig.expectEqual(
                "the attempts over IPv4 only",
                List.of("127.0.0.1:80"),
                network.attempts().stream().map(MemoryNetwork.Attempt::remote).toList());
    }

    @Check(
            id = "ADR-027",
            level = MUST,
            scope = HOUSE,
            source = "RFC 5952, section 6; Twisted test_endpoints",
            because = "without brackets nobody can tell the port from the last group",
            lookAt = "where host and port are joined to one text")
    void ipv6_with_a_port_is_written_in_brackets_and_ipv4_without(Rig rig) throws Exception {
        rig.expectEqual(
                "the text of ::1 and 80",
                "[::1]:80",
                HostPort.of(new Host.Literal(AddressText.parse("::1")), 80).toString());
        rig.expectEqual(
                "the text of 127.0.0.1 and 80",
                "127.0.0.1:80",
                HostPort.of(new Host.Literal(AddressText.parse("127.0.0.1")), 80)
                        .toString());
        rig.expectEqual(
                "the text of the socket address ::1, 80",
                "[::1]:80",
                AddressText.formatSocket(new InetSocketAddress(rig.address("::1"), 80)));
        rig.expectEqual(
                "the text of the socket address 127.0.0.1, 80",
                "127.0.0.1:80",
                AddressText.formatSocket(new InetSocketAddress(rig.address("127.0.0.1"), 80)));
        rig.expectEqual(
                "[::1]:80 read", OptionalInt.of(80), HostPort.parse("[::1]:80").port());
    }

    @Check(
            id = "ADR-028",
            level = MUST,
            scope = HOUSE,
            source = "RFC 5952, section 6",
            because = "::1:80 may mean port 80 of ::1, or a host; whoever guesses connects to the wrong one",
            lookAt = "what a host and port without brackets, with more than one colon, is taken for")
    void ipv6_and_port_without_brackets_are_refused_as_ambiguous(Rig rig) throws Exception {
        AddressSyntaxException refusal = rig.expectThrown(
                AddressSyntaxException.class, "parsing \"::1:80\" as host and port", () -> HostPort.parse("::1:80"));

        rig.expectWords("the refusal", refusal, "\"::1:80\"", "[::1]:80");
    }

    @Check(
            id = "ADR-029",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "a port that is cut to 16 bits is another port",
            lookAt = "the digits and the range of the port parser")
    void a_port_that_is_none_is_refused_with_the_range(Rig rig) throws Exception {
        for (String text : List.of("-1", "65536", "", "80x")) {
            AddressSyntaxException alone = rig.expectThrown(
                    AddressSyntaxException.class, "parsing port \"" + text + "\"", () -> HostPort.parsePort(text));
            rig.expectWords("the refusal of port \"" + text + "\"", alone, "65535");

            AddressSyntaxException behindHost = rig.expectThrown(
                    AddressSyntaxException.class,
                    "parsing \"[::1]:" + text + "\"",
                    () -> HostPort.parseWithPort("[::1]:" + text));
            rig.expectWords("the refusal of \"[::1]:" + text + "\"", behindHost, "65535");
        }
        for (int port : new int[] {-1, 65_536}) {
            IllegalArgumentException refusal = rig.expectThrown(
                    IllegalArgumentException.class,
                    "taking " + port + " for a port",
                    () -> AddressRules.requirePort(port, "connect to ::1"));
            rig.expectWords("the refusal of port " + port, refusal, Integer.toString(port), "65535");
        }
        for (int port : new int[] {0, 65_535}) {
            rig.expectEqual("port " + port + " read", port, HostPort.parsePort(Integer.toString(port)));
        }
    }
}
