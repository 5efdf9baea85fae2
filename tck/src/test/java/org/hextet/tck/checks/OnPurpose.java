package org.hextet.tck.checks;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.lab.DescriptorFill;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.matrix.Level;
import org.hextet.tck.matrix.Needs;
import org.hextet.tck.matrix.Scope;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Checks that are wrong on purpose, each in one way. */
public final class OnPurpose {

    /** An area of these checks alone. */
    public static final List<Area> AREAS = List.of(Area.of("on-purpose", OnPurpose.class));

    /** How often a check of these that counts was run. */
    public static final AtomicInteger RUNS = new AtomicInteger();

    static final List<AutoCloseable> KEPT = new ArrayList<>();
    static final CountDownLatch NEVER = new CountDownLatch(1);

    private static final String WHY = "a test of the runner wants it so";
    private static final String WHERE = "at the runner";

    /** For JUnit. */
    public OnPurpose() {}

    @Check(id = "TST-001", level = Level.MUST, source = "contract", because = WHY, lookAt = WHERE)
    public void the_answer_is_right(Rig rig) throws Exception {
        Pair pair = rig.pair(rig.v4());
        pair.clientConnection().write(ByteBuffer.wrap(new byte[] {42}));
        rig.expectEqual("the byte", (byte) 42, pair.server().awaitBytes(1)[0]);
    }

    @Check(id = "TST-002", level = Level.MUST, source = "RFC 4007, section 6", because = WHY, lookAt = WHERE)
    public void the_peer_has_its_zone(Rig rig) {
        rig.expectSameAddress("the accepted peer", rig.address("::2"), rig.address("::1"));
    }

    @Check(id = "TST-003", level = Level.MUST, needs = Needs.V6ONLY, source = "contract", because = WHY, lookAt = WHERE)
    public void what_needs_v6only(Rig rig) {
        rig.fail("must not be run");
    }

    @Check(id = "TST-004", level = Level.MUST, lacks = Needs.TCP, source = "contract", because = WHY, lookAt = WHERE)
    public void what_needs_no_tcp(Rig rig) {
        rig.fail("must not be run");
    }

    @Check(id = "TST-005", level = Level.MUST, source = "contract", because = WHY, lookAt = WHERE)
    public void what_this_host_lacks(Rig rig) {
        rig.notRun("no third loopback");
    }

    @Check(id = "TST-006", level = Level.MUST, source = "contract", because = WHY, lookAt = WHERE)
    public void what_hangs(Rig rig) throws Exception {
        rig.reactor();
        NEVER.await();
    }

    @Check(id = "TST-007", level = Level.MUST, source = "contract", because = WHY, lookAt = WHERE)
    public void what_hangs_when_it_is_closed(Rig rig) {
        rig.closing(NEVER::await);
    }

    @Check(id = "TST-008", level = Level.MUST, source = "contract", because = WHY, lookAt = WHERE)
    public void what_leaves_a_thread(Rig rig) {
        Thread thread = new Thread(
                () -> {
                    try {
                        NEVER.await();
                    } catch (InterruptedException end) {
                        return;
                    }
                },
                "left on purpose");
        thread.setDaemon(true);
        thread.start();
        KEPT.add(thread::interrupt);
    }

    @Check(id = "TST-009", level = Level.MUST, source = "contract", because = WHY, lookAt = WHERE)
    public void what_leaves_a_descriptor(Rig rig) throws Exception {
        KEPT.add(new FileInputStream("/proc/self/status"));
    }

    @Check(id = "TST-010", level = Level.MUST, source = "contract", because = WHY, lookAt = WHERE)
    public void what_leaves_a_thread_for_the_process_at_its_first_run(Rig rig) {
        if (RUNS.incrementAndGet() == 1) {
            what_leaves_a_thread(rig);
        }
    }

    @Check(id = "TST-011", level = Level.MUST, source = "contract", because = WHY, lookAt = WHERE)
    public void what_sees_the_wrong_thing_on_the_loop(Rig rig) throws Exception {
        Server server =
                rig.listen(rig.v4(), recorder -> recorder.onConnected(connected -> rig.fail("seen on the loop")));
        rig.connect(server.address(), rig.recorder()).closed().await();
    }

