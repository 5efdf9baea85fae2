package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.STARTTLS;
import static org.hextet.tck.matrix.Needs.ZONES;
import static org.hextet.tck.rig.TlsIdentity.A;
import static org.hextet.tck.rig.TlsIdentity.B;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.StartTlsClientEndpoint;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;
import org.hextet.tck.rig.TlsIdentity;
import org.hextet.tck.rig.TlsRig;

/** The endpoint that does the plain part of mail, chat and database protocols before TLS. */
final class StartTlsEndpointChecks {

    private static final String NAME = "a.example";

    /** One connect by a wrapped endpoint, and the server that it meets, in the check's hands. */
    private static final class Meeting {

        private final Rig rig;
        private final StartTlsDialogue dialogue;
        private final TlsPeer peer;
        private final Recorder protocol;
        private final Pending<Connection> connecting;

        private Meeting(
                Rig rig,
                StartTlsDialogue dialogue,
                TlsIdentity identity,
                TlsSettings settings,
                boolean inSingleBytes,
                Duration deadline)
                throws IOException {
            this.rig = rig;
            this.dialogue = dialogue;
            this.peer = TlsPeer.server(rig, rig.tls().context(identity), TlsRig.TLS_1_3);
            if (inSingleBytes) {
                peer.inSingleBytes();
            }
            Server server = rig.listen(AnyLoopback.of(rig), peer::on);
            this.protocol = rig.recorder();
            ClientEndpoint plain = byName(server.address()).withDeadline(deadline);
            this.connecting = StartTlsClientEndpoint.around(plain, dialogue.protocol(), settings)
                    .connect(rig.reactor(), () -> protocol);
        }

        static Meeting of(Rig rig, StartTlsDialogue dialogue) throws IOException {
            return new Meeting(rig, dialogue, A, rig.tls().client(), false, Duration.ofMinutes(10));
        }

        void expectSecured() throws Exception {
            peer.handshake();
            Connection connection = rig.await(connecting);
            rig.expect(
                    connection.tlsSession().isPresent(),
                    "the connection after the dialogue of " + dialogue + " is not secured");
            connection.write(Bytes.of("from the client"));
            rig.expectEqual(
                    "the first words in TLS, in " + dialogue,
                    "from the client",
                    new String(peer.read("from the client".length()), StandardCharsets.US_ASCII));
            peer.write("from the server".getBytes(StandardCharsets.US_ASCII));
            protocol.awaitBytes("from the server".length());
            rig.expectEqual("what the protocol received, in " + dialogue, "from the server", protocol.receivedText());
            connection.abort();
        }

        /** No session of any kind: a failure, and the connection gone. */
        Throwable expectFailed(String... facts) throws IOException {
            Throwable failure = rig.awaitFailure(connecting);
            rig.expect(
                    failure instanceof NetworkFailure,
                    "the failure in " + dialogue + " is " + failure + ", expected a NetworkFailure");
            rig.expectWords("the failure in " + dialogue, failure, facts);
            peer.awaitEnd();
            rig.turns(rig.reactor(), 2);
            rig.expectEqual("what the protocol heard, in " + dialogue, List.of(), protocol.events());
            return failure;
        }
    }

    private static HostnameClientEndpoint byName(InetSocketAddress address) {
        return HostnameClientEndpoint.of(NAME, address.getPort())
                .withResolver(new StaticResolver().answering(NAME, address.getAddress()));
    }

    @Check(
            id = "STL-005",
            level = MUST,
            needs = STARTTLS,
            source = "contract; RFC 3207, section 6",
            because = "who is on the way takes the offer out, and waits for the password",
            lookAt = "what is done where the offer is missing: never a plain session")
    void a_server_that_offers_no_upgrade_is_left_and_the_failure_says_so(Rig rig) throws Exception {
        for (StartTlsDialogue dialogue : StartTlsDialogue.values()) {
            if (dialogue.hasOffer()) {
                Meeting meeting = Meeting.of(rig, dialogue);
                dialogue.offer(meeting.peer, dialogue.withoutOffer());
                meeting.expectFailed("offer", dialogue.protocol());
            }
        }
    }

    @Check(
            id = "STL-006",
            level = MUST,
            needs = STARTTLS,
            source = "RFC 3207, section 4; RFC 2595, sections 3 and 4; RFC 6120, section 5.4",
            because = "the server's own words say what is wrong with it",
            lookAt = "the way of a reply into the failure")
    void a_refusal_of_the_server_is_in_the_failure(Rig rig) throws Exception {
        for (StartTlsDialogue dialogue : StartTlsDialogue.values()) {
            Meeting meeting = Meeting.of(rig, dialogue);
            dialogue.refuse(meeting.peer);
            meeting.expectFailed(dialogue.refusalFact());
        }
    }

