package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.CHILD;
import static org.hextet.tck.lab.Environment.HOLE;
import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.LAB2;
import static org.hextet.tck.matrix.Level.MAY;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.BIND_TO_DEVICE;
import static org.hextet.tck.matrix.Needs.BUSY_POLL;
import static org.hextet.tck.matrix.Needs.FREEBIND;
import static org.hextet.tck.matrix.Needs.HOP_LIMIT_SEND;
import static org.hextet.tck.matrix.Needs.INHERITED;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.TCP_FASTOPEN;
import static org.hextet.tck.matrix.Needs.TCP_INFO;
import static org.hextet.tck.matrix.Needs.TCP_QUICKACK;
import static org.hextet.tck.matrix.Needs.TCP_USER_TIMEOUT;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TcpInfo;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.FarHost.Behaviour;
import org.hextet.tck.lab.FarHost.FarConnection;
import org.hextet.tck.lab.FarHost.FarListener;
import org.hextet.tck.lab.JavaCommand;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** What TCP can do on some systems only. */
final class TcpAbilitiesChecks {

    private static final AtomicInteger LOOKING = new AtomicInteger();

    @Check(
            id = "TCP-309",
            level = SHOULD,
            needs = {TCP, HOP_LIMIT_SEND},
            env = LAB,
            source = "RFC 3493, section 5.1; ip(7), IP_TTL",
            because = "a small hop limit keeps packets within a site, a large one is what GTSM (RFC 5082) asks for",
            lookAt = "IPV6_UNICAST_HOPS of an IPv6 socket, IP_TTL of an IPv4 one; of a dual one, both")
    void the_hop_limit_asked_for_is_on_the_wire_in_both_families(Rig rig) throws Exception {
        new OnTheWire(NetworkSocketOptions.UNICAST_HOPS, 7, "hop limit 7", PacketCounter::ofHopLimit).expect(rig);
    }

    @Check(
            id = "TCP-310",
            level = MAY,
            needs = {TCP, TCP_USER_TIMEOUT},
            env = HOLE,
            source = "tcp(7), TCP_USER_TIMEOUT; RFC 5482",
            because = "a peer that is gone is given up after a quarter of an hour otherwise",
            lookAt = "the unit, milliseconds, and that ETIMEDOUT in the middle of a connection is a timeout")
    void a_connection_whose_bytes_stay_unacknowledged_ends_by_the_user_timeout(Rig rig) throws Exception {
        Duration limit = Duration.ofMillis(500);
        StreamOptions options = StreamOptions.DEFAULT.with(NetworkSocketOptions.TCP_USER_TIMEOUT, limit);
        for (boolean six : new boolean[] {true, false}) {
            InetAddress far = six ? rig.lab().farUniqueLocal(0) : rig.lab().farIpv4(0);
            try (FarListener listener = rig.far().listen(six ? "fd00::2" : "10.0.0.2", Behaviour.ECHO)) {
                Recorder client = rig.recorder();
                Connection connection = rig.await(rig.reactor().connectTcp(listener.at(far), options, () -> client));
                rig.expectEqual(
                        "TCP_USER_TIMEOUT of a connection opened with it",
                        limit,
                        connection.option(NetworkSocketOptions.TCP_USER_TIMEOUT));
                connection.write(Bytes.of("there"));
                client.awaitBytes("there".length());

                rig.lab().makeDark(far);
                try {
                    long from = System.nanoTime();
                    connection.write(Bytes.of("gone"));
                    CloseReason reason = client.awaitClosed();
                    Duration after = Duration.ofNanos(System.nanoTime() - from);

                    rig.expect(
                            reason instanceof CloseReason.Failed failed
                                    && failed.cause() instanceof NetworkFailure failure
                                    && failure.kind() == FailureKind.TIMEOUT,
                            "the reason is " + reason + ", expected a failure of kind timeout");
                    rig.expect(
                            after.compareTo(limit) >= 0,
                            "the connection ended after " + after.toMillis() + " ms, expected not before 500 ms");
                } finally {
                    rig.lab().bringBack(far);
                }
            }
        }
    }

