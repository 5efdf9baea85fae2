package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.MULTICAST;
import static org.hextet.tck.matrix.Needs.UDP;
import static org.hextet.tck.matrix.Needs.ZONES;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.IpAddress;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.addresses.SourceAddress;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.TcpServerEndpoint;
import org.hextet.policies.Answer;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.Event;
import org.hextet.policies.Race;
import org.hextet.policies.Step;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Addresses in use: their zones on this host, and what is refused before any packet. */
final class AddressUseChecks {

    private static final String NO_SUCH_ZONE = "hextet-none0";

    /** Each link has a new name: what is known of a name may be remembered for a while. */
    private static final AtomicInteger NEXT_LINK = new AtomicInteger();

    @Check(
            id = "ADR-014",
            level = MUST,
            needs = ZONES,
            source = "RFC 4007, section 11.2; the IPv6 plan",
            because = "a link-local address in the wrong zone is another host",
            lookAt =
                    "how a zone's name becomes a scope id: the JDK's parser wants a link-local address on the interface")
    void a_link_local_address_with_a_zone_name_has_the_index_of_that_interface(Rig rig) throws Exception {
        NetworkInterface lo = loopback(rig);

        expectScope(rig, "fe80::1%" + lo.getName(), lo.getIndex());
    }

    @Check(
            id = "ADR-015",
            level = MUST,
            needs = ZONES,
            source = "RFC 4007, section 11.2",
            because = "some interfaces are known to a program by their index alone",
            lookAt = "how a zone of digits becomes a scope id")
    void a_zone_by_index_is_the_same_as_by_name(Rig rig) throws Exception {
        NetworkInterface lo = loopback(rig);
        InetAddress byName = rig.address("fe80::1%" + lo.getName());
        InetAddress byIndex = rig.address("fe80::1%" + lo.getIndex());

        rig.expectSameAddress("the address with an index", byName, byIndex);
        expectScope(rig, "fe80::1%" + lo.getIndex(), lo.getIndex());
    }

    /** As a value, and where the transport says what it was asked to bind or has bound. */
    private static void expectScope(Rig rig, String literal, int index) throws Exception {
        Inet6Address address = (Inet6Address) rig.address(literal);
        rig.expectEqual("the scope id of " + literal, index, address.getScopeId());

        InetSocketAddress used = whereListening(rig, new InetSocketAddress(address, 0));
        rig.expect(
                used.getAddress() instanceof Inet6Address seen && seen.getScopeId() == index,
                "listening on " + literal + " was at " + AddressText.formatSocket(used) + ", expected scope id "
                        + index);
    }

    /** The address of a port, or of its failure: most loopback interfaces have no link-local address. */
    private static InetSocketAddress whereListening(Rig rig, InetSocketAddress local) throws Exception {
        Ended<ListeningPort> ended = Ended.of(
                rig, rig.reactor().listenTcp(local, StreamOptions.DEFAULT, AddressUseChecks::deaf), "a listen");
        if (ended.value().isPresent()) {
            return ended.value().get().localAddresses().get(0);
        }
        NetworkFailure typed = rig.expectFailure(
                "the failure of a listen on an address that this host lacks",
                FailureKind.NOT_AVAILABLE,
                BindException.class,
                ended.failure().orElseThrow());
        return typed.local().orElseThrow(() -> rig.fail("the failure of a listen has no local address"));
    }

    private static NetworkInterface loopback(Rig rig) throws SocketException {
        InetAddress loopback = rig.v6();
        NetworkInterface found = NetworkInterface.getByInetAddress(loopback);
        if (found == null) {
            throw rig.notRun("no interface has the IPv6 loopback");
        }
        return found;
    }

    private static Protocol deaf() {
        return Protocol.receiving((connection, lent) -> {});
    }

    /** Starts something that must be refused. */
    private interface Use {
        Pending<?> begin() throws Exception;
    }

