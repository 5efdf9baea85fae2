package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.tck.lab.Environment.CHILD;
import static org.hextet.tck.lab.Environment.FDLIMIT;
import static org.hextet.tck.lab.Environment.HOLE;
import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.LOOPBACK;
import static org.hextet.tck.lab.Environment.NOV6;
import static org.hextet.tck.lab.Environment.REJECT;
import static org.hextet.tck.lab.Environment.UNPRIV;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.RESET;
import static org.hextet.tck.matrix.Needs.RESOLVE;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.UDP;
import static org.hextet.tck.matrix.Scope.RESOLVER;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.net.ExtendedSocketOptions;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.NameResolver;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Route;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.DescriptorFill;
import org.hextet.tck.lab.FarHost;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.matrix.Needs;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.LookupRecorder;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Failures and what they tell. */
final class ErrorsChecks {

    /** A time in a message: {@code 100 ms}, {@code 7.1 s}. */
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(ms|s|seconds)\\b");

    /** RFC 5737 and RFC 3849: addresses for documents, which no host has. */
    private static final String NOBODYS_IPV4 = "192.0.2.1";

    private static final String NOBODYS_IPV6 = "2001:db8::1";

    /** So often a descriptor may come back while a check wants none to be left. */
    private static final int MOST_GIVEN_BACK = 5;