    @Check(
            id = "TCP-311",
            level = MAY,
            needs = {TCP, TCP_INFO},
            source = "tcp(7), TCP_INFO; Netty EpollSocketChannelTest",
            because = "where time goes on a path, the kernel knows best",
            lookAt = "offsets and units (microseconds) of struct tcp_info, and fields that an older kernel lacks")
    void what_the_kernel_knows_of_a_connection_is_told(Rig rig) throws Exception {
        int bytes = 100_000;
        rig.onEachLoopback(loopback -> {
            Pair pair = rig.pair(loopback, StreamOptions.DEFAULT, rig.recorder(), Recorder::echoing);
            pair.clientConnection().write(Bytes.zeros(bytes));
            pair.client().awaitBytes(bytes);

            for (Connection end : List.of(pair.clientConnection(), pair.serverConnection())) {
                TcpInfo info = end.option(NetworkSocketOptions.TCP_INFO);
                String what = "of " + info;
                rig.expect(
                        info.roundTripTime().compareTo(Duration.ZERO) > 0
                                && info.roundTripTime().compareTo(Patience.guard()) < 0,
                        "the round trip time " + what + " is no time of a loopback");
                rig.expect(
                        info.retransmissionTimeout().compareTo(info.roundTripTime()) >= 0,
                        "the retransmission timeout " + what + " is shorter than the round trip time");
                rig.expect(
                        info.retransmits() >= 0 && info.totalRetransmits() >= 0 && info.lost() >= 0,
                        "a count " + what + " is negative");
                rig.expect(
                        info.sendSegmentSize() > 0 && info.receiveSegmentSize() > 0 && info.congestionWindow() > 0,
                        "a size " + what + " is not above 0");
                rig.expect(
                        info.bytesReceived() >= bytes,
                        "the bytes received " + what + " are fewer than the " + bytes + " that have come");
                rig.expectThrown(
                        IllegalArgumentException.class,
                        "setting TCP_INFO",
                        () -> end.option(NetworkSocketOptions.TCP_INFO, info));
            }
            rig.until(
                    "the kernel knows that what the client wrote was acknowledged",
                    () -> acknowledged(rig, pair.clientConnection()) >= bytes);
        });
    }

    private static long acknowledged(Rig rig, Connection connection) {
        try {
            return connection.option(NetworkSocketOptions.TCP_INFO).bytesAcknowledged();
        } catch (IOException refused) {
            throw rig.fail("reading TCP_INFO", "a record", refused);
        }
    }

    @Check(
            id = "TCP-312",
            level = MAY,
            needs = {TCP, TCP_FASTOPEN},
            env = LAB,
            source = "RFC 7413; tcp(7); Netty testWriteWithFastOpenBeforeConnect",
            because =
                    "the request is there one round trip earlier; where the kernel does not allow it, it must come later",
            lookAt =
                    "TCP_FASTOPEN_CONNECT before connect(2), EOPNOTSUPP of a kernel that has it off, and the first write")
    void data_of_a_fast_open_arrives_once_with_the_kernel_off_and_on(Rig rig) throws Exception {
        String sysctl = "net.ipv4.tcp_fastopen";
        String before = rig.lab().sysctl(sysctl, "0");
        rig.closing(() -> rig.lab().sysctl(sysctl, before));
        for (InetAddress local : List.of(rig.lab().uniqueLocal(0), rig.lab().ipv4(0))) {
            for (String mode : List.of("0", "1", "3")) {
                rig.lab().sysctl(sysctl, mode);
                Server server = rig.listen(
                        rig.reactor(),
                        new InetSocketAddress(local, 0),
                        StreamOptions.DEFAULT.with(NetworkSocketOptions.TCP_FASTOPEN, 16),
                        Recorder::echoing);
                // The first fetches the cookie, the second has it.
                boolean first = fastOpen(rig, server, mode);
                boolean second = fastOpen(rig, server, mode);
                if (rig.has(TCP_INFO)) {
                    rig.expect(
                            mode.equals("3") || (!first && !second),
                            "with " + sysctl + "=" + mode + " data was taken with the SYN");
                    rig.expect(
                            !mode.equals("3") || second,
                            "with " + sysctl + "=3 the second connect's data was not taken with the SYN");
                }
                rig.await(server.port().stopListening());
            }
        }
    }