    private static Throwable expectRefused(Rig rig, String what, Use use, String... words) {
        Throwable refusal = rig.expectRefused(what, use::begin);
        rig.expect(
                refusal instanceof IllegalArgumentException || refusal instanceof NetworkFailure,
                what + " was refused by " + refusal + ", expected an IllegalArgumentException or a NetworkFailure");
        rig.expectWords("the refusal of " + what, refusal, words);
        return refusal;
    }

    private static Use connecting(Rig rig, InetSocketAddress remote, StreamOptions options) {
        return () -> rig.reactor().connectTcp(remote, options, AddressUseChecks::deaf);
    }

    private static Use listening(Rig rig, InetSocketAddress local) {
        return () -> rig.reactor().listenTcp(local, StreamOptions.DEFAULT, AddressUseChecks::deaf);
    }

    @Check(
            id = "ADR-016",
            level = MUST,
            needs = ZONES,
            source = "contract; libuv test-ip6-addr",
            because = "interfaces have new names after a reboot; whoever sees the list finds the right one at once",
            lookAt = "what is said when the interface is not found")
    void an_unknown_zone_name_is_refused_with_the_zones_that_exist(Rig rig) throws Exception {
        String[] facts = {NO_SUCH_ZONE, loopback(rig).getName()};

        IllegalArgumentException asValue = rig.expectThrown(
                IllegalArgumentException.class,
                "taking fe80::1%" + NO_SUCH_ZONE + " to this host",
                () -> rig.address("fe80::1%" + NO_SUCH_ZONE));
        rig.expectWords("the refusal of the address", asValue, facts);
        expectRefused(
                rig,
                "connecting by a URI with that zone",
                () -> ClientEndpoint.of("tcp://[fe80::1%" + NO_SUCH_ZONE + "]:9")
                        .connect(rig.reactor(), AddressUseChecks::deaf),
                facts);
        expectRefused(
                rig,
                "listening by a URI with that zone",
                () -> ServerEndpoint.of("tcp://[fe80::1%" + NO_SUCH_ZONE + "]:0")
                        .listen(rig.reactor(), AddressUseChecks::deaf),
                facts);
    }

    @Check(
            id = "ADR-017",
            level = MUST,
            needs = ZONES,
            source = "ipv6(7), ENODEV",
            because = "the kernel says \"no such device\" or sends elsewhere, and nobody learns which zones there are",
            lookAt = "where scope ids of the caller's addresses are looked up before the first system call")
    void an_index_of_no_interface_is_refused_with_the_zones_that_exist(Rig rig) throws Exception {
        int unused = unusedIndex();
        InetSocketAddress there = new InetSocketAddress(linkLocal(1, unused), 9);
        String[] facts = {Integer.toString(unused), loopback(rig).getName()};

        expectRefused(rig, "connecting to it", connecting(rig, there, StreamOptions.DEFAULT), facts);
        expectRefused(
                rig,
                "connecting from it",
                connecting(
                        rig,
                        new InetSocketAddress(rig.v6(), 9),
                        StreamOptions.DEFAULT.withBind(new InetSocketAddress(linkLocal(1, unused), 0))),
                facts);
        expectRefused(rig, "listening on it", listening(rig, there), facts);
        expectWriteRefused(rig, there, facts);
        if (rig.has(MULTICAST)) {
            Member member = Member.on(rig, "::1");
            InetAddress group = ipv6(AddressText.parse("ff02::7b:1").bytes(), unused);
            expectRefused(rig, "joining a group on it", () -> member.port().join(group), facts);
        }
    }

    /** By a port on the loopback: one that sends all the same has no source for another link. */
    private static void expectWriteRefused(Rig rig, InetSocketAddress to, String... words) throws IOException {
        if (rig.has(UDP)) {
            String what = "writing to " + AddressText.formatSocket(to);
            DatagramRecorder port = rig.udp().open(rig.v6());
            IllegalArgumentException refusal = rig.expectThrown(
                    IllegalArgumentException.class, what, () -> port.port().write(Bytes.of("?"), to));
            rig.expectWords("the refusal of " + what, refusal, words);
        }
    }

