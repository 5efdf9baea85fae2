package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.NOV6;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.REUSE_PORT;
import static org.hextet.tck.matrix.Needs.UDP;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramOptions;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.Rig;

/** Opening datagram ports: where, and who shares them. */
final class UdpListenChecks {

    /** As often a number is sought that is free for both families: another program may have it. */
    private static final int TRIES = 10;

    private static DatagramRecorder plain(Rig rig) {
        return rig.udp().recorder(DatagramOptions.DEFAULT);
    }

    @Check(
            id = "UDP-001",
            level = MUST,
            needs = UDP,
            source = "the IPv6 plan",
            because = "a program written before IPv6 must not be open to it all at once",
            lookAt = "the family of the socket: the JDK's default channel binds :: for 0.0.0.0")
    void the_default_is_the_ipv4_wildcard_and_leaves_ipv6_alone(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        InetAddress v4 = rig.v4();
        InetAddress v6 = rig.v6();
        for (int i = 1; ; i++) {
            DatagramRecorder port = plain(rig);
            InetSocketAddress bound = rig.await(rig.reactor().listenUdp(0, () -> port))
                    .localAddresses()
                    .get(0);

            rig.expectSameAddress("the bound address", rig.address("0.0.0.0"), bound.getAddress());
            rig.expect(bound.getPort() != 0, "the bound port is 0, expected the one that the kernel chose");
            DatagramRecorder sender = udp.open(v4);
            udp.deliver(
                    "a datagram to the default port",
                    port,
                    data -> sender.port().write(data, new InetSocketAddress(v4, bound.getPort())));

            // Its number is free on IPv6, unless another program has it there.
            DatagramRecorder onIpv6 = plain(rig);
            Ended<?> ended = Ended.of(
                    rig,
                    rig.reactor()
                            .listenUdp(
                                    new InetSocketAddress(v6, bound.getPort()), DatagramOptions.DEFAULT, () -> onIpv6),
                    "a listen on the same number of ::1");
            if (ended.value().isPresent()) {
                return;
            }
            Throwable failure = ended.failure().orElseThrow();
            rig.expect(
                    i < TRIES,
                    "beside the default port " + bound.getPort() + " no port of that number can be had on ::1: "
                            + failure.getMessage());
        }
    }