    /** Whether the data was taken with the SYN, as far as that can be known. */
    private static boolean fastOpen(Rig rig, Server server, String mode) throws IOException {
        Recorder client = rig.recorder();
        Connection connection = rig.await(rig.reactor()
                .connectTcp(
                        server.address(),
                        StreamOptions.DEFAULT.with(NetworkSocketOptions.TCP_FASTOPEN_CONNECT, true),
                        () -> client));
        connection.write(Bytes.of("early"));
        connection.write(Bytes.of("+more"));
        client.await("the echo with net.ipv4.tcp_fastopen=" + mode, one -> one.receivedBytes() >= 10);
        boolean withSyn = rig.has(TCP_INFO)
                && connection.option(NetworkSocketOptions.TCP_INFO).synDataAcknowledged();
        Recorder accepted = server.awaitAccepted();
        connection.close();
        accepted.awaitClosed();
        rig.expectEqual(
                "what the server received with net.ipv4.tcp_fastopen=" + mode, "early+more", accepted.receivedText());
        rig.expectEqual("the echo with net.ipv4.tcp_fastopen=" + mode, "early+more", client.receivedText());
        return withSyn;
    }

    @Check(
            id = "TCP-313",
            level = MAY,
            needs = {TCP, FREEBIND},
            env = LAB,
            source = "ip(7), IP_FREEBIND",
            because = "a server of an address that moves between hosts must be there before the address is",
            lookAt = "IPV6_FREEBIND for IPv6, IP_FREEBIND for IPv4; before bind(2)")
    void a_listener_on_an_address_not_yet_there_serves_once_it_is(Rig rig) throws Exception {
        StreamOptions free = StreamOptions.DEFAULT.with(NetworkSocketOptions.IP_FREEBIND, true);
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("fd00::77", "fd00::77/64");
        addresses.put("10.0.0.77", "10.0.0.77/24");
        for (Map.Entry<String, String> each : addresses.entrySet()) {
            InetSocketAddress local = new InetSocketAddress(rig.address(each.getKey()), 0);
            rig.expectFailure(
                    "the listen on " + each.getKey() + " without freebind",
                    FailureKind.NOT_AVAILABLE,
                    BindException.class,
                    rig.awaitFailure(rig.reactor().listenTcp(local, StreamOptions.DEFAULT, rig::recorder)));

            Server server = rig.listen(rig.reactor(), local, free, Recorder::echoing);
            rig.expectSameAddress(
                    "the bound address", local.getAddress(), server.address().getAddress());
            boolean six = each.getKey().indexOf(':') >= 0;
            List<String> change =
                    new ArrayList<>(List.of(each.getValue(), "dev", rig.lab().link(0)));
            if (six) {
                change.add("nodad");
            }
            rig.lab().ip(words(six, "add", change));
            try {
                FarConnection peer =
                        rig.far().connect(each.getKey(), server.address().getPort());
                peer.send("here".getBytes(StandardCharsets.US_ASCII));
                rig.expectEqual(
                        "what the far host got back",
                        "here",
                        new String(peer.receive("here".length(), Patience.guard()), StandardCharsets.US_ASCII));
            } finally {
                rig.lab().ip(words(six, "delete", change.subList(0, 3)));
            }
        }
    }

    private static String[] words(boolean six, String verb, List<String> rest) {
        List<String> words = new ArrayList<>(List.of(six ? "-6" : "-4", "address", verb));
        words.addAll(rest);
        return words.toArray(String[]::new);
    }