    private static int unusedIndex() throws SocketException {
        int index = 1_000_000;
        while (NetworkInterface.getByIndex(index) != null) {
            index++;
        }
        return index;
    }

    /** {@code fe80::host}; scope id 0 means without a zone. */
    private static InetAddress linkLocal(int host, int scopeId) {
        return ipv6(AddressText.parse("fe80::" + host).bytes(), scopeId);
    }

    private static InetAddress ipv6(byte[] bytes, int scopeId) {
        try {
            return scopeId == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scopeId);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }

    @Check(
            id = "ADR-020",
            level = SHOULD,
            needs = ZONES,
            source = "RFC 4007, sections 4 and 6",
            because = "whoever writes a zone expects it to choose the way, and for a global address it does not",
            lookAt = "which scopes may have a zone")
    void a_zone_on_a_global_address_is_refused_and_on_the_loopback_accepted(Rig rig) throws Exception {
        NetworkInterface lo = loopback(rig);
        InetAddress global = rig.address("2001:db8::1%" + lo.getName());

        expectRefused(
                rig,
                "connecting to a global address with a zone",
                connecting(rig, new InetSocketAddress(global, 9), StreamOptions.DEFAULT),
                "2001:db8::1",
                "zone",
                "global");
        expectRefused(
                rig,
                "listening on a global address with a zone",
                listening(rig, new InetSocketAddress(global, 0)),
                "2001:db8::1",
                "zone",
                "global");
        expectWriteRefused(rig, new InetSocketAddress(global, 9), "2001:db8::1", "zone", "global");

        InetAddress loopback = rig.address("::1%" + lo.getName());
        Server server = rig.listen(loopback);
        rig.connect(new InetSocketAddress(loopback, server.address().getPort()), rig.recorder());
        server.awaitAccepted();
        if (rig.has(UDP)) {
            DatagramRecorder port = rig.udp().open(rig.v6());
            InetSocketAddress there =
                    new InetSocketAddress(loopback, port.address().getPort());
            rig.udp()
                    .deliver(
                            "a datagram to ::1 with a zone",
                            port,
                            data -> port.port().write(data, there));
        }
    }

    @Check(
            id = "ADR-021",
            level = MUST,
            source = "contract; RFC 4007, section 6",
            because = "without a zone the kernel takes any link, or says \"invalid argument\"",
            lookAt = "where the caller's addresses are asked for their zone before the first system call")
    void a_link_local_address_without_a_zone_is_refused_with_the_zones_that_exist(Rig rig) throws Exception {
        String zone = loopback(rig).getName();
        InetSocketAddress without = new InetSocketAddress(linkLocal(1, 0), 9);

        expectRefused(
                rig, "connecting to fe80::1", connecting(rig, without, StreamOptions.DEFAULT), "fe80::1", "zone", zone);
        expectRefused(rig, "listening on fe80::1", listening(rig, without), "fe80::1", "zone", zone);
        expectRefused(
                rig,
                "connecting from fe80::1",
                connecting(
                        rig,
                        new InetSocketAddress(rig.v6(), 9),
                        StreamOptions.DEFAULT.withBind(new InetSocketAddress(linkLocal(1, 0), 0))),
                "fe80::1",
                "zone",
                zone);
        expectWriteRefused(rig, without, "fe80::1", "zone", zone);
    }