    @Check(id = "TST-012", level = Level.SHOULD, source = "contract", because = WHY, lookAt = WHERE)
    public void what_throws(Rig rig) {
        rig.closing(() -> {});
        throw new IllegalStateException("thrown on purpose", new IllegalArgumentException("its cause"));
    }

    @Check(
            id = "TST-013",
            level = Level.MUST,
            scope = Scope.HOUSE,
            env = Environment.FDLIMIT,
            source = "contract",
            because = WHY,
            lookAt = WHERE)
    public void what_kills_its_jvm(Rig rig) {
        Runtime.getRuntime().halt(7);
    }

    @Check(
            id = "TST-014",
            level = Level.MUST,
            scope = Scope.HOUSE,
            env = Environment.FDLIMIT,
            source = "contract",
            because = WHY,
            lookAt = WHERE)
    public void the_descriptors_are_few(Rig rig) throws Exception {
        int held = rig.fillDescriptors().held();
        System.out.println("what a check prints is no answer");
        rig.expect(held > 0 && held < 256, "could take " + held + " descriptors, expected fewer than 256");
    }

    @Check(
            id = "TST-015",
            level = Level.MUST,
            env = {Environment.LOOPBACK, Environment.NOV6},
            source = "contract",
            because = WHY,
            lookAt = WHERE)
    public void ipv4_is_everywhere(Rig rig) throws Exception {
        rig.await(rig.reactor().listenTcp(new InetSocketAddress(rig.v4(), 0), StreamOptions.DEFAULT, rig::recorder));
    }

    @Check(
            id = "TST-016",
            level = Level.MUST,
            scope = Scope.HOUSE,
            env = {Environment.LOOPBACK, Environment.NOV6},
            source = "contract",
            because = WHY,
            lookAt = WHERE)
    public void ipv6_is_everywhere(Rig rig) {
        rig.v6();
    }

    @Check(
            id = "TST-017",
            level = Level.MUST,
            env = Environment.FDLIMIT,
            source = "contract",
            because = WHY,
            lookAt = WHERE)
    public void without_descriptors_a_connect_fails_and_with_one_it_works(Rig rig) throws Exception {
        Server server = rig.listen(rig.v4());
        DescriptorFill fill = rig.fillDescriptors();

        Throwable failure =
                rig.awaitFailure(rig.reactor().connectTcp(server.address(), StreamOptions.DEFAULT, rig::recorder));
        rig.expectFailure("the failure at the limit", FailureKind.DESCRIPTOR_LIMIT, SocketException.class, failure);

        fill.free(4);
        rig.connect(server.address(), rig.recorder());
        server.awaitAccepted();
    }

    @Check(id = "TST-018", level = Level.MUST, source = "contract", because = WHY, lookAt = WHERE)
    public void what_prints_and_fails(Rig rig) throws Exception {
        System.out.println("printed on purpose");
        Server server = rig.listen(rig.v4());
        rig.runOnLoop(rig.reactor(), () -> {
            throw new CheckFailure("the port is " + server.address().getPort() + ", expected none");
        });
    }

    @Check(id = "TST-019", level = Level.MUST, scope = Scope.HOUSE, source = "contract", because = WHY, lookAt = WHERE)
    public void what_crashes(Rig rig) throws Exception {
        try (FileOutputStream standardOutput = new FileOutputStream(FileDescriptor.out)) {
            standardOutput.write("# crashed on purpose\n".getBytes(StandardCharsets.US_ASCII));
        }
        Runtime.getRuntime().halt(134);
    }

    @Check(id = "TST-020", level = Level.MUST, scope = Scope.HOUSE, source = "contract", because = WHY, lookAt = WHERE)
    public void what_tells_its_process_and_fails(Rig rig) {
        rig.fail("process " + ProcessHandle.current().pid());
    }

    @Check(id = "TST-021", level = Level.MUST, scope = Scope.HOUSE, source = "contract", because = WHY, lookAt = WHERE)
    public void what_leaves_a_thread_and_fails(Rig rig) {
        what_leaves_a_thread(rig);
        rig.fail("process " + ProcessHandle.current().pid());
    }

    /**
     * Ends what the checks left behind.
     *
     * @throws Exception what ending threw
     */
    public static void cleanUp() throws Exception {
        for (AutoCloseable kept : KEPT) {
            kept.close();
        }
        KEPT.clear();
        RUNS.set(0);
    }
}