    @Check(
            id = "TCP-314",
            level = MAY,
            needs = {TCP, BIND_TO_DEVICE},
            env = LAB2,
            source = "socket(7), SO_BINDTODEVICE",
            because = "a management port must not be open towards the world because both links share a host",
            lookAt = "SO_BINDTODEVICE before bind(2), on the listener itself")
    void a_listener_bound_to_a_device_is_not_seen_over_another_link(Rig rig) throws Exception {
        StreamOptions onFirstLink = StreamOptions.DEFAULT.with(
                NetworkSocketOptions.SO_BINDTODEVICE, rig.lab().link(0));
        for (boolean six : new boolean[] {true, false}) {
            Server server = rig.listen(
                    rig.reactor(),
                    new InetSocketAddress(rig.address(six ? "::" : "0.0.0.0"), 0),
                    onFirstLink,
                    Recorder::echoing);
            int port = server.address().getPort();

            rig.far().connect(six ? "fd00::1" : "10.0.0.1", port);
            Connection accepted = server.awaitAccepted().connection();
            rig.expectEqual(
                    "the device of an accepted connection",
                    rig.lab().link(0),
                    accepted.option(NetworkSocketOptions.SO_BINDTODEVICE));
            // Over the other link, and over the loopback.
            for (String elsewhere : six ? List.of("fd00:0:0:1::1") : List.of("10.0.1.1")) {
                IOException refused = rig.expectThrown(
                        IOException.class,
                        "a connect of the far host to " + elsewhere + ", over the other link",
                        () -> rig.far().connect(elsewhere, port));
                rig.expect(
                        String.valueOf(refused.getMessage()).contains("refused"),
                        "a connect over the other link failed with \"" + refused.getMessage()
                                + "\", expected it to be refused");
            }
            Ended.expectRefused(rig, rig.reactor(), new InetSocketAddress(six ? rig.v6() : rig.v4(), port));
            rig.expectEqual(
                    "how many connections were accepted", 1, server.accepted().size());
        }
    }

    @Check(
            id = "TCP-315",
            level = MAY,
            needs = {TCP, INHERITED},
            env = CHILD,
            patience = 2,
            source = "sd_listen_fds(3); Twisted Systemd endpoint",
            because = "a server that is started by its first client needs no right to its port and loses nobody",
            lookAt = "LISTEN_PID is compared with one's own pid; what family a socket is, the socket itself tells")
    void inherited_sockets_serve_and_those_of_a_foreign_process_are_ignored(Rig rig) throws Exception {
        List<SocketPassing.Passed> sockets = List.of(
                new SocketPassing.Passed("six", "::1", freePort(rig.v6())),
                new SocketPassing.Passed("four", "127.0.0.1", freePort(rig.v4())));
        JavaCommand server = ChildTransport.with(rig, InheritedMain.class, "systemd:six", "systemd:four");
        try (Started started = Started.of(SocketPassing.to(rig, server, sockets, List.of()))) {
            for (SocketPassing.Passed each : sockets) {
                Socket client = started.connect(rig, each);
                client.getOutputStream().write('x');
                rig.expectEqual(
                        "what a client of " + each + " got back",
                        (int) 'x',
                        client.getInputStream().read());
            }
            for (SocketPassing.Passed each : sockets) {
                String place = each.address().indexOf(':') >= 0 ? "[" + each.address() + "]" : each.address();
                rig.expectEqual(
                        "what the inheritor says of " + each.name(),
                        "listening " + place + ":" + each.port(),
                        started.line());
            }
        }

        List<SocketPassing.Passed> foreign = List.of(new SocketPassing.Passed("six", "::1", freePort(rig.v6())));
        JavaCommand ignoring = ChildTransport.with(rig, InheritedMain.class, "systemd:six");
        try (Started started = Started.of(SocketPassing.to(rig, ignoring, foreign, List.of("env", "LISTEN_PID=1")))) {
            started.connect(rig, foreign.get(0));
            String said = started.line();
            rig.expect(
                    said.startsWith("failed not-available"),
                    "a process that was given LISTEN_PID=1 says \"" + said + "\", expected \"failed not-available …\"");
        }
    }

