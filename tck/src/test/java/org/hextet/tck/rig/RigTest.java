package org.hextet.tck.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.api.CloseReason;
import org.hextet.api.DatagramOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.tck.checks.OnPurpose;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.run.Catalogue;
import org.hextet.tck.subject.Subject;
import org.hextet.tck.subject.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RigTest {

    private final Rig rig = new Rig(
            Catalogue.of(OnPurpose.AREAS).entry("TST-001").row(), Subject.of(Transport.named("nio")), Optional.empty());

    @AfterEach
    void close() {
        System.clearProperty(Patience.PROPERTY);
        rig.close();
    }

    private static void assertFails(String message, Executable judgement) {
        assertEquals(message, assertThrows(CheckFailure.class, judgement).getMessage());
    }

    @Test
    void judgements_say_what_is_seen_and_what_was_expected() {
        assertFails("the count is 2, expected 1", () -> rig.expectEqual("the count", 1, 2));
        assertFails(
                "the bytes is [2], expected [1]", () -> rig.expectEqual("the bytes", new byte[] {1}, new byte[] {2}));
        assertFails(
                "the peer is [::1]:80, expected 127.0.0.1:80",
                () -> rig.expectSameAddress(
                        "the peer", new InetSocketAddress(rig.v4(), 80), new InetSocketAddress(rig.v6(), 80)));
        assertFails("it rains", () -> rig.expect(false, "it rains"));
        assertFails(
                "waiting threw nothing, expected an IllegalStateException",
                () -> rig.expectThrown(IllegalStateException.class, "waiting", () -> {}));
    }

    @Test
    void a_failure_is_judged_by_kind_type_and_words() {
        IOException refused = Failures.of(
                new Facts(FailureKind.REFUSED, "connect"), "connect to [::1]:80: refused (ECONNREFUSED)", null);

        rig.expectFailure("the failure", FailureKind.REFUSED, ConnectException.class, refused);
        rig.expectWords("the failure", refused, "[::1]:80", "REFUSED");

        assertFails(
                "the failure is of kind refused (ConnectFailure (\"connect to [::1]:80: refused (ECONNREFUSED)\")), expected timeout",
                () -> rig.expectFailure("the failure", FailureKind.TIMEOUT, IOException.class, refused));
        assertFails(
                "the failure is IOException (\"plain\"), expected a NetworkFailure of kind refused",
                () -> rig.expectFailure(
                        "the failure", FailureKind.REFUSED, IOException.class, new IOException("plain")));
        assertFails(
                "the message of the failure lacks \"port 9\": \"connect to [::1]:80: refused (ECONNREFUSED)\"",
                () -> rig.expectWords("the failure", refused, "port 9"));
    }

    @Test
    void both_loopbacks_are_tried() throws Exception {
        List<Object> tried = new ArrayList<>();

        rig.onEachLoopback(tried::add);

        assertEquals(List.of(rig.v4(), rig.v6()), tried);
    }

    @Test
    void a_refusing_address_refuses() throws Exception {
        Throwable failure = rig.awaitFailure(
                rig.reactor().connectTcp(rig.refusing(rig.v6()), StreamOptions.DEFAULT, rig::recorder));

        rig.expectFailure("the failure of the connect", FailureKind.REFUSED, ConnectException.class, failure);
    }

    @Test
    void a_recorder_writes_down_what_it_hears() throws Exception {
        Server server = rig.listen(rig.v4(), Recorder::echoing);
        try (Socket peer = rig.jdkConnect(server.address())) {
            peer.getOutputStream().write(new byte[] {1, 2, 3});
            assertEquals(3, peer.getInputStream().readNBytes(3).length);
        }
        Recorder recorder = server.awaitAccepted();

        CloseReason reason = recorder.awaitClosed();

        assertEquals(new CloseReason.ClosedByPeer(), reason);
        assertEquals("CONNECTED RECEIVED INPUT_ENDED CLOSED", recorder.story());
        assertEquals(3, recorder.receivedBytes());
        assertEquals("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", recorder.digest());
        assertEquals(1, recorder.threads().size());
        assertEquals(1, recorder.deepest());
    }

    @Test
    void a_datagram_is_sent_again_until_it_arrives() throws Exception {
        DatagramRecorder port = rig.udp().open(rig.v6());
        List<String> sent = new ArrayList<>();
        System.setProperty(Patience.PROPERTY, "0.1");

        ReceivedCopy copy = rig.udp().deliver("a datagram", port, data -> {
            sent.add("once more");
            if (sent.size() == 3) {
                port.port().write(data, port.address());
            }
        });

        assertEquals(3, sent.size());
        assertEquals("datagram 1", copy.text());
        assertEquals(port.address(), copy.sender());
        assertEquals("OPENED RECEIVED", port.story());
        assertFails(
                "a datagram was received, " + copy + ", expected nothing of it",
                () -> rig.udp().expectUnheard("a datagram", port, copy.text()));
    }

    @Test
    void a_datagram_that_never_arrives_is_said_to_be_so() throws Exception {
        System.setProperty(Patience.PROPERTY, "0.001");
        DatagramRecorder port = rig.udp().recorder(DatagramOptions.DEFAULT);

        assertFails(
                "a datagram did not arrive, though it was sent 5 times; the receiver heard nothing; 0 datagrams",
                () -> rig.udp().deliver("a datagram", port, data -> {}));
    }

    @Test
    void a_wait_that_ends_says_for_what_and_what_was_heard() {
        System.setProperty(Patience.PROPERTY, "0.001");

        String message = String.valueOf(
                assertThrows(CheckFailure.class, () -> rig.recorder().awaitBytes(5))
                        .getMessage());

        assertEquals(
                "waited " + Patience.text(Patience.guard()) + " for 5 bytes; heard nothing, 0 bytes received", message);
        assertTrue(
                Patience.guard().compareTo(Duration.ofMillis(30)) >= 0,
                "a guard is never shorter than it is on a fast machine");
    }

    @Test
    void a_check_that_waits_on_the_loop_is_told_at_once() throws Exception {
        assertFails(
                "the check waits for a pending to complete on the reactor's own thread: a mistake of the check",
                () -> rig.runOnLoop(rig.reactor(), () -> rig.await(rig.reactor().terminated())));
    }

    @Test
    void a_patience_that_is_no_number_is_refused() {
        System.setProperty(Patience.PROPERTY, "much");

        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, Patience::guard);

        assertTrue(String.valueOf(refused.getMessage()).startsWith("hextet.tck.patience=much"), refused.getMessage());
    }
}