    @Check(
            id = "STL-007",
            level = MUST,
            needs = STARTTLS,
            source = "RFC 3207; RFC 9051, section 6.2.1; RFC 2595, section 4; RFC 6120, section 5; PostgreSQL protocol",
            because = "how a stream is cut means nothing; some servers write character by character",
            lookAt = "what is kept of a reply that is not whole")
    void the_five_dialogues_lead_to_tls_byte_by_byte_too(Rig rig) throws Exception {
        for (StartTlsDialogue dialogue : StartTlsDialogue.values()) {
            for (boolean inSingleBytes : new boolean[] {false, true}) {
                Meeting meeting =
                        new Meeting(rig, dialogue, A, rig.tls().client(), inSingleBytes, Duration.ofMinutes(10));
                dialogue.agree(meeting.peer);
                meeting.expectSecured();
            }
        }
    }

    @Check(
            id = "STL-008",
            level = MUST,
            needs = STARTTLS,
            source = "RFC 5321, section 4.2; RFC 3207, section 4.3",
            because = "servers write their offers in any case, and anywhere in a long list",
            lookAt = "the last line of a reply, and comparisons with case")
    void an_offer_is_found_in_any_line_and_any_case(Rig rig) throws Exception {
        for (String offer : List.of(
                "250-STARTTLS.example\r\n250 STARTTLS\r\n",
                "250-mail.example greets you\r\n250-SIZE 1000\r\n250-startTLS\r\n250 HELP\r\n",
                "250-mail.example\r\n250-starttls\r\n250-8BITMIME\r\n250 SIZE\r\n",
                "250-mail.example\r\n250-SIZE\r\n250 StartTls\r\n")) {
            expectFound(rig, StartTlsDialogue.SMTP, offer);
        }
        for (String offer : List.of(
                "* capability imap4rev1 starttls\r\nTAG ok done\r\n",
                "* CAPABILITY IMAP4rev1 ID StartTLS IDLE\r\n* OK still here\r\nTAG OK done\r\n")) {
            expectFound(rig, StartTlsDialogue.IMAP, offer);
        }
        for (String offer : List.of("+OK\r\nstls\r\n.\r\n", "+ok here\r\nTOP\r\nUIDL\r\nStls\r\nUSER\r\n.\r\n")) {
            expectFound(rig, StartTlsDialogue.POP3, offer);
        }
        String features = StartTlsDialogue.XMPP.offer();
        expectFound(
                rig,
                StartTlsDialogue.XMPP,
                features.replace(
                        "<stream:features>",
                        "<stream:features>\n <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                                + "<mechanism>PLAIN</mechanism></mechanisms>\n "));
        expectFound(
                rig,
                StartTlsDialogue.XMPP,
                features.replace(
                        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>",
                        "<starttls xmlns=\"urn:ietf:params:xml:ns:xmpp-tls\" />"));
    }

    private static void expectFound(Rig rig, StartTlsDialogue dialogue, String offer) throws Exception {
        Meeting meeting = Meeting.of(rig, dialogue);
        dialogue.agree(meeting.peer, offer);
        meeting.expectSecured();
    }

    @Check(
            id = "STL-009",
            level = MUST,
            needs = STARTTLS,
            source = "contract",
            because = "a server that never ends its line, or never begins it, must not cost memory or a socket",
            lookAt = "the limit on a reply, and the one deadline over all of it",
            patience = 2)
    void an_endless_reply_and_silence_end_bounded_and_typed(Rig rig) throws Exception {
        Duration deadline = Duration.ofMillis(300);
        for (StartTlsDialogue dialogue : StartTlsDialogue.values()) {
            long begin = System.nanoTime();
            Meeting silent = new Meeting(rig, dialogue, A, rig.tls().client(), false, deadline);
            Throwable failure = silent.expectFailed();
            rig.expect(
                    System.nanoTime() - begin >= deadline.toNanos(),
                    "silence in " + dialogue + " ended before the deadline of " + deadline.toMillis() + " ms");
            rig.expectFailure(
                    "the failure of silence in " + dialogue,
                    FailureKind.TIMEOUT,
                    SocketTimeoutException.class,
                    failure);
            if (dialogue != StartTlsDialogue.POSTGRES) {
                expectBounded(rig, dialogue);
            }
        }
    }

    private static void expectBounded(Rig rig, StartTlsDialogue dialogue) throws Exception {
        int most = 8 << 20;
        Meeting endless = Meeting.of(rig, dialogue);
        byte[] block = new byte[64 << 10];
        Arrays.fill(block, (byte) 'x');
        byte[] first = dialogue == StartTlsDialogue.XMPP
                ? "<stream:stream a='".getBytes(StandardCharsets.US_ASCII)
                : new byte[0];
        Connection connection = endless.peer.connection();
        AtomicLong written = new AtomicLong();
        connection.write(ByteBuffer.wrap(first));
        // As long as somebody takes it.
        while (!endless.connecting.isDone() && written.get() < most) {
            rig.until(
                    "an endless reply is taken or refused",
                    () -> connection.isWritable() || endless.connecting.isDone());
            connection.write(ByteBuffer.wrap(block));
            written.addAndGet(block.length);
            rig.turns(rig.reactor(), 1);
        }
        rig.expect(
                endless.connecting.isDone(),
                written + " bytes of one reply in " + dialogue + " were taken, expected an end long before");
        rig.expect(
                rig.awaitFailure(endless.connecting) instanceof NetworkFailure,
                "the failure of an endless reply in " + dialogue + " is not typed");
    }

    @Check(
            id = "STL-013",
            level = MUST,
            needs = STARTTLS,
            source = "RFC 9525, section 6",
            because = "the name is what the user knows; the address came from the network",
            lookAt = "what the wrapped endpoint says of its server's name")
    void the_name_of_the_wrapped_endpoint_is_verified_and_sent(Rig rig) throws Exception {
        StartTlsDialogue dialogue = StartTlsDialogue.SMTP;
        Meeting good = Meeting.of(rig, dialogue);
        dialogue.agree(good.peer);
        ClientHello hello = good.peer.clientHello();
        rig.expectEqual("the server names sent", List.of(NAME), hello.serverNames());
        good.expectSecured();

        Meeting bad = new Meeting(rig, dialogue, B, rig.tls().client(), false, Duration.ofMinutes(10));
        dialogue.agree(bad.peer);
        try {
            bad.peer.handshake();
            // In TLS 1.3 a server learns of it behind its handshake.
            bad.peer.read(1);
            rig.fail("a session with a server of another name was used");
        } catch (SSLException refused) {
            bad.expectFailed(NAME, "b.example");
        }
    }

    @Check(
            id = "STL-014",
            level = MUST,
            needs = STARTTLS,
            source = "RFC 3207, section 4.2",
            because = "what was offered in the clear may have been written by anybody",
            lookAt = "what of the plain part gets to the protocol: nothing")
    void what_was_said_in_the_clear_is_not_handed_on(Rig rig) throws Exception {
        for (StartTlsDialogue dialogue : StartTlsDialogue.values()) {
            Meeting meeting = Meeting.of(rig, dialogue);
            dialogue.agree(meeting.peer);
            meeting.peer.handshake();
            Connection connection = rig.await(meeting.connecting);
            meeting.peer.write("capabilities in TLS".getBytes(StandardCharsets.US_ASCII));

            meeting.protocol.awaitBytes("capabilities in TLS".length());
            rig.expectEqual(
                    "what the protocol received, in " + dialogue,
                    "capabilities in TLS",
                    meeting.protocol.receivedText());
            rig.expectEqual("what the protocol heard, in " + dialogue, "CONNECTED RECEIVED", meeting.protocol.story());
            // It is its turn, and nobody else has said anything in its place.
            connection.write(Bytes.of("asked anew"));
            rig.expectEqual(
                    "the first words in TLS, in " + dialogue,
                    "asked anew",
                    new String(meeting.peer.read("asked anew".length()), StandardCharsets.US_ASCII));
            connection.abort();
        }
    }

    @Check(
            id = "STL-015",
            level = MUST,
            needs = {STARTTLS, ZONES},
            env = LAB,
            source = "the IPv6 plan",
            because = "what wraps an endpoint must not know less of addresses than the endpoint",
            lookAt = "how the wrapped endpoint is asked for its connection, and for its server's name")
    void it_works_around_names_literals_and_link_local_addresses(Rig rig) throws Exception {
        InetAddress own = rig.lab().linkLocal(0);
        for (InetAddress address : List.of(rig.v4(), rig.v6(), own)) {
            TlsPeer first = TlsPeer.server(rig, rig.tls().context(A), TlsRig.TLS_1_3);
            Server server = rig.listen(address, first::on);
            String literal = AddressText.format(address);
            expectWrapped(
                    rig,
                    first,
                    HostnameClientEndpoint.of(literal, server.address().getPort()),
                    address);

            TlsPeer second = TlsPeer.server(rig, rig.tls().context(A), TlsRig.TLS_1_3);
            Server again = rig.listen(address, second::on);
            expectWrapped(
                    rig, second, ClientEndpoint.of("tcp://" + AddressText.formatSocket(again.address())), address);

            TlsPeer third = TlsPeer.server(rig, rig.tls().context(A), TlsRig.TLS_1_3);
            expectWrapped(rig, third, byName(rig.listen(address, third::on).address()), address);
        }
    }

    private static void expectWrapped(Rig rig, TlsPeer peer, ClientEndpoint plain, InetAddress address)
            throws Exception {
        Recorder protocol = rig.recorder();
        Pending<Connection> connecting =
                StartTlsClientEndpoint.around(plain, "smtp", rig.tls().client()).connect(rig.reactor(), () -> protocol);
        StartTlsDialogue.SMTP.agree(peer);
        peer.handshake();
        Connection connection = rig.await(connecting);
        rig.expectSameAddress(
                "the peer of " + plain, address, connection.remoteAddress().getAddress());
        rig.expectEqual("what the protocol heard", 1L, protocol.count(Event.CONNECTED));
        connection.abort();
    }
}