    @Check(
            id = "ADR-023",
            level = MUST,
            needs = ZONES,
            source = "RFC 4007, section 11.2",
            because = "an address in a log must be good for the next connect",
            lookAt = "how a scope id becomes text, for an interface without a name too")
    void an_address_with_a_zone_is_written_with_its_name_or_its_index_and_read_back(Rig rig) throws Exception {
        NetworkInterface lo = loopback(rig);

        InetAddress named = linkLocal(1, lo.getIndex());
        rig.expectEqual("its text", "fe80::1%" + lo.getName(), AddressText.format(named));
        rig.expectEqual(
                "its text with a port",
                "[fe80::1%" + lo.getName() + "]:80",
                AddressText.formatSocket(new InetSocketAddress(named, 80)));
        rig.expectSameAddress("its text read back", named, rig.address(AddressText.format(named)));

        int unused = unusedIndex();
        InetAddress nameless = linkLocal(1, unused);
        rig.expectEqual("the text of one without a name", "fe80::1%" + unused, AddressText.format(nameless));
        IpAddress readBack = AddressText.parse(AddressText.format(nameless));
        rig.expectEqual("its bytes read back", nameless.getAddress(), readBack.bytes());
        rig.expectEqual("its zone read back", Integer.toString(unused), readBack.zone());
    }

    @Check(
            id = "ADR-024",
            level = MUST,
            needs = ZONES,
            source = "RFC 4007, section 6",
            because = "every link has its own fe80::1; merged, one of the two hosts is never tried",
            lookAt = "maps and sets with InetAddress or InetSocketAddress as key: their equals ignores the zone")
    void one_link_local_address_in_two_zones_is_two_peers(Rig rig) throws Exception {
        InetAddress one = linkLocal(1, 1);
        InetAddress other = linkLocal(1, 2);

        rig.expectEqual(
                "the number of address keys",
                2,
                new HashSet<>(List.of(AddressKey.of(one), AddressKey.of(other))).size());
        rig.expectEqual(
                "the number of socket address keys",
                2,
                new HashSet<>(List.of(
                                SocketAddressKey.of(new InetSocketAddress(one, 80)),
                                SocketAddressKey.of(new InetSocketAddress(other, 80))))
                        .size());
        rig.expect(!AddressKey.sameAddress(one, other), "the two are the same address to AddressKey");

        List<Candidate> candidates = List.of(
                new Candidate(one, Optional.of(SourceAddress.of(linkLocal(7, 1)))),
                new Candidate(other, Optional.of(SourceAddress.of(linkLocal(7, 2)))));
        rig.expectEqual(
                "the sorted destinations",
                List.of("fe80::1 in 1", "fe80::1 in 2"),
                inZones(DestinationOrder.standard().sorted(candidates)));

        for (ConnectPolicy policy :
                List.of(ConnectPolicy.staggered(), ConnectPolicy.serial(), ConnectPolicy.concurrent())) {
            rig.expectEqual(
                    "what " + policy + " tries",
                    List.of("fe80::1 in 1", "fe80::1 in 2"),
                    inZones(tried(policy, one, other)));
        }

        rig.expectEqual(
                "the number of server endpoints",
                2,
                Set.copyOf(List.of(TcpServerEndpoint.of("fe80::1%1", 80), TcpServerEndpoint.of("fe80::1%2", 80)))
                        .size());
        rig.expectEqual(
                "the number of client endpoints",
                2,
                Set.copyOf(List.of(
                                HostnameClientEndpoint.of("fe80::1%1", 80), HostnameClientEndpoint.of("fe80::1%2", 80)))
                        .size());
        HostnameClientEndpoint anywhere = HostnameClientEndpoint.of("fe80::2%1", 80);
        rig.expect(
                !anywhere.withOptions(StreamOptions.DEFAULT.withBind(new InetSocketAddress(one, 80)))
                        .equals(anywhere.withOptions(StreamOptions.DEFAULT.withBind(new InetSocketAddress(other, 80)))),
                "endpoints that bind to the two are equal");
    }