    @Check(
            id = "ERR-001",
            level = MUST,
            needs = TCP,
            source = "connect(2)",
            because = "refused means that the host is there: whoever retries wants to know it from silence",
            lookAt = "what becomes of ECONNREFUSED when a connect ends")
    void a_refused_connect_is_a_connect_exception_of_kind_refused(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            InetSocketAddress nobody = rig.refusing(loopback);

            Throwable seen = rig.awaitFailure(connecting(rig, nobody, StreamOptions.DEFAULT));

            NetworkFailure failure =
                    rig.expectFailure("the refused connect", FailureKind.REFUSED, ConnectException.class, seen);
            expectRemote(rig, "the refused connect", nobody, failure);
        });
    }

    @Check(
            id = "ERR-002",
            level = MUST,
            needs = TCP,
            env = REJECT,
            source = "connect(2)",
            because =
                    "a host without a route, mostly without IPv6 at all, is the commonest failure of a dual-stack client",
            lookAt = "what becomes of ENETUNREACH: java.nio has a bare SocketException for it")
    void a_connect_without_a_route_is_of_kind_unreachable(Rig rig) throws Exception {
        for (int family : new int[] {4, 6}) {
            InetSocketAddress remote = new InetSocketAddress(rig.lab().rejected("none", family), 9);

            Throwable seen = rig.awaitFailure(connecting(rig, remote, StreamOptions.DEFAULT));

            NetworkFailure failure =
                    rig.expectFailure("the connect without a route", FailureKind.UNREACHABLE, IOException.class, seen);
            rig.expect(
                    seen instanceof ConnectException || seen instanceof NoRouteToHostException,
                    "the connect without a route failed with " + seen.getClass().getName()
                            + ", expected a ConnectException or NoRouteToHostException");
            expectRemote(rig, "the connect without a route", remote, failure);
        }
    }

    @Check(
            id = "ERR-003",
            level = MUST,
            needs = TCP,
            env = REJECT,
            source = "ip(7)",
            because = "a router that says unreachable has said it at once: no need to wait for a timeout",
            lookAt = "what becomes of EHOSTUNREACH when a connect ends")
    void a_connect_into_an_unreachable_route_is_a_no_route_to_host_exception(Rig rig) throws Exception {
        for (int family : new int[] {4, 6}) {
            InetSocketAddress remote = new InetSocketAddress(rig.lab().rejected("unreachable", family), 9);

            Throwable seen = rig.awaitFailure(connecting(rig, remote, StreamOptions.DEFAULT));

            NetworkFailure failure = rig.expectFailure(
                    "the connect into an unreachable route",
                    FailureKind.UNREACHABLE,
                    NoRouteToHostException.class,
                    seen);
            expectRemote(rig, "the connect into an unreachable route", remote, failure);
        }
    }

    @Check(
            id = "ERR-004",
            level = MUST,
            needs = TCP,
            env = REJECT,
            source = "connect(2)",
            because = "a policy that forbids the way has nothing to do with a local address",
            lookAt = "what becomes of EACCES of connect: java.nio makes a BindException of it")
    void a_prohibited_connect_is_of_kind_prohibited_and_no_bind_exception(Rig rig) throws Exception {
        for (int family : new int[] {4, 6}) {
            InetSocketAddress remote = new InetSocketAddress(rig.lab().rejected("prohibit", family), 9);

            Throwable seen = rig.awaitFailure(connecting(rig, remote, StreamOptions.DEFAULT));

            rig.expect(!(seen instanceof BindException), "the prohibited connect failed with a BindException");
            NetworkFailure failure =
                    rig.expectFailure("the prohibited connect", FailureKind.PROHIBITED, ConnectException.class, seen);
            expectRemote(rig, "the prohibited connect", remote, failure);
        }
    }

    @Check(
            id = "ERR-005",
            level = MUST,
            needs = TCP,
            env = REJECT,
            source = "ip-route(8)",
            because = "\"Invalid argument\" without an address sends the user to look for a mistake in his program",
            lookAt = "what becomes of EINVAL of connect: a blackhole route says that")
    void a_connect_into_a_blackhole_route_is_a_connect_failure_that_names_the_address(Rig rig) throws Exception {
        for (int family : new int[] {4, 6}) {
            InetSocketAddress remote = new InetSocketAddress(rig.lab().rejected("blackhole", family), 9);

            Throwable seen = rig.awaitFailure(connecting(rig, remote, StreamOptions.DEFAULT));

            rig.expect(
                    seen instanceof NetworkFailure && seen instanceof ConnectException,
                    "the connect into a blackhole route failed with " + seen
                            + ", expected a ConnectException of the project's");
            if (seen instanceof NetworkFailure failure) {
                rig.expectEqual("the operation of the failure", "connect", failure.operation());
                rig.expectWords("the connect into a blackhole route", seen);
                expectRemote(rig, "the connect into a blackhole route", remote, failure);
            }
        }
    }

    @Check(
            id = "ERR-006",
            level = MUST,
            needs = TCP,
            env = HOLE,
            source = "connect(2)",
            because = "whoever set a deadline must see that it was his, and after how long; else he blames the network",
            lookAt = "ETIMEDOUT, and the timer of the deadline; both take the time since the connect began")
    void timeouts_of_the_kernel_and_of_the_caller_tell_which_and_how_long(Rig rig) throws Exception {
        List<InetAddress> holes =
                List.of(rig.lab().ipv4Holes().get(0), rig.lab().ipv6Holes().get(0));
        String retries = "net.ipv4.tcp_syn_retries";
        String before = rig.lab().sysctl(retries, "1");
        rig.closing(() -> rig.lab().sysctl(retries, before));
        List<Pending<Connection>> patient = new ArrayList<>();
        long begin = System.nanoTime();
        for (InetAddress hole : holes) {
            patient.add(connecting(rig, new InetSocketAddress(hole, 9), StreamOptions.DEFAULT));
        }

        Duration deadline = Duration.ofMillis(150);
        for (InetAddress hole : holes) {
            InetSocketAddress remote = new InetSocketAddress(hole, 9);
            Throwable seen = rig.awaitFailure(connecting(rig, remote, StreamOptions.DEFAULT.withDeadline(deadline)));
            String what = "the connect with a deadline";
            NetworkFailure failure = rig.expectFailure(what, FailureKind.TIMEOUT, SocketTimeoutException.class, seen);
            expectRemote(rig, what, remote, failure);
            rig.expectWords(what, seen, "deadline");
            rig.expectEqual("the time in the message of " + what, deadline, timeIn(rig, what, seen));
        }

        for (int i = 0; i < holes.size(); i++) {
            InetSocketAddress remote = new InetSocketAddress(holes.get(i), 9);
            Throwable seen = rig.awaitFailure(patient.get(i));
            Duration atMost = Duration.ofNanos(System.nanoTime() - begin).plusSeconds(1);
            String what = "the connect that the kernel gave up";
            NetworkFailure failure = rig.expectFailure(what, FailureKind.TIMEOUT, SocketTimeoutException.class, seen);
            expectRemote(rig, what, remote, failure);
            rig.expect(
                    !String.valueOf(seen.getMessage()).contains("deadline"),
                    "the message of " + what + " speaks of a deadline, and there was none: " + seen.getMessage());
            Duration told = timeIn(rig, what, seen);
            // The kernel retries at least once, after a second (RFC 6298); the message may be rounded.
            rig.expect(
                    told.compareTo(Duration.ofSeconds(1)) >= 0 && told.compareTo(atMost) <= 0,
                    "the time in the message of " + what + " is " + told + ", expected 1 s to " + atMost + ": "
                            + seen.getMessage());
        }
    }

    private static Duration timeIn(Rig rig, String what, Throwable seen) {
        Matcher time = TIME.matcher(String.valueOf(seen.getMessage()));
        rig.expect(time.find(), "the message of " + what + " does not say how long it took: " + seen.getMessage());
        double number = Double.parseDouble(time.group(1));
        return Duration.ofMillis(Math.round(time.group(2).equals("ms") ? number : number * 1000));
    }

    @Check(
            id = "ERR-007",
            level = MUST,
            needs = TCP,
            env = {LOOPBACK, UNPRIV},
            source = "bind(2)",
            because =
                    "a port in use, an address of another host and a missing right are mended in three different ways",
            lookAt = "what becomes of EADDRINUSE, EADDRNOTAVAIL and EACCES of bind")
    void a_listen_fails_as_in_use_not_available_or_permission(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            InetSocketAddress taken = rig.listen(loopback).address();
            expectListenFails(rig, "listening on a port in use", taken, FailureKind.IN_USE);

            InetSocketAddress foreign = new InetSocketAddress(nobodys(rig, loopback), freePort(rig, loopback));
            expectListenFails(rig, "listening on an address of another host", foreign, FailureKind.NOT_AVAILABLE);
        });
        if (isUnprivileged(rig)) {
            rig.onEachLoopback(loopback -> expectListenFails(
                    rig,
                    "listening on a port below 1024 without the right to",
                    new InetSocketAddress(loopback, 995),
                    FailureKind.PERMISSION));
        }
    }

    /**
     * On the loopback the process may well have the right; where the row runs in an environment of its own it has not.
     */
    private static boolean isUnprivileged(Rig rig) {
        try {
            return rig.lab().environment() == UNPRIV;
        } catch (IllegalStateException loopback) {
            return false;
        }
    }

    private static void expectListenFails(Rig rig, String what, InetSocketAddress local, FailureKind kind)
            throws IOException {
        Throwable seen = rig.awaitFailure(rig.reactor().listenTcp(local, StreamOptions.DEFAULT, rig::recorder));
        NetworkFailure failure = rig.expectFailure(what, kind, BindException.class, seen);
        rig.expectWords(what, seen, AddressText.formatSocket(local));
        rig.expect(failure.local().isPresent(), "the failure of " + what + " has no local address");
        failure.local().ifPresent(told -> rig.expectSameAddress("the local address of " + what, local, told));
    }

    /** A number that nobody had a moment ago. */
    private static int freePort(Rig rig, InetAddress loopback) throws IOException {
        Server server = rig.listen(loopback);
        int port = server.address().getPort();
        rig.await(server.port().stopListening());
        return port;
    }

    private static InetAddress nobodys(Rig rig, InetAddress ofFamily) {
        return rig.address(ofFamily.getAddress().length == 4 ? NOBODYS_IPV4 : NOBODYS_IPV6);
    }

    @Check(
            id = "ERR-008",
            level = MUST,
            needs = TCP,
            env = LAB,
            source = "connect(2), EADDRNOTAVAIL",
            because =
                    "\"cannot assign requested address\" hides from the operator of a proxy that his local ports are used up",
            lookAt = "what becomes of EADDRNOTAVAIL of connect, when no local address was asked for")
    void a_connect_without_a_local_port_left_says_so(Rig rig) throws Exception {
        String range = "net.ipv4.ip_local_port_range";
        List<Connection> held = new ArrayList<>();
        try (FarHost.FarListener six = rig.far().listen("fd00::2", FarHost.Behaviour.OBEY);
                FarHost.FarListener four = rig.far().listen("10.0.0.2", FarHost.Behaviour.OBEY)) {
            String before = rig.lab().sysctl(range, "47000 47003");
            try {
                for (InetSocketAddress remote : List.of(
                        six.at(rig.lab().farUniqueLocal(0)), four.at(rig.lab().farIpv4(0)))) {
                    // Four ports: the fifth connect to the same address finds none.
                    for (int i = 0; i < 4; i++) {
                        held.add(rig.await(connecting(rig, remote, StreamOptions.DEFAULT)));
                    }

                    Throwable seen = rig.awaitFailure(connecting(rig, remote, StreamOptions.DEFAULT));

                    NetworkFailure failure = rig.expectFailure(
                            "the connect without a port left", FailureKind.NOT_AVAILABLE, BindException.class, seen);
                    rig.expectWords("the connect without a port left", seen, "local port");
                    expectRemote(rig, "the connect without a port left", remote, failure);
                }
            } finally {
                rig.lab().sysctl(range, before);
                held.forEach(Connection::abort);
                for (Connection one : held) {
                    rig.await(one.closed());
                }
            }
        }
    }

    @Check(
            id = "ERR-009",
            level = MUST,
            needs = {TCP, RESET},
            source = "tcp(7)",
            because = "a protocol that only hears \"closed\" takes a peer that crashed for one that had said all",
            lookAt = "ECONNRESET of read, EPIPE of write, and the reason that closed gets")
    void a_reset_while_reading_or_writing_ends_as_closed_with_a_reset_and_its_cause(Rig rig) throws Exception {
        boolean overChannels = isOverJdkChannels(rig);
        rig.onEachLoopback(loopback -> {
            expectReset(
                    rig, overChannels, "the connection that was reset while it read", resetWhileReading(rig, loopback));
            expectReset(
                    rig,
                    overChannels,
                    "the connection that wrote to a peer that was gone",
                    resetWhileWriting(rig, loopback));
        });
    }

    /** The peer aborts a connection on which nothing moves. */
    private static CloseReason resetWhileReading(Rig rig, InetAddress loopback) throws IOException {
        Recorder client = rig.recorder();
        Server server = rig.listen(loopback);
        rig.connect(server.address(), client);
        server.awaitAccepted().connection().abort();
        return client.awaitClosed();
    }

    /** The peer ends its output, and then is gone: only a write meets that, and fails with EPIPE. */
    private static CloseReason resetWhileWriting(Rig rig, InetAddress loopback) throws IOException {
        Recorder client = rig.recorder().keepingOutputOpen();
        Server server = rig.listen(loopback);
        Connection connection = rig.connect(server.address(), client);
        Recorder accepted = server.awaitAccepted();
        accepted.connection().shutdownOutput();
        client.await("the peer's half-close", Recorder.Event.INPUT_ENDED);
        accepted.connection().abort();
        accepted.awaitClosed();
        connection.write(Bytes.of("too late"));
        return client.awaitClosed();
    }

    private static void expectReset(Rig rig, boolean overChannels, String what, CloseReason reason) {
        if (!(reason instanceof CloseReason.Failed failed)) {
            throw rig.fail("the reason of " + what, "a failure of kind reset", reason);
        }
        rig.expectFailure("the reason of " + what, FailureKind.RESET, SocketException.class, failed.cause());
        expectPlatformKept(rig, overChannels, what, failed.cause());
    }

    @Check(
            id = "ERR-010",
            level = MUST,
            needs = TCP,
            env = FDLIMIT,
            source = "accept(2)",
            because = "\"too many open files\" is read by people who have to know which limit, and where it is raised",
            lookAt = "EMFILE of socket, epoll_create and eventfd: wherever a descriptor is made")
    void without_a_descriptor_left_connect_listen_and_open_name_the_limit(Rig rig) throws Exception {
        String limit =
                Long.toString(HostTables.descriptorLimit().orElseThrow(() -> rig.notRun("no /proc/self/limits")));
        Server server = rig.listen(rig.v6());
        InetSocketAddress remote = server.address();
        InetSocketAddress free = new InetSocketAddress(rig.v4(), 0);

        try (DescriptorFill fill = rig.fillDescriptors()) {
            rig.expect(fill.held() > 0, "no descriptor could be taken");
            expectDescriptorLimit(
                    rig, "connect", limit, refused(rig, fill, () -> connecting(rig, remote, StreamOptions.DEFAULT)));
            expectDescriptorLimit(
                    rig,
                    "listen",
                    limit,
                    refused(rig, fill, () -> rig.reactor().listenTcp(free, StreamOptions.DEFAULT, rig::recorder)));
            if (rig.has(UDP)) {
                Throwable seen = refused(rig, fill, () -> listenUdp(rig, free.getAddress(), DatagramOptions.DEFAULT));
                expectDescriptorLimit(rig, "listen", limit, seen);
            }
            fill.refill();
            expectDescriptorLimit(
                    rig, "open", limit, rig.expectThrown(IOException.class, "opening a reactor", rig::openReactor));
        }

        rig.connect(remote, rig.recorder());
        server.awaitAccepted();
    }

    /** Something that needs a descriptor, begun. */
    @FunctionalInterface
    private interface Beginning {
        Pending<?> begin() throws IOException;
    }

    /**
     * What it fails with. The process may have given a descriptor back meanwhile (the JDK closes some when their owners
     * are collected): whoever gets that one keeps it, and the next is refused.
     */
    private static Throwable refused(Rig rig, DescriptorFill fill, Beginning beginning) throws IOException {
        for (int lucky = 0; ; lucky++) {
            fill.refill();
            try {
                return rig.awaitFailure(beginning.begin());
            } catch (AssertionError gotOne) {
                if (lucky == MOST_GIVEN_BACK) {
                    throw gotOne;
                }
            }
        }
    }

    private static void expectDescriptorLimit(Rig rig, String operation, String limit, Throwable seen) {
        String what = "the " + operation + " without a descriptor left";
        NetworkFailure failure = rig.expectFailure(what, FailureKind.DESCRIPTOR_LIMIT, SocketException.class, seen);
        rig.expectEqual("the operation of " + what, operation, failure.operation());
        rig.expectWords(what, seen, limit, "limit", "nofile");
    }

    @Check(
            id = "ERR-013",
            level = MUST,
            needs = TCP,
            env = NOV6,
            source = "socket(2)",
            because =
                    "a host without IPv6 is mended by its administrator: the error must not look like a wrong address",
            lookAt = "EAFNOSUPPORT of socket; a raw socket may bind :: even so, and must fail in the same way")
    void without_ipv6_an_ipv6_listen_or_connect_says_that_there_is_none(Rig rig) throws Exception {
        InetAddress everything = rig.address("::");
        InetAddress loopback = rig.address("::1");
        for (InetAddress local : List.of(everything, loopback)) {
            expectNoIpv6(
                    rig,
                    "the listen on " + AddressText.format(local),
                    rig.expectRefused(
                            "listening without IPv6",
                            () -> rig.reactor()
                                    .listenTcp(new InetSocketAddress(local, 0), StreamOptions.DEFAULT, rig::recorder)));
        }
        expectNoIpv6(
                rig,
                "the connect to ::1",
                rig.expectRefused(
                        "connecting without IPv6",
                        () -> connecting(rig, new InetSocketAddress(loopback, 9), StreamOptions.DEFAULT)));

        Server server = rig.listen(rig.v4());
        rig.connect(server.address(), rig.recorder());
        server.awaitAccepted();
    }

    private static void expectNoIpv6(Rig rig, String what, Throwable seen) {
        rig.expectFailure(what, FailureKind.NO_IPV6, SocketException.class, seen);
        rig.expectWords(what, seen, "IPv6");
    }

    @Check(
            id = "ERR-014",
            level = MUST,
            needs = UDP,
            source = "udp(7), EMSGSIZE",
            because = "who is told how much is allowed can send it in two",
            lookAt = "what is checked before sending, and what becomes of EMSGSIZE")
    void a_datagram_that_is_too_long_is_told_with_its_size_and_the_limit(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            DatagramRecorder there = rig.udp().open(loopback);
            // More than a packet can say that it is long: IPv4 and IPv6 differ by the header that counts with it.
            int limit = loopback.equals(rig.v4()) ? 65_507 : 65_527;
            for (int size : new int[] {limit + 1, 65_536, 100_000}) {
                DatagramRecorder port = rig.udp().open(loopback);

                port.port().write(Bytes.zeros(size), there.address());

                NetworkFailure failure = port.awaitFailure(1);
                String what = "a datagram of " + size + " bytes";
                TooLarge.expect(rig, what, failure.asThrowable(), size, limit);
                rig.expectEqual("the operation of the failure", "write", failure.operation());
                rig.expectSameAddress(
                        "the remote address of the failure",
                        there.address(),
                        failure.remote().orElseThrow(() -> rig.fail("the failure has no remote address")));
                rig.expectWords(what, failure.asThrowable(), AddressText.formatSocket(there.address()));
            }
        });
    }

    @Check(
            id = "ERR-015",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            // In a namespace, so that the question reaches nobody: "-" would send it to the host's name server.
            env = REJECT,
            source = "getaddrinfo(3)",
            because = "a service with a dozen backends logs which name was wrong, or nothing of use",
            lookAt = "where the source's own error becomes an answer: is the name put in?")
    void an_unknown_name_fails_with_the_name_and_a_kind(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();
        LookupRecorder answers = new LookupRecorder();
        String name = "no-such-host.invalid";

        rig.onLoop(
                rig.reactor(),
                () -> resolver.lookup(rig.reactor(), name, Set.of(INET, INET6), Patience.guard(), answers));

        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            UnknownHostException seen = answers.awaitFailure(family);
            rig.expect(
                    seen instanceof NetworkFailure,
                    "the failure of the lookup is " + seen + ", expected one with a kind");
            if (seen instanceof NetworkFailure failure) {
                rig.expect(
                        EnumSet.of(
                                        FailureKind.NO_SUCH_NAME,
                                        FailureKind.NO_DATA,
                                        FailureKind.TEMPORARY,
                                        FailureKind.TIMEOUT)
                                .contains(failure.kind()),
                        "the failure of the lookup is of kind " + failure.kind()
                                + ", expected no-such-name, no-data, temporary or timeout");
                rig.expectWords("the failure of the lookup", seen, name);
            }
        }
    }

    @Check(
            id = "ERR-016",
            level = MUST,
            needs = RESET,
            source = "contract",
            because = "a message is read at night, alone, in a log: it has to say what, where, and what can be done",
            lookAt = "the one place where an errno gets its words; nothing may pass by it")
    void every_message_has_operation_address_port_and_advice(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            for (Fault fault : faults(rig, loopback)) {
                rig.expectWords(fault.what, fault.seen);
                for (InetSocketAddress address : fault.addresses) {
                    rig.expectWords(fault.what, fault.seen, AddressText.formatSocket(address));
                }
                expectAdvice(rig, fault);
            }
        });
    }

    /**
     * Beside operation, addresses, the name of the error and the platform's own words there is something left to read.
     */
    private static void expectAdvice(Rig rig, Fault fault) {
        String rest = String.valueOf(fault.seen.getMessage());
        List<String> known = new ArrayList<>();
        if (fault.seen instanceof NetworkFailure failure) {
            known.add(failure.operation());
            known.add(failure.kind().text());
            failure.errno().ifPresent(known::add);
        }
        fault.addresses.forEach(address -> known.add(AddressText.formatSocket(address)));
        for (Throwable cause = fault.seen.getCause(); cause != null; cause = cause.getCause()) {
            known.add(String.valueOf(cause.getMessage()));
        }
        for (String word : known) {
            rest = rest.replace(word, " ");
        }
        long words = Pattern.compile("\\p{L}{2,}").matcher(rest).results().count();
        rig.expect(
                words >= 4,
                "the message of " + fault.what + " has no word on what to do: \"" + fault.seen.getMessage() + "\"");
    }

    @Check(
            id = "ERR-017",
            level = MUST,
            needs = RESET,
            source = "contract",
            because =
                    "whoever reports a fault to the JDK or the kernel needs the original words and the original trace",
            lookAt = "where the platform's exception is caught: is it handed on as the cause?")
    void the_platforms_own_exception_is_kept_as_the_cause(Rig rig) throws Exception {
        boolean overChannels = isOverJdkChannels(rig);
        rig.onEachLoopback(loopback -> {
            for (Fault fault : faults(rig, loopback)) {
                if (fault.ofThePlatform) {
                    expectPlatformKept(rig, overChannels, fault.what, fault.seen);
                }
            }
        });
    }

    /** The platform's exception where there was one; a provider that has none tells at least the name of the error. */
    private static void expectPlatformKept(Rig rig, boolean overChannels, String what, Throwable seen) {
        Throwable cause = seen.getCause();
        boolean hasErrno =
                seen instanceof NetworkFailure failure && failure.errno().isPresent();
        rig.expect(
                cause != null || hasErrno,
                "the failure of " + what + " has neither cause nor errno: what the kernel said is lost");
        rig.expect(
                cause != null || !overChannels,
                "the failure of " + what + " has no cause, expected the exception of java.nio");
        rig.expect(
                !(cause instanceof NetworkFailure),
                "the cause of " + what + " is " + cause + ", expected the platform's own exception");
    }

    /** Whether callbacks are called out of a selector of the JDK's: then it was an exception that told of the error. */
    private static boolean isOverJdkChannels(Rig rig) throws Exception {
        AtomicBoolean overChannels = new AtomicBoolean();
        Server server = rig.listen(
                rig.v4(),
                recorder -> recorder.onConnected(connection -> overChannels.set(StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch."))))));
        rig.connect(server.address(), rig.recorder());
        server.awaitAccepted();
        rig.turns(rig.reactor(), 1);
        return overChannels.get();
    }

    @Check(
            id = "ERR-018",
            level = MUST,
            needs = RESET,
            source = "contract",
            because = "programs act on kinds: retry, give up, tell the user; messages are for people and change",
            lookAt = "FailureKind, and the table of JDK exceptions that belong to the kinds")
    void every_two_kinds_can_be_told_apart_without_the_message(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Map<FailureKind, Fault> byKind = new HashMap<>();
            for (Fault fault : faults(rig, loopback)) {
                NetworkFailure failure = rig.expectFailure(fault.what, fault.kind, fault.type, fault.seen);
                byKind.merge(failure.kind(), fault, (one, other) -> {
                    throw rig.fail(one.what + " and " + other.what + " are both of kind " + failure.kind());
                });
            }
        });
        Map<String, FailureKind> byText = new HashMap<>();
        for (FailureKind kind : FailureKind.values()) {
            NetworkFailure made = (NetworkFailure) Failures.of(
                    new NetworkFailure.Facts(kind, "connect"), "connect: made for a check, to see its kind", null);
            rig.expectEqual("the kind of a failure made as " + kind, kind, made.kind());
            FailureKind namesake = byText.put(kind.text(), kind);
            rig.expect(namesake == null, "two kinds have the text " + kind.text());
        }
    }

    @Check(
            id = "ERR-019",
            level = MUST,
            needs = {TCP, RESET},
            source = "contract",
            because = "a client that works over IPv4 must not break over IPv6 because a catch clause never fires",
            lookAt = "branches by family on the way from the kernel's error to the failure")
    void the_same_fault_has_the_same_type_and_kind_over_both_families(Rig rig) throws Exception {
        List<Fault> four = faults(rig, rig.v4());
        List<Fault> six = faults(rig, rig.v6());
        for (int i = 0; i < four.size(); i++) {
            rig.expectEqual(
                    "over IPv6, the type of " + six.get(i).what,
                    four.get(i).seen.getClass(),
                    six.get(i).seen.getClass());
            rig.expectEqual("over IPv6, the kind of " + six.get(i).what, kind(rig, four.get(i)), kind(rig, six.get(i)));
        }
    }

    private static FailureKind kind(Rig rig, Fault fault) {
        if (fault.seen instanceof NetworkFailure failure) {
            return failure.kind();
        }
        throw rig.fail(fault.what, "a failure with a kind", fault.seen);
    }

    @Check(
            id = "ERR-020",
            level = MUST,
            source = "contract",
            because = "an option that is silently ignored is found out in production, by an attacker or a postmortem",
            lookAt = "where socket options are checked: before a socket is opened")
    void an_absent_capability_is_refused_by_name_and_nothing_is_opened(Rig rig) throws Exception {
        Map<String, StreamOptions> byCapability = new LinkedHashMap<>();
        byCapability.put(Needs.V6ONLY, StreamOptions.DEFAULT.with(NetworkSocketOptions.IPV6_V6ONLY, true));
        byCapability.put(Needs.REUSE_PORT, StreamOptions.DEFAULT.with(StandardSocketOptions.SO_REUSEPORT, true));
        byCapability.put(Needs.KEEPALIVE_TIMES, StreamOptions.DEFAULT.with(ExtendedSocketOptions.TCP_KEEPIDLE, 60));
        byCapability.put(Needs.TCLASS_SEND, StreamOptions.DEFAULT.with(StandardSocketOptions.IP_TOS, 0x20));
        byCapability.put(Needs.HOP_LIMIT_SEND, StreamOptions.DEFAULT.with(NetworkSocketOptions.UNICAST_HOPS, 7));
        byCapability.put(
                Needs.TCP_USER_TIMEOUT,
                StreamOptions.DEFAULT.with(NetworkSocketOptions.TCP_USER_TIMEOUT, Duration.ofSeconds(9)));
        byCapability.put(Needs.TCP_QUICKACK, StreamOptions.DEFAULT.with(ExtendedSocketOptions.TCP_QUICKACK, true));
        byCapability.put(Needs.TCP_FASTOPEN, StreamOptions.DEFAULT.with(NetworkSocketOptions.TCP_FASTOPEN, 16));
        byCapability.put(Needs.FREEBIND, StreamOptions.DEFAULT.with(NetworkSocketOptions.IP_FREEBIND, true));
        byCapability.put(Needs.BIND_TO_DEVICE, StreamOptions.DEFAULT.with(NetworkSocketOptions.SO_BINDTODEVICE, "lo"));
        byCapability.keySet().removeIf(rig::has);

        InetAddress loopback = rig.v6();
        int port = freePort(rig, loopback);
        InetSocketAddress local = new InetSocketAddress(loopback, port);
        byCapability.forEach((capability, options) -> rig.expectUnsupported(
                capability,
                "listening with an option that needs " + capability,
                () -> rig.reactor().listenTcp(local, options, rig::recorder)));
        expectUnknownOptionRefused(
                rig,
                "listening",
                () -> rig.reactor().listenTcp(local, StreamOptions.DEFAULT.with(UNKNOWN, 1), rig::recorder));
        // Nothing is bound: the port is free.
        Server server = rig.listen(rig.reactor(), local, StreamOptions.DEFAULT, recorder -> recorder);

        byCapability.forEach((capability, options) -> {
            if (!capability.equals(Needs.V6ONLY)) {
                rig.expectUnsupported(
                        capability,
                        "connecting with an option that needs " + capability,
                        () -> connecting(rig, server.address(), options));
            }
        });
        expectUnknownOptionRefused(
                rig, "connecting", () -> connecting(rig, server.address(), StreamOptions.DEFAULT.with(UNKNOWN, 1)));
        expectOtherAbilitiesRefused(rig, server.address());
        if (rig.has(UDP)) {
            expectDatagramAbilitiesRefused(rig, loopback);
        }
        // Nobody has come: the first to be accepted is this one.
        Connection client = rig.connect(server.address(), rig.recorder());
        rig.expectSameAddress(
                "the first peer of the server",
                client.localAddress(),
                server.awaitAccepted().connection().remoteAddress());
    }

    /** Those that are no option for a listener and a connect alike. */
    private static void expectOtherAbilitiesRefused(Rig rig, InetSocketAddress remote) throws Exception {
        Map<String, Action> byCapability = new LinkedHashMap<>();
        byCapability.put(
                Needs.TCP_FASTOPEN,
                () -> connecting(
                        rig, remote, StreamOptions.DEFAULT.with(NetworkSocketOptions.TCP_FASTOPEN_CONNECT, true)));
        byCapability.put(
                Needs.FLOW_LABEL,
                () -> connecting(rig, remote, StreamOptions.DEFAULT.withFlowLabel(FlowLabelRequest.any())));
        byCapability.put(Needs.INHERITED, () -> rig.reactor().adopt(0, StreamOptions.DEFAULT, rig::recorder));
        byCapability.put(Needs.UDP, () -> listenUdp(rig, remote.getAddress(), DatagramOptions.DEFAULT));
        byCapability.put(
                Needs.MULTICAST,
                () -> rig.reactor()
                        .listenMulticast(
                                new InetSocketAddress(remote.getAddress(), 0),
                                DatagramOptions.DEFAULT,
                                () -> rig.udp().recorder(DatagramOptions.DEFAULT)));
        byCapability.put(Needs.BUSY_POLL, () -> rig.openReactor(options -> options.withBusyPoll(Duration.ofMillis(1))));
        Connection connection = rig.pair(remote.getAddress()).clientConnection();
        byCapability.put(Needs.TCP_INFO, () -> connection.option(NetworkSocketOptions.TCP_INFO));
        byCapability.put(Needs.FLOW_LABEL_RECV, () -> connection.option(NetworkSocketOptions.PEER_FLOW_LABEL));
        byCapability.keySet().removeIf(rig::has);
        byCapability.forEach((capability, action) ->
                rig.expectUnsupported(capability, "asking for what needs " + capability, action));
    }

    /** Of a transport that has datagrams, and lacks something of them. */
    private static void expectDatagramAbilitiesRefused(Rig rig, InetAddress loopback) throws Exception {
        Map<String, DatagramOptions> byCapability = new LinkedHashMap<>();
        byCapability.put(Needs.V6ONLY, DatagramOptions.DEFAULT.with(NetworkSocketOptions.IPV6_V6ONLY, true));
        byCapability.put(Needs.REUSE_PORT, DatagramOptions.DEFAULT.with(StandardSocketOptions.SO_REUSEPORT, true));
        byCapability.put(Needs.TCLASS_SEND, DatagramOptions.DEFAULT.with(StandardSocketOptions.IP_TOS, 0x20));
        byCapability.put(Needs.HOP_LIMIT_SEND, DatagramOptions.DEFAULT.with(NetworkSocketOptions.UNICAST_HOPS, 7));
        byCapability.put(Needs.DONT_FRAGMENT, DatagramOptions.DEFAULT.with(NetworkSocketOptions.IP_DONTFRAGMENT, true));
        byCapability.put(Needs.FREEBIND, DatagramOptions.DEFAULT.with(NetworkSocketOptions.IP_FREEBIND, true));
        byCapability.put(
                Needs.BIND_TO_DEVICE, DatagramOptions.DEFAULT.with(NetworkSocketOptions.SO_BINDTODEVICE, "lo"));
        byCapability.keySet().removeIf(rig::has);
        byCapability.forEach((capability, options) -> rig.expectUnsupported(
                capability,
                "opening a datagram port with an option that needs " + capability,
                () -> listenUdp(rig, loopback, options)));
        expectUnknownOptionRefused(
                rig,
                "opening a datagram port",
                () -> listenUdp(rig, loopback, DatagramOptions.DEFAULT.with(UNKNOWN, 1)));

        DatagramRecorder reader = rig.udp().open(loopback);
        DatagramRecorder port = rig.udp().open(loopback);
        Route route = Route.to(reader.address());
        Map<String, Action> writes = new LinkedHashMap<>();
        writes.put(Needs.PACKET_SOURCE, () -> port.port().write(Bytes.of("x"), route.withSource(loopback)));
        writes.put(Needs.HOP_LIMIT_SEND, () -> port.port().write(Bytes.of("x"), route.withHopLimit(7)));
        writes.put(Needs.TCLASS_SEND, () -> port.port().write(Bytes.of("x"), route.withTrafficClass(0x20)));
        writes.put(Needs.DONT_FRAGMENT, () -> port.port().write(Bytes.of("x"), route.withDontFragment(true)));
        writes.put(Needs.FLOW_LABEL, () -> port.port().lease(loopback, FlowLabelRequest.any()));
        writes.put(Needs.PATH_MTU, () -> port.port().pathMtu());
        writes.keySet().removeIf(rig::has);
        writes.forEach((capability, action) ->
                rig.expectUnsupported(capability, "asking a datagram port for what needs " + capability, action));
        rig.turns(rig.reactor(), 2);
        rig.udp().deliver("a sentinel", reader, data -> port.port().write(data, route));
        rig.udp().expectUnheard("a datagram that was refused", reader, "x");
    }

    private static Pending<DatagramPort> listenUdp(Rig rig, InetAddress local, DatagramOptions options)
            throws IOException {
        return rig.reactor()
                .listenUdp(
                        new InetSocketAddress(local, 0),
                        options,
                        () -> rig.udp().recorder(options));
    }

    private static final SocketOption<Integer> UNKNOWN = new SocketOption<>() {
        @Override
        public String name() {
            return "TCK_NO_SUCH_OPTION";
        }

        @Override
        public Class<Integer> type() {
            return Integer.class;
        }
    };

    private static void expectUnknownOptionRefused(Rig rig, String what, Action action) {
        UnsupportedOperationException thrown = rig.expectThrown(
                UnsupportedOperationException.class, what + " with an option that nobody knows", action);
        rig.expectWords("what " + what + " threw", thrown, UNKNOWN.name(), rig.transport());
    }

    @Check(
            id = "ERR-021",
            level = SHOULD,
            needs = TCP,
            env = CHILD,
            patience = 4,
            source = "contract",
            because = "where the C library speaks German, a kind read from an English message is lost",
            lookAt = "how the errno of an exception is found: java.nio gives nothing but the message")
    void in_another_locale_types_and_kinds_are_the_same(Rig rig) throws Exception {
        OtherLocale.rerun(rig, List.of("ERR-001", "ERR-002", "ERR-003", "ERR-004", "ERR-005", "ERR-006", "ERR-007"));
    }

    private static Pending<Connection> connecting(Rig rig, InetSocketAddress remote, StreamOptions options)
            throws IOException {
        return rig.reactor().connectTcp(remote, options, rig::recorder);
    }

    private static void expectRemote(Rig rig, String what, InetSocketAddress remote, NetworkFailure failure) {
        rig.expectWords(what, failure.asThrowable(), "connect", AddressText.formatSocket(remote));
        rig.expect(failure.remote().isPresent(), "the failure of " + what + " has no remote address");
        failure.remote().ifPresent(told -> rig.expectSameAddress("the remote address of " + what, remote, told));
    }

    // One of each kind that the loopback can show.

    /** A failure that was provoked, and what the matrix says that it is. */
    private static final class Fault {

        private final String what;
        private final FailureKind kind;
        private final Class<? extends Throwable> type;
        private final Throwable seen;
        private final List<InetSocketAddress> addresses;
        private final boolean ofThePlatform;

        /**
         * Keeps what there is to look at.
         *
         * @param addresses that its message has to name
         * @param ofThePlatform whether the kernel had said it
         */
        Fault(
                String what,
                FailureKind kind,
                Class<? extends Throwable> type,
                Throwable seen,
                List<InetSocketAddress> addresses,
                boolean ofThePlatform) {
            this.what = what;
            this.kind = kind;
            this.type = type;
            this.seen = seen;
            this.addresses = addresses;
            this.ofThePlatform = ofThePlatform;
        }
    }

    private static List<Fault> faults(Rig rig, InetAddress loopback) throws Exception {
        List<Fault> faults = new ArrayList<>();
        InetSocketAddress nobody = rig.refusing(loopback);
        faults.add(new Fault(
                "the refused connect",
                FailureKind.REFUSED,
                ConnectException.class,
                rig.awaitFailure(connecting(rig, nobody, StreamOptions.DEFAULT)),
                List.of(nobody),
                true));
        InetSocketAddress taken = rig.listen(loopback).address();
        faults.add(new Fault(
                "the listen on a port in use",
                FailureKind.IN_USE,
                BindException.class,
                rig.awaitFailure(rig.reactor().listenTcp(taken, StreamOptions.DEFAULT, rig::recorder)),
                List.of(taken),
                true));
        InetSocketAddress foreign = new InetSocketAddress(nobodys(rig, loopback), taken.getPort());
        faults.add(new Fault(
                "the listen on an address of another host",
                FailureKind.NOT_AVAILABLE,
                BindException.class,
                rig.awaitFailure(rig.reactor().listenTcp(foreign, StreamOptions.DEFAULT, rig::recorder)),
                List.of(foreign),
                true));
        faults.add(reset(rig, loopback));
        faults.add(idle(rig, loopback));
        faults.add(tooSlow(rig, loopback));
        faults.add(closedReactor(rig, nobody));
        if (rig.has(UDP)) {
            faults.add(tooLarge(rig, loopback));
        }
        return faults;
    }

    private static Fault tooLarge(Rig rig, InetAddress loopback) throws IOException {
        DatagramRecorder port = rig.udp().open(loopback);
        InetSocketAddress itself = port.address();
        port.port().write(Bytes.zeros(70_000), itself);
        return new Fault(
                "the datagram that was too long",
                FailureKind.TOO_LARGE,
                SocketException.class,
                port.awaitFailure(1).asThrowable(),
                List.of(itself),
                false);
    }

    private static Throwable cause(Rig rig, String what, CloseReason reason) {
        if (reason instanceof CloseReason.Failed failed) {
            return failed.cause();
        }
        throw rig.fail("the reason of " + what, "a failure", reason);
    }

    private static Fault reset(Rig rig, InetAddress loopback) throws IOException {
        String what = "the connection that was reset";
        Recorder client = rig.recorder();
        Server server = rig.listen(loopback);
        InetSocketAddress local = rig.connect(server.address(), client).localAddress();
        server.awaitAccepted().connection().abort();
        return new Fault(
                what,
                FailureKind.RESET,
                SocketException.class,
                cause(rig, what, client.awaitClosed()),
                List.of(local, server.address()),
                true);
    }

    private static Fault idle(Rig rig, InetAddress loopback) throws IOException {
        String what = "the connection that idled";
        Recorder client = rig.recorder();
        Server server = rig.listen(loopback);
        StreamOptions options = StreamOptions.DEFAULT.withIdleTimeout(Duration.ofMillis(20));
        rig.await(rig.reactor().connectTcp(server.address(), options, () -> client));
        return new Fault(
                what,
                FailureKind.TIMEOUT,
                SocketTimeoutException.class,
                cause(rig, what, client.awaitClosed()),
                List.of(server.address()),
                false);
    }

    private static Fault tooSlow(Rig rig, InetAddress loopback) throws IOException {
        String what = "the connection with too much unsent";
        // More than any kernel takes for a peer that does not read.
        Recorder client = rig.recorder().onConnected(connection -> {
            for (int i = 0; i < 64; i++) {
                connection.write(Bytes.zeros(1 << 20));
            }
        });
        Server server = rig.listen(loopback, accepted -> accepted.onConnected(Connection::pauseReading));
        StreamOptions options = StreamOptions.DEFAULT.withWriteLimit(1 << 20);
        rig.await(rig.reactor().connectTcp(server.address(), options, () -> client));
        return new Fault(
                what,
                FailureKind.TOO_SLOW,
                SocketException.class,
                cause(rig, what, client.awaitClosed()),
                List.of(server.address()),
                false);
    }

    private static Fault closedReactor(Rig rig, InetSocketAddress remote) throws Exception {
        var closed = rig.openReactor();
        closed.close();
        return new Fault(
                "the connect on a closed reactor",
                FailureKind.REACTOR_CLOSED,
                SocketException.class,
                rig.awaitFailure(closed.connectTcp(remote, StreamOptions.DEFAULT, rig::recorder)),
                List.of(remote),
                false);
    }
}
