package org.hextet.tck.checks;

import static org.hextet.api.failure.FailureKind.DESCRIPTOR_LIMIT;
import static org.hextet.api.failure.FailureKind.IN_USE;
import static org.hextet.api.failure.FailureKind.NOT_AVAILABLE;
import static org.hextet.api.failure.FailureKind.NO_IPV6;
import static org.hextet.api.failure.FailureKind.REFUSED;
import static org.hextet.endpoints.AllLocalInterfacesServerEndpoint.Mode.AUTO;
import static org.hextet.endpoints.AllLocalInterfacesServerEndpoint.Mode.DUAL_SOCKET;
import static org.hextet.endpoints.AllLocalInterfacesServerEndpoint.Mode.PER_ADDRESS;
import static org.hextet.endpoints.AllLocalInterfacesServerEndpoint.Mode.TWO_SOCKETS;
import static org.hextet.tck.lab.Environment.FDLIMIT;
import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.NOV6;
import static org.hextet.tck.lab.Environment.V6ONLY_HOST;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DUAL_STACK;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.V6ONLY;
import static org.hextet.tck.matrix.Needs.ZONES;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.AllLocalInterfacesServerEndpoint;
import org.hextet.endpoints.AllLocalInterfacesServerEndpoint.Mode;
import org.hextet.tck.lab.DescriptorFill;
import org.hextet.tck.lab.FarHost.FarConnection;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** One port on every interface. */
final class ListenEverywhereChecks {

    /** More numbers than anybody may try, and fewer than there are. */
    private static final int BOUND = 1000;

    /** Descriptors that are enough for a few connections. */
    private static final int ROOM = 8;

    @Check(
            id = "ALL-001",
            level = MUST,
            needs = TCP,
            source = "the project's IPv6 plan",
            because = "one number is what a server tells its clients, whatever family they come by",
            lookAt = "which number the second socket is bound to")
    void port_0_gives_both_families_one_number(Rig rig) throws Exception {
        for (Mode mode : modes(rig)) {
            Guests guests = new Guests(rig);
            // Best effort: an address of this host that cannot be bound today is another row's affair.
            ListeningPort port = rig.await(AllLocalInterfacesServerEndpoint.on(0)
                    .withMode(mode)
                    .withBestEffort(mode == PER_ADDRESS)
                    .listen(rig.reactor(), guests));

            int number = number(rig, port);
            guests.expectServes(new InetSocketAddress(rig.v4(), number));
            guests.expectServes(new InetSocketAddress(rig.v6(), number));
            rig.await(port.stopListening());
        }
    }

    /** Those that every transport of these capabilities has. */
    private static List<Mode> modes(Rig rig) {
        List<Mode> modes = new ArrayList<>(List.of(AUTO, PER_ADDRESS));
        if (rig.has(DUAL_STACK)) {
            modes.add(DUAL_SOCKET);
        }
        if (rig.has(V6ONLY)) {
            modes.add(TWO_SOCKETS);
        }
        return modes;
    }

    /** The one number of all parts. */
    private static int number(Rig rig, ListeningPort port) {
        int number = port.localAddresses().get(0).getPort();
        rig.expect(number != 0, "the bound port is 0, expected the number that was chosen");
        for (InetSocketAddress local : port.localAddresses()) {
            rig.expectEqual("the number of the part " + AddressText.formatSocket(local), number, local.getPort());
        }
        return number;
    }

    @Check(
            id = "ALL-002",
            level = MUST,
            needs = {TCP, DUAL_STACK},
            source = "the project's IPv6 plan",
            because = "one socket for both families is the cheapest way to be everywhere",
            lookAt = "whether the socket on :: is open to IPv4, and how its IPv4 peers are shown")
    void a_dual_socket_serves_both_families_as_one_part(Rig rig) throws Exception {
        Guests guests = new Guests(rig);

        ListeningPort port = rig.await(
                AllLocalInterfacesServerEndpoint.on(0).withMode(DUAL_SOCKET).listen(rig.reactor(), guests));

        rig.expectEqual("how many parts there are", 1, port.parts().size());
        rig.expectEqual("how many addresses there are", 1, port.localAddresses().size());
        rig.expectSameAddress(
                "where it listens",
                rig.address("::"),
                port.localAddresses().get(0).getAddress());
        int number = number(rig, port);
        rig.onEachLoopback(loopback -> {
            Connection accepted = guests.expectServes(new InetSocketAddress(loopback, number));
            rig.expectEqual(
                    "the family of the peer of a client by " + AddressText.format(loopback),
                    loopback.getClass(),
                    accepted.remoteAddress().getAddress().getClass());
        });
    }