    /** Both are answered together; each attempt fails as soon as it has begun. */
    private static List<InetAddress> tried(ConnectPolicy policy, InetAddress one, InetAddress other) {
        List<InetAddress> tried = new ArrayList<>();
        Race race = policy.race();
        Deque<Event> events = new ArrayDeque<>();
        events.add(new Event.Answered(List.of(new Answer(INET6, List.of(one, other)), Answer.negative(INET))));
        long nowNanos = 0;
        while (!events.isEmpty()) {
            for (Step step : race.on(nowNanos, events.remove())) {
                if (step instanceof Step.Attempt attempt) {
                    tried.add(attempt.address());
                    events.add(new Event.AttemptFailed(attempt.address()));
                } else if (step instanceof Step.WakeAt wake) {
                    nowNanos = Math.max(nowNanos, wake.atNanos());
                    events.add(new Event.Woken());
                }
            }
        }
        return tried;
    }

    private static List<String> inZones(List<InetAddress> addresses) {
        return addresses.stream()
                .map(address -> AddressText.format(ipv6(address.getAddress(), 0)) + " in "
                        + ((Inet6Address) address).getScopeId())
                .toList();
    }

    @Check(
            id = "ADR-026",
            level = MUST,
            source = "RFC 3493, section 3.7",
            because = "::ffff:0:0/96 on the wire is a leak: routers drop it, and filters do not expect it",
            lookAt = "which family of socket is opened for an Inet6Address whose bytes are IPv4-mapped")
    void a_hand_made_mapped_address_goes_out_as_ipv4_or_is_refused(Rig rig) throws Exception {
        if (rig.has(UDP)) {
            expectWrittenAsIpv4(rig);
        }
        Server server = rig.listen(rig.v4());
        InetSocketAddress mapped = new InetSocketAddress(
                AddressChecks.handMadeMapped(127, 0, 0, 1), server.address().getPort());

        Ended<Connection> ended;
        try {
            ended = Ended.of(
                    rig, rig.reactor().connectTcp(mapped, StreamOptions.DEFAULT, rig::recorder), "a connect to it");
        } catch (IllegalArgumentException refused) {
            rig.expectWords("the refusal", refused);
            return;
        }
        if (ended.failure().isPresent()) {
            Throwable failure = ended.failure().get();
            rig.expect(failure instanceof NetworkFailure, "the failure is not typed: " + failure);
            rig.expectWords("the failure", failure);
            return;
        }
        Connection client = ended.value().orElseThrow();
        Recorder accepted = server.awaitAccepted();
        for (InetSocketAddress seen : List.of(
                client.localAddress(),
                client.remoteAddress(),
                accepted.connection().localAddress(),
                accepted.connection().remoteAddress())) {
            rig.expect(
                    seen.getAddress() instanceof Inet4Address,
                    "an end of the connection is " + AddressText.formatSocket(seen) + ", expected IPv4");
        }
    }

    private static void expectWrittenAsIpv4(Rig rig) throws Exception {
        DatagramRecorder port = rig.udp().open(rig.v4());
        InetSocketAddress mapped = new InetSocketAddress(
                AddressChecks.handMadeMapped(127, 0, 0, 1), port.address().getPort());
        try {
            ReceivedCopy received = rig.udp()
                    .deliver(
                            "a datagram to a mapped address",
                            port,
                            data -> port.port().write(data, mapped));
            rig.expect(
                    received.sender().getAddress() instanceof Inet4Address,
                    "the sender of a datagram to a mapped address is " + AddressText.formatSocket(received.sender())
                            + ", expected IPv4");
        } catch (IllegalArgumentException refused) {
            rig.expectWords("the refusal of a datagram to a mapped address", refused);
        }
    }