    @Check(
            id = "UDP-002",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp getHostIPv6",
            because = "whoever asked for port 0 tells others where to write to",
            lookAt = "what is asked of getsockname after bind, and how its bytes become an address")
    void a_port_on_a_loopback_tells_its_address_and_real_port(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            DatagramRecorder port = rig.udp().open(loopback);

            rig.expectEqual(
                    "the number of local addresses",
                    1,
                    port.port().localAddresses().size());
            rig.expectSameAddress("the bound address", loopback, port.address().getAddress());
            rig.expect(port.address().getPort() != 0, "the bound port is 0, expected the one that the kernel chose");
            rig.expectEqual("what the protocol heard", List.of(DatagramRecorder.Event.OPENED), port.events());
        });
    }

    @Check(
            id = "UDP-003",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp invalidInterface",
            because = "a name to listen on means whatever the name server says today",
            lookAt = "what is done with an unresolved InetSocketAddress")
    void a_host_name_to_listen_on_is_refused_without_a_look_up(Rig rig) throws Exception {
        StaticResolver resolver = new StaticResolver().answering("interface.test", "127.0.0.1", "::1");
        Reactor reactor = rig.openReactor(options -> options.withResolver(resolver));
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("interface.test", 0);

        for (Listen listen : List.<Listen>of(
                () -> reactor.listenUdp(unresolved, DatagramOptions.DEFAULT, () -> plain(rig)),
                () -> DatagramEndpoint.of("udp://interface.test:9").listen(reactor, () -> plain(rig)))) {
            Throwable refusal = rig.expectRefused("a listen on a host name", listen::begin);
            rig.expect(
                    refusal instanceof IllegalArgumentException,
                    "the refusal is " + refusal + ", expected an IllegalArgumentException");
            rig.expectWords("the refusal", refusal, "interface.test");
        }
        rig.turns(reactor, 2);
        rig.expectEqual("what the resolver was asked", List.of(), resolver.queries());
    }

    private interface Listen {
        Pending<?> begin();
    }

    @Check(
            id = "UDP-020",
            level = MUST,
            needs = UDP,
            source = "Twisted test/test_udp bindError; Go net listen_test",
            because = "two ports on one number would share its datagrams, and one of them would wonder",
            lookAt = "SO_REUSEADDR and SO_REUSEPORT: neither may be on unless it was asked for")
    void a_taken_address_is_refused_with_advice_and_its_owner_still_receives(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder owner = udp.open(loopback);
            InetSocketAddress taken = owner.address();
            String what = "the failure of a listen on " + AddressText.formatSocket(taken);
            DatagramRecorder second = plain(rig);

            Throwable failure = rig.awaitFailure(
                    "a second listen on " + AddressText.formatSocket(taken),
                    rig.reactor().listenUdp(taken, DatagramOptions.DEFAULT, () -> second));

            NetworkFailure typed = rig.expectFailure(what, FailureKind.IN_USE, BindException.class, failure);
            rig.expectWords(what, failure, AddressText.formatSocket(taken), "in use");
            rig.expectSameAddress(
                    "the local address of the failure",
                    taken,
                    typed.local().orElseThrow(() -> rig.fail("the failure has no local address")));
            rig.expectEqual("what the protocol of a port that was never bound heard", List.of(), second.events());
            DatagramRecorder sender = udp.open(loopback);
            udp.deliver("a datagram to the owner", owner, data -> sender.port().write(data, taken));
        });
    }

    @Check(
            id = "UDP-028",
            level = MUST,
            needs = {UDP, REUSE_PORT},
            source = "libuv test-udp-reuseport",
            because = "several loops share one port so that several processors receive",
            lookAt = "SO_REUSEPORT set before bind(2), on both")
    void two_ports_that_share_a_number_receive_each_datagram_once(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        int senders = 200;
        DatagramOptions shared = DatagramOptions.DEFAULT.with(StandardSocketOptions.SO_REUSEPORT, true);
        rig.onEachLoopback(loopback -> {
            // One protocol hears both.
            DatagramRecorder both = udp.open(loopback, shared);
            InetSocketAddress address = both.address();
            rig.await(rig.reactor().listenUdp(address, shared, () -> both));
            for (int i = 0; i < senders; i++) {
                DatagramRecorder sender = udp.open(loopback);
                int[] sent = new int[1];
                String text = udp.fresh();
                udp.deliver("datagram " + (i + 1) + " of " + senders, text, both, data -> {
                    sent[0]++;
                    sender.port().write(data, address);
                });
                rig.turns(rig.reactor(), 1);
                long received = both.texts().stream().filter(text::equals).count();
                rig.expect(
                        received == 1 || sent[0] > 1,
                        "a datagram that was sent once was received " + received + " times by both ports");
                rig.await(sender.port().close());
            }
        });
    }

    @Check(
            id = "UDP-029",
            level = MUST,
            needs = UDP,
            env = NOV6,
            source = "contract",
            because =
                    "a host without IPv6 is mended by its administrator: the error must not look like a wrong address",
            lookAt = "EAFNOSUPPORT of socket; a raw socket may bind :: even so, and must fail in the same way")
    void without_ipv6_a_listen_says_that_there_is_none_and_a_write_which_family_there_is(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        for (InetAddress local : List.of(rig.address("::"), rig.address("::1"))) {
            String what = "the listen on " + AddressText.format(local);
            Throwable seen = rig.expectRefused(
                    what,
                    () -> rig.reactor()
                            .listenUdp(new InetSocketAddress(local, 0), DatagramOptions.DEFAULT, () -> plain(rig)));
            rig.expectFailure(what, FailureKind.NO_IPV6, SocketException.class, seen);
            rig.expectWords(what, seen, "IPv6");
        }

        DatagramRecorder port = udp.open(rig.address("0.0.0.0"));
        InetSocketAddress onIpv6 = new InetSocketAddress(rig.address("::1"), 9);
        for (DatagramWrite way : DatagramWrite.values()) {
            IllegalArgumentException refusal = rig.expectThrown(
                    IllegalArgumentException.class,
                    "writing to ::1 without IPv6, " + way,
                    () -> way.write(port.port(), Bytes.of("x"), onIpv6));
            rig.expectWords("the refusal", refusal, "IPv4");
        }
        DatagramRecorder receiver = udp.open(rig.v4());
        udp.deliver("a datagram by IPv4", receiver, data -> port.port().write(data, receiver.address()));
    }
}