    private static int freePort(InetAddress address) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, address)) {
            return free.getLocalPort();
        }
    }

    /** A child that runs while the check looks at it. */
    private record Started(Process process, BufferedReader lines) implements AutoCloseable {

        static Started of(JavaCommand command) throws IOException {
            Process process = command.start();
            // What it says to people is drained by nobody, and is little.
            return new Started(process, process.inputReader(StandardCharsets.UTF_8));
        }

        /** As soon as it listens. */
        Socket connect(Rig rig, SocketPassing.Passed to) {
            InetSocketAddress address = new InetSocketAddress(rig.address(to.address()), to.port());
            Socket[] connected = new Socket[1];
            rig.until("somebody listens on " + to, () -> {
                try {
                    connected[0] = rig.jdkConnect(address);
                    return true;
                } catch (IOException notYet) {
                    return !process.isAlive();
                }
            });
            if (connected[0] == null) {
                throw rig.fail("the child JVM ended with " + process.exitValue() + ": " + lastWords());
            }
            return connected[0];
        }

        private String lastWords() {
            try (BufferedReader words =
                    new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                return String.join("; ", words.lines().toList());
            } catch (IOException gone) {
                return "nothing";
            }
        }

        String line() throws IOException {
            return String.valueOf(lines.readLine());
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    @Check(
            id = "TCP-317",
            level = SHOULD,
            needs = {TCP, TCP_QUICKACK},
            source = "tcp(7), TCP_QUICKACK",
            because = "who waits for the answer to a small write pays for each acknowledgement that is held back",
            lookAt = "jdk.net.ExtendedSocketOptions among the options that the provider knows")
    void quick_acknowledgements_that_are_set_are_read_back(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Pair pair = rig.pair(loopback);
            for (Connection end : List.of(pair.clientConnection(), pair.serverConnection())) {
                for (boolean value : new boolean[] {false, true, false}) {
                    end.option(ExtendedSocketOptions.TCP_QUICKACK, value);
                    rig.expectEqual(
                            "TCP_QUICKACK after it was set", value, end.option(ExtendedSocketOptions.TCP_QUICKACK));
                }
            }
        });
    }

    @Check(
            id = "TCP-318",
            level = SHOULD,
            needs = {TCP, BUSY_POLL},
            source = "contract",
            because =
                    "a loop that looks before it sleeps answers sooner; one that never sleeps takes a processor for good",
            lookAt = "the wait after the last look, and who wakes a loop that has gone to sleep meanwhile")
    void a_reactor_that_looks_before_it_sleeps_works_sleeps_and_wakes(Rig rig) throws Exception {
        for (Duration looking : List.of(Duration.ZERO, Duration.ofNanos(50_000), Duration.ofMillis(20))) {
            // Another one for each run: one that was given up may still be there.
            String name = "tck-look-" + LOOKING.incrementAndGet();
            Reactor reactor =
                    rig.openReactor(options -> options.withBusyPoll(looking).withThreadName(name));
            rig.onEachLoopback(loopback -> {
                Server server = rig.listen(
                        reactor, new InetSocketAddress(loopback, 0), StreamOptions.DEFAULT, Recorder::echoing);
                Recorder client = rig.recorder();
                Connection connection =
                        rig.await(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, () -> client));
                for (int i = 1; i <= 100; i++) {
                    connection.write(Bytes.of("x"));
                    client.awaitBytes(i);
                }
                sleeps(rig, name);

                // Asleep, it is woken by a task, a timer and a packet.
                rig.turns(reactor, 1);
                sleeps(rig, name);
                CountDownLatch due = new CountDownLatch(1);
                reactor.schedule(Duration.ofMillis(30), due::countDown);
                rig.await(due, "a timer of a loop that sleeps");
                sleeps(rig, name);
                connection.write(Bytes.of("x"));
                client.awaitBytes(101);
                connection.close();
                client.awaitClosed();
            });
        }
    }

    /** Where the system tells: until the kernel says that the loop's thread sleeps, and goes on to. */
    private static void sleeps(Rig rig, String name) throws IOException {
        Optional<Path> thread = thread(name);
        if (thread.isPresent()) {
            int[] seen = {0};
            rig.until("the thread " + name + " sleeps", () -> {
                seen[0] = state(thread.get()) == 'S' ? seen[0] + 1 : 0;
                return seen[0] == 5;
            });
        }
    }

    private static Optional<Path> thread(String name) throws IOException {
        Path threads = Path.of("/proc/self/task");
        if (!Files.isDirectory(threads)) {
            return Optional.empty();
        }
        // The kernel keeps 15 bytes of a name.
        String kept = name.substring(0, Math.min(15, name.length()));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path each : all) {
                if (Files.readString(each.resolve("comm")).strip().equals(kept)) {
                    return Optional.of(each);
                }
            }
        }
        return Optional.empty();
    }

    private static char state(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return '?';
        }
    }
}