    @Check(
            id = "ADR-030",
            level = MUST,
            source = "contract",
            because =
                    "a mistyped address that is looked up tells a name server what was meant for a host, and waits for it",
            lookAt = "what is done with a host that is no literal: no name has a colon")
    @SuppressWarnings("deprecation") // The call by name is one of "any call".
    void text_with_a_colon_that_is_no_literal_is_never_looked_up(Rig rig) throws Exception {
        StaticResolver resolver = new StaticResolver();
        Reactor reactor = rig.openReactor(options -> options.withResolver(resolver));

        for (String text : List.of("fe80::g", "::1::", "1:2", "example.test:80", "12345::1")) {
            resolver.answering(text, "127.0.0.1");
            expectRefused(
                    rig,
                    "connecting to the name " + text,
                    () -> reactor.connectTcp(text, 9, StreamOptions.DEFAULT, AddressUseChecks::deaf));
            expectRefused(
                    rig,
                    "connecting to the endpoint " + text,
                    () -> HostnameClientEndpoint.of(text, 9).connect(reactor, AddressUseChecks::deaf));
            expectRefused(
                    rig,
                    "connecting to the URI of " + text,
                    () -> ClientEndpoint.of("tcp://[" + text + "]:9").connect(reactor, AddressUseChecks::deaf));
            InetSocketAddress unresolved = InetSocketAddress.createUnresolved(text, 9);
            expectRefused(
                    rig,
                    "connecting to the unresolved " + text,
                    () -> reactor.connectTcp(unresolved, StreamOptions.DEFAULT, AddressUseChecks::deaf));
            expectRefused(
                    rig,
                    "listening on the unresolved " + text,
                    () -> reactor.listenTcp(unresolved, StreamOptions.DEFAULT, AddressUseChecks::deaf));
            expectRefused(
                    rig,
                    "listening on the endpoint " + text,
                    () -> TcpServerEndpoint.of(text, 0).listen(reactor, AddressUseChecks::deaf));
        }
        rig.turns(reactor, 2);
        rig.expectEqual("what the resolver was asked", List.of(), resolver.queries());
    }

    @Check(
            id = "ADR-031",
            level = SHOULD,
            needs = ZONES,
            env = LAB,
            source = "RFC 4007, section 11.2",
            because = "hyphens, dots and 15 characters are usual in names of virtual interfaces",
            lookAt = "which characters the parser of zones lets through")
    void zone_names_with_hyphens_dots_and_fifteen_characters_are_accepted(Rig rig) throws Exception {
        int number = NEXT_LINK.getAndIncrement() % 10;
        for (String name : List.of("veth-" + number, "eth" + number + ".100", "fifteen-letter" + number)) {
            int index = addLink(rig, name, "fe80::77");

            Inet6Address address = (Inet6Address) rig.address("fe80::77%" + name);
            rig.expectEqual("the scope id of fe80::77%" + name, index, address.getScopeId());
            HostPort withPort = HostPort.parse("[fe80::77%" + name + "]:80");
            rig.expectEqual("what is read of its text in brackets", "[fe80::77%" + name + "]:80", withPort.toString());
            Server server = rig.listen(address);
            rig.expectSameAddress("the bound address", address, server.address().getAddress());
        }
    }

    /** The zone of one more link, to nowhere, with one address; removed when the check ends. */
    static String addLink(Rig rig, String address) throws IOException {
        String name = "other" + NEXT_LINK.getAndIncrement();
        addLink(rig, name, address);
        return name;
    }

    /** The index of one more link. */
    private static int addLink(Rig rig, String name, String address) throws IOException {
        String nowhere = "to" + Integer.toHexString(name.hashCode());
        rig.lab().ip("link", "add", name, "type", "veth", "peer", "name", nowhere);
        rig.closing(() -> rig.lab().ip("link", "delete", name));
        rig.lab().ip("link", "set", name, "addrgenmode", "none");
        rig.lab().ip("link", "set", nowhere, "addrgenmode", "none");
        rig.lab().ip("-6", "address", "add", address + "/64", "dev", name, "nodad");
        rig.lab().ip("link", "set", nowhere, "up");
        rig.lab().ip("link", "set", name, "up");
        String line = rig.lab().ip("-oneline", "link", "show", "dev", name);
        return Integer.parseInt(line.substring(0, line.indexOf(':')));
    }
}