    @Check(
            id = "ALL-003",
            level = MUST,
            needs = {TCP, V6ONLY},
            source = "the project's IPv6 plan; Go listen_test",
            because = "some hosts want their families apart, to be watched and stopped one by one",
            lookAt = "whether the socket on :: is closed to IPv4 before the other is bound")
    void two_sockets_serve_a_family_each_as_two_parts(Rig rig) throws Exception {
        Guests guests = new Guests(rig);

        ListeningPort port = rig.await(
                AllLocalInterfacesServerEndpoint.on(0).withMode(TWO_SOCKETS).listen(rig.reactor(), guests));

        rig.expectEqual("how many parts there are", 2, port.parts().size());
        expectAddresses(rig, List.of(rig.address("::"), rig.address("0.0.0.0")), port);
        int number = number(rig, port);
        rig.onEachLoopback(loopback -> guests.expectServes(new InetSocketAddress(loopback, number)));

        // Each part serves its own family.
        for (ListeningPort part : port.parts()) {
            rig.await(part.stopListening());
            InetAddress loopback = isIpv4(part.localAddresses().get(0)) ? rig.v4() : rig.v6();
            expectRefused(rig, new InetSocketAddress(loopback, number));
        }
    }

    private static boolean isIpv4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }

    @Check(
            id = "ALL-004",
            level = MUST,
            needs = TCP,
            lacks = V6ONLY,
            source = "contract; java.nio of JDK 17 has no IPV6_V6ONLY",
            because = "what a host cannot do must be said, and the default must work all the same",
            lookAt = "which capability the mode asks for, and what the default mode falls back to")
    void two_sockets_without_v6only_are_unsupported_and_the_default_works(Rig rig) throws Exception {
        Guests guests = new Guests(rig);
        rig.expectUnsupported(
                V6ONLY,
                "listening on two sockets",
                () -> AllLocalInterfacesServerEndpoint.on(0)
                        .withMode(TWO_SOCKETS)
                        .listen(rig.reactor(), guests));

        ListeningPort port = rig.await(AllLocalInterfacesServerEndpoint.on(0).listen(rig.reactor(), guests));

        int number = number(rig, port);
        rig.onEachLoopback(loopback -> guests.expectServes(new InetSocketAddress(loopback, number)));
    }

    @Check(
            id = "ALL-005",
            level = MUST,
            needs = TCP,
            env = LAB,
            source = "the project's IPv6 plan",
            because = "a host's addresses are where its clients find it, the link-local ones with the zone they are in",
            lookAt = "how the interfaces' addresses are listed, and what becomes of their scope")
    void one_socket_per_address_lists_every_address_with_its_zone(Rig rig) throws Exception {
        Guests guests = new Guests(rig);
        List<InetAddress> expected = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp()) {
                each.inetAddresses().forEach(expected::add);
            }
        }

        ListeningPort port = rig.await(
                AllLocalInterfacesServerEndpoint.on(0).withMode(PER_ADDRESS).listen(rig.reactor(), guests));

        expectAddresses(rig, expected, port);
        int number = number(rig, port);
        for (InetAddress own : List.of(
                rig.v4(),
                rig.v6(),
                rig.lab().ipv4(0),
                rig.lab().uniqueLocal(0),
                rig.lab().linkLocal(0))) {
            rig.expect(
                    port.localAddresses().stream().anyMatch(local -> AddressKey.sameAddress(local.getAddress(), own)),
                    AddressText.format(own) + " is not among " + texts(port) + ", expected every address of this host");
            guests.expectServes(new InetSocketAddress(own, number));
        }
        rig.expectEqual(
                "how many parts there are",
                port.localAddresses().size(),
                port.parts().size());
        for (int i = 0; i < port.parts().size(); i++) {
            rig.expectSameAddress(
                    "the address of part " + i,
                    port.localAddresses().get(i),
                    port.parts().get(i).localAddresses().get(0));
        }
    }

    private static void expectAddresses(Rig rig, List<InetAddress> expected, ListeningPort port) {
        Set<AddressKey> keys = new HashSet<>();
        expected.forEach(address -> keys.add(AddressKey.of(address)));
        Set<AddressKey> seen = new HashSet<>();
        port.localAddresses().forEach(local -> seen.add(AddressKey.of(local.getAddress())));
        rig.expect(
                seen.equals(keys) && port.localAddresses().size() == keys.size(),
                "the addresses are " + texts(port) + ", expected "
                        + expected.stream().map(AddressText::format).sorted().toList());
    }

    private static List<String> texts(ListeningPort port) {
        return port.localAddresses().stream().map(AddressText::formatSocket).toList();
    }

    @Check(
            id = "ALL-006",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "a server that is half there is worse than one that says what is in its way",
            lookAt = "what is done with the sockets that are bound when one cannot be")
    void all_or_nothing_with_a_taken_port_lists_what_failed_and_leaves_nothing_bound(Rig rig) throws Exception {
        rig.v4();
        rig.v6();
        for (Mode mode : modes(rig)) {
            rig.onEachLoopback(taken -> {
                Guests guests = new Guests(rig);
                Server holder = rig.listen(taken);
                InetSocketAddress held = holder.address();

                Throwable failure = rig.awaitFailure(AllLocalInterfacesServerEndpoint.on(held.getPort())
                        .withMode(mode)
                        .listen(rig.reactor(), guests));

                String what = "the failure of " + mode + " with " + AddressText.formatSocket(held) + " taken";
                rig.expectFailure(what, IN_USE, BindException.class, failure);
                rig.expectWords(what, failure, "in use", ":" + held.getPort());
                if (mode == PER_ADDRESS) {
                    rig.expectWords(what, failure, AddressText.formatSocket(held));
                    expectListed(rig, what, List.of(failure.getSuppressed()), held);
                }
                // Whatever the mode would have bound is free again, and the holder is as it was.
                InetAddress other = isIpv4(held) ? rig.v6() : rig.v4();
                Server again = rig.listen(
                        rig.reactor(),
                        new InetSocketAddress(other, held.getPort()),
                        StreamOptions.DEFAULT,
                        Recorder::echoing);
                rig.await(again.port().stopListening());
                rig.connect(held, rig.recorder()).close();
                holder.awaitAccepted();
                rig.await(holder.port().stopListening());
            });
        }
    }

    /** One of them is of that very address, in use. */
    private static void expectListed(Rig rig, String what, List<?> failures, InetSocketAddress held) {
        rig.expect(
                failures.stream()
                        .anyMatch(one -> one instanceof NetworkFailure known
                                && known.kind() == IN_USE
                                && known.local()
                                        .filter(local -> SocketAddressKey.sameAddress(local, held))
                                        .isPresent()),
                what + " lists " + failures + ", expected " + AddressText.formatSocket(held) + " in use");
    }

    @Check(
            id = "ALL-007",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "whoever asks for best effort wants what there is, and a list of what there is not",
            lookAt = "whether a part that cannot be bound ends the others, and where its failure is kept")
    void best_effort_with_a_taken_port_serves_the_rest_and_lists_the_failure(Rig rig) throws Exception {
        rig.v4();
        rig.v6();
        for (Mode mode : List.of(AUTO, PER_ADDRESS)) {
            rig.onEachLoopback(taken -> {
                Guests guests = new Guests(rig);
                Server holder = rig.listen(taken);
                InetSocketAddress held = holder.address();

                ListeningPort port = rig.await(AllLocalInterfacesServerEndpoint.on(held.getPort())
                        .withMode(mode)
                        .withBestEffort(true)
                        .listen(rig.reactor(), guests));

                String what = mode + " with " + AddressText.formatSocket(held) + " taken";
                rig.expectEqual("the number of " + what, held.getPort(), number(rig, port));
                rig.expect(
                        port.missing().stream()
                                .anyMatch(failure -> failure.kind() == IN_USE
                                        && failure.local()
                                                .filter(local -> local.getPort() == held.getPort()
                                                        && isIpv4(local) == isIpv4(held))
                                                .isPresent()),
                        what + " misses " + port.missing() + ", expected the family of the taken address in use");
                if (mode == PER_ADDRESS) {
                    expectListed(rig, what, port.missing(), held);
                }
                InetAddress other = isIpv4(held) ? rig.v6() : rig.v4();
                guests.expectServes(new InetSocketAddress(other, held.getPort()));
                rig.connect(held, rig.recorder()).close();
                holder.awaitAccepted();
                rig.await(port.stopListening());
                rig.await(holder.port().stopListening());
            });
        }
    }

    @Check(
            id = "ALL-008",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "the number that the kernel chose for one family may be anybody's in the other",
            lookAt = "what is done when the second socket finds the first one's number taken, and how often")
    void a_number_taken_in_the_other_family_is_replaced_a_bounded_number_of_times(Rig rig) throws Exception {
        rig.v4();
        rig.v6();
        for (Mode mode : rig.has(V6ONLY) ? List.of(TWO_SOCKETS, PER_ADDRESS) : List.of(PER_ADDRESS)) {
            Guests guests = new Guests(rig);
            TakenNumbers thrice = new TakenNumbers(rig.reactor(), 3);
            AllLocalInterfacesServerEndpoint endpoint =
                    AllLocalInterfacesServerEndpoint.on(0).withMode(mode);

            ListeningPort port = rig.await(endpoint.withBestEffort(true).listen(thrice, guests));

            int number = number(rig, port);
            rig.expect(
                    thrice.timesChosen() >= 4,
                    "a number was chosen " + thrice.timesChosen()
                            + " times, expected one more after each of 3 that were taken");
            guests.expectServes(new InetSocketAddress(rig.v4(), number));
            guests.expectServes(new InetSocketAddress(rig.v6(), number));
            for (ListeningPort taker : thrice.takers()) {
                rig.await(taker.stopListening());
            }
            rig.await(port.stopListening());

            TakenNumbers always = new TakenNumbers(rig.reactor(), BOUND);
            Throwable failure = rig.awaitFailure(endpoint.listen(always, guests));
            rig.expectFailure("the failure where every number is taken", IN_USE, BindException.class, failure);
            rig.expect(
                    always.timesChosen() > 1 && always.timesChosen() < BOUND,
                    always.timesChosen() + " numbers were chosen, expected more than one, and an end");
            for (ListeningPort taker : always.takers()) {
                rig.await(taker.stopListening());
            }
        }
    }

    @Check(
            id = "ALL-009",
            level = MUST,
            needs = TCP,
            source = "the project's IPv6 plan",
            because = "who has stopped a port may start another on it, and must not find a part of the old one",
            lookAt = "who counts the parts that have stopped")
    void closing_twice_completes_when_all_parts_have_and_all_refuse(Rig rig) throws Exception {
        for (Mode mode : modes(rig)) {
            Guests guests = new Guests(rig);
            ListeningPort port = rig.await(AllLocalInterfacesServerEndpoint.on(0)
                    .withMode(mode)
                    .withBestEffort(mode == PER_ADDRESS)
                    .listen(rig.reactor(), guests));
            int number = number(rig, port);
            List<InetSocketAddress> addresses = port.localAddresses();
            guests.expectServes(new InetSocketAddress(rig.v4(), number));
            guests.expectServes(new InetSocketAddress(rig.v6(), number));

            Pending<Void> first = port.stopListening();
            CompletableFuture<Boolean> allDone = new CompletableFuture<>();
            first.whenComplete((nothing, never) -> allDone.complete(
                    port.parts().stream().allMatch(part -> part.stopListening().isDone())));
            Pending<Void> second = port.stopListening();

            rig.expect(
                    rig.await((CompletionStage<Boolean>) allDone, "the end of " + mode),
                    "the end of " + mode + " came before that of a part, expected it after the last one's");
            rig.await(first);
            rig.await(second);
            rig.await(port.stopListening());
            expectRefused(rig, new InetSocketAddress(rig.v4(), number));
            expectRefused(rig, new InetSocketAddress(rig.v6(), number));
            rig.expectEqual("the addresses after closing", addresses, port.localAddresses());
        }
    }

    private static void expectRefused(Rig rig, InetSocketAddress remote) throws IOException {
        Throwable failure = rig.awaitFailure(rig.reactor().connectTcp(remote, StreamOptions.DEFAULT, rig::recorder));
        rig.expectFailure(
                "a connect to " + AddressText.formatSocket(remote) + " after closing",
                REFUSED,
                ConnectException.class,
                failure);
    }

    @Check(
            id = "ALL-010",
            level = MUST,
            needs = {TCP, ZONES},
            env = LAB,
            source = "contract",
            because = "a server that is everywhere still wants to know where each client came in",
            lookAt = "whether an accepted connection's own address is asked for, or the port's is taken")
    void clients_by_every_kind_of_address_reach_one_factory_with_exact_addresses(Rig rig) throws Exception {
        for (Mode mode : modes(rig)) {
            Guests guests = new Guests(rig);
            ListeningPort port = rig.await(
                    AllLocalInterfacesServerEndpoint.on(0).withMode(mode).listen(rig.reactor(), guests));
            int number = number(rig, port);

            expectClient(
                    rig,
                    guests,
                    "10.0.0.1",
                    number,
                    rig.lab().ipv4(0),
                    rig.lab().farIpv4(0));
            expectClient(
                    rig,
                    guests,
                    "fd00::1",
                    number,
                    rig.lab().uniqueLocal(0),
                    rig.lab().farUniqueLocal(0));
            expectClient(
                    rig,
                    guests,
                    "fe80::1%" + rig.far().zone(0),
                    number,
                    rig.lab().linkLocal(0),
                    rig.lab().farLinkLocal(0));
            rig.await(port.stopListening());
        }
    }

    private static void expectClient(
            Rig rig, Guests guests, String target, int number, InetAddress local, InetAddress remote) throws Exception {
        try (FarConnection client = rig.far().connect(target, number)) {
            Connection accepted = guests.awaitNext("a client by " + target);
            rig.expectSameAddress(
                    "the local address of a client by " + target,
                    new InetSocketAddress(local, number),
                    accepted.localAddress());
            rig.expectSameAddress(
                    "the peer of a client by " + target,
                    new InetSocketAddress(remote, client.localAddress().getPort()),
                    accepted.remoteAddress());
        }
    }

    @Check(
            id = "ALL-011",
            level = MUST,
            needs = TCP,
            env = {NOV6, V6ONLY_HOST},
            source = "contract",
            because = "a program that listens everywhere must start on every host, and must not hide what it lacks",
            lookAt = "how the families of a host are found out, and where a missing one is told")
    void on_a_host_of_one_family_that_one_is_served_and_the_other_told_missing(Rig rig) throws Exception {
        boolean hasIpv6 = rig.lab().environment() == V6ONLY_HOST;
        InetAddress loopback = hasIpv6 ? rig.v6() : rig.v4();
        InetAddress own = hasIpv6 ? rig.lab().uniqueLocal(0) : rig.lab().ipv4(0);
        for (ServerEndpoint endpoint : List.of(
                ServerEndpoint.of("tcp://*:0"),
                AllLocalInterfacesServerEndpoint.on(0).withMode(PER_ADDRESS))) {
            Guests guests = new Guests(rig);

            ListeningPort port = rig.await(endpoint.listen(rig.reactor(), guests));

            int number = number(rig, port);
            guests.expectServes(new InetSocketAddress(loopback, number));
            guests.expectServes(new InetSocketAddress(own, number));
            rig.expect(
                    port.missing().stream()
                            .anyMatch(failure -> failure.kind() == (hasIpv6 ? NOT_AVAILABLE : NO_IPV6)
                                    && failure.local()
                                            .filter(local -> isIpv4(local) == hasIpv6)
                                            .isPresent()),
                    endpoint + " misses " + port.missing() + ", expected "
                            + (hasIpv6 ? "IPv4, not available" : "IPv6, no-ipv6"));
            for (NetworkFailure failure : port.missing()) {
                rig.expectWords("what is missing of " + endpoint, failure.asThrowable(), hasIpv6 ? "IPv4" : "IPv6");
            }
            rig.await(port.stopListening());
        }
    }

    @Check(
            id = "ALL-012",
            level = MUST,
            needs = TCP,
            env = FDLIMIT,
            source = "contract",
            because = "an aggregate must not go deaf as a whole because one of its sockets could not accept",
            lookAt = "whether a pause is the part's own, and who ends it")
    void a_part_that_pauses_at_the_descriptor_limit_leaves_the_others_alone(Rig rig) throws Exception {
        Guests guests = new Guests(rig);
        ListeningPort port = rig.await(
                AllLocalInterfacesServerEndpoint.on(0).withMode(PER_ADDRESS).listen(rig.reactor(), guests));
        int number = number(rig, port);
        InetSocketAddress ipv4 = new InetSocketAddress(rig.v4(), number);
        InetSocketAddress ipv6 = new InetSocketAddress(rig.v6(), number);
        ListeningPort pausing = part(rig, port, ipv4);
        ListeningPort other = part(rig, port, ipv6);
        // A connection of the other part, and a client in the queue of each.
        Recorder talking = rig.recorder();
        Connection established = rig.connect(ipv6, talking);
        guests.awaitNext("a client of " + ipv6);
        port.pauseAccepting();
        Recorder waiting = rig.recorder();
        rig.connect(ipv4, waiting);
        Recorder waitingToo = rig.recorder();
        rig.connect(ipv6, waitingToo);

        try (DescriptorFill fill = rig.fillDescriptors()) {
            rig.expect(fill.held() >= ROOM, "fewer than " + ROOM + " descriptors could be taken");
            pausing.resumeAccepting();
            Incident.AcceptingPaused paused = (Incident.AcceptingPaused) rig.incidents()
                    .await("an incident that tells of the pause", Incident.AcceptingPaused.class::isInstance);
            rig.expectSameAddress("the part that paused", ipv4, paused.local().get(0));
            rig.expectEqual("how many addresses paused", 1, paused.local().size());
            rig.expectFailure(
                    "what the pause is told with",
                    DESCRIPTOR_LIMIT,
                    SocketException.class,
                    paused.why().asThrowable());

            established.write(Bytes.of("x"));
            talking.awaitBytes(1);
            // More than those who wait need: accept(2) wants one before it looks whether anybody is there.
            fill.free(ROOM);
            other.resumeAccepting();
            guests.awaitNext("a client that waited");
            guests.awaitNext("another client that waited");
        }

        for (Recorder each : List.of(waiting, waitingToo)) {
            each.connection().write(Bytes.of("y"));
            each.awaitBytes(1);
        }
        guests.expectServes(ipv4);
        guests.expectServes(ipv6);
        long pauses = rig.incidents().all().stream()
                .filter(incident -> incident instanceof Incident.AcceptingPaused paused
                        && paused.local().stream().anyMatch(local -> SocketAddressKey.sameAddress(local, ipv6)))
                .count();
        rig.expectEqual("how often the other part paused", 0L, pauses);
    }

    private static ListeningPort part(Rig rig, ListeningPort port, InetSocketAddress address) {
        return port.parts().stream()
                .filter(part ->
                        SocketAddressKey.sameAddress(part.localAddresses().get(0), address))
                .findFirst()
                .orElseThrow(() -> rig.fail("the parts are " + texts(port) + ", expected "
                        + AddressText.formatSocket(address) + " among them"));
    }
}
