package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.TLS;
import static org.hextet.tck.matrix.Needs.ZONES;
import static org.hextet.tck.rig.TlsIdentity.A;
import static org.hextet.tck.rig.TlsIdentity.ALONE;
import static org.hextet.tck.rig.TlsIdentity.B;
import static org.hextet.tck.rig.TlsIdentity.CLIENT;
import static org.hextet.tck.rig.TlsIdentity.COMMON_NAME;
import static org.hextet.tck.rig.TlsIdentity.EXPIRED;
import static org.hextet.tck.rig.TlsIdentity.FUTURE;
import static org.hextet.tck.rig.TlsIdentity.PARTIAL;
import static org.hextet.tck.rig.TlsIdentity.UNKNOWN;
import static org.hextet.tck.rig.TlsIdentity.WILDCARD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.TlsSession;
import org.hextet.api.TlsSettings;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;
import org.hextet.tck.rig.TlsIdentity;
import org.hextet.tck.rig.TlsRig;

/** Who the peer is: names and addresses in certificates, who vouches for them, what is asked for. */
final class TlsIdentityChecks {

    private static final List<String> VERSIONS = List.of(TlsRig.TLS_1_3, TlsRig.TLS_1_2);

    private static Connection expectTrusted(Rig rig, Server server, TlsSettings client) throws IOException {
        Connection connection = rig.tls().connect(server.address(), client, rig.recorder());
        server.awaitAccepted();
        return connection;
    }

    /** Waits for a handshake to fail, and for no protocol to have heard of it. */
    private static Throwable expectRefused(
            Rig rig, String what, InetSocketAddress server, TlsSettings client, String... facts) throws IOException {
        Recorder protocol = rig.recorder();
        Throwable failure = rig.awaitFailure("a connect to " + what, rig.tls().connecting(server, client, protocol));

        rig.tls().expectFailure("the failure of a connect to " + what, failure, facts);
        rig.turns(rig.reactor(), 2);
        rig.expectEqual("what the client's protocol heard", List.of(), protocol.events());
        return failure;
    }

    private static String commonName(Connection client) throws SSLPeerUnverifiedException {
        X509Certificate leaf = (X509Certificate) session(client).session().getPeerCertificates()[0];
        return leaf.getSubjectX500Principal().getName();
    }

    private static TlsSession session(Connection connection) {
        return connection.tlsSession().orElseThrow();
    }

    @Check(
            id = "TLS-002",
            level = MUST,
            needs = TLS,
            source = "RFC 9525, section 6",
            because = "a certificate of somebody else is no proof, and which one came is what the operator must know",
            lookAt = "the comparison of the name asked for with the subjectAltName, and the words of its failure")
    void a_name_of_the_certificate_works_and_the_failure_of_another_has_it_and_the_certificates(Rig rig)
            throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.tls().listen(loopback, rig.tls().server(A));

            expectTrusted(rig, server, rig.tls().client("a.example"));
            expectTrusted(rig, server, rig.tls().client("A.Example"));
            expectRefused(
                    rig,
                    "c.example",
                    server.address(),
                    rig.tls().client("c.example"),
                    "c.example",
                    "a.example",
                    "xn--bcher-kva.example",
                    AddressText.formatSocket(server.address()));
        });
    }

    @Check(
            id = "TLS-003",
            level = MUST,
            needs = TLS,
            source = "RFC 9525, section 6; RFC 5280, section 4.2.1.6",
            because = "an address is compared by its bytes: it can be spelled in many ways",
            lookAt = "where the literal becomes bytes, and whether the iPAddress entries are asked at all")
    void a_literal_of_the_certificate_works_in_any_spelling_and_another_fails(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.tls().listen(loopback, rig.tls().server(A));
            boolean isIpv4 = loopback.equals(rig.address("127.0.0.1"));
            expectTrusted(rig, server, rig.tls().client());
            for (String spelling : isIpv4
                    ? List.of("127.0.0.1")
                    : List.of("::1", "0:0:0:0:0:0:0:1", "0000::0001", "::0.0.0.1", "FE80::1")) {
                expectTrusted(rig, server, rig.tls().client(spelling));
            }

            for (String other : List.of("192.0.2.1", "2001:db8::1", "::2")) {
                expectRefused(rig, other, server.address(), rig.tls().client(other), other, "::1", "127.0.0.1");
            }

            Server foreign = rig.tls().listen(loopback, rig.tls().server(B));
            expectRefused(
                    rig,
                    "an address that the certificate has not",
                    foreign.address(),
                    rig.tls().client(),
                    AddressText.format(loopback),
                    "b.example");
            expectTrusted(rig, foreign, rig.tls().client("2001:DB8:0::1"));
        });
    }

    @Check(
            id = "TLS-004",
            level = MUST,
            needs = {TLS, ZONES},
            env = LAB,
            source = "contract",
            because = "a zone is this host's word for a link: no certificate has it, and the peer has another one",
            lookAt = "what of a link-local address is compared with the certificate: its zone goes before")
    void a_link_local_address_is_verified_without_its_zone_which_the_connection_keeps(Rig rig) throws Exception {
        InetAddress own = rig.lab().linkLocal(0);
        Server server = rig.tls().listen(own, rig.tls().server(A));

        for (TlsSettings client : List.of(
                rig.tls().client(),
                rig.tls().client(AddressText.format(own)),
                rig.tls().client("fe80::1"))) {
            Connection connection = rig.tls().connect(server.address(), client, rig.recorder());
            Connection accepted = server.awaitAccepted().connection();

            rig.expectSameAddress("the bound address", own, server.address().getAddress());
            rig.expectSameAddress("the client's peer", server.address(), connection.remoteAddress());
            rig.expectSameAddress("the accepted peer", connection.localAddress(), accepted.remoteAddress());
            rig.expectSameAddress(
                    "the client's own address", own, connection.localAddress().getAddress());
        }

        Server foreign = rig.tls().listen(own, rig.tls().server(B));
        expectRefused(
                rig,
                "a link-local address that the certificate has not",
                foreign.address(),
                rig.tls().client(),
                "fe80::1",
                "b.example");
    }

    /** What a client of these settings says first. */
    private static ClientHello helloOf(Rig rig, InetAddress loopback, TlsSettings client) throws IOException {
        Server plain = rig.listen(loopback, Recorder::keepingOutputOpen);
        Pending<Connection> connecting = rig.tls().connecting(plain.address(), client, rig.recorder());
        Recorder accepted = plain.awaitAccepted();
        accepted.await(
                "a ClientHello", recorder -> ClientHello.of(recorder.received()).isPresent());
        connecting.cancel();
        Ended.of(rig, connecting, "a connect that was cancelled");
        return ClientHello.of(accepted.received()).orElseThrow();
    }

    @Check(
            id = "TLS-005",
            level = MUST,
            needs = TLS,
            source = "RFC 6066, section 3",
            because = "a literal address is no host name, and some servers end the handshake over one",
            lookAt = "the server names of the engine's parameters, which the JDK fills in from its peer host")
    void a_literal_is_not_sent_as_a_server_name(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            rig.expectEqual(
                    "the server names sent to " + AddressText.format(loopback),
                    List.of(),
                    helloOf(rig, loopback, rig.tls().client()).serverNames());
            for (String literal : List.of("::1", "fe80::1%1", "127.0.0.1", "2001:db8::1")) {
                rig.expectEqual(
                        "the server names sent for " + literal,
                        List.of(),
                        helloOf(rig, loopback, rig.tls().client(literal)).serverNames());
            }
        });
    }

    @Check(
            id = "TLS-006",
            level = MUST,
            needs = TLS,
            source = "RFC 6066, section 3",
            because = "the dot is of the look-up alone; servers know their names without it",
            lookAt = "a final dot of the name, on its way into SNI and into the comparison")
    void a_name_is_sent_without_a_trailing_dot(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.tls().listen(loopback, rig.tls().server(A));
            for (String name : List.of("a.example", "a.example.")) {
                rig.expectEqual(
                        "the server names sent for " + name,
                        List.of("a.example"),
                        helloOf(rig, loopback, rig.tls().client(name)).serverNames());
                expectTrusted(rig, server, rig.tls().client(name));
            }
        });
    }

    @Check(
            id = "TLS-007",
            level = MUST,
            needs = TLS,
            source = "RFC 6066, section 3; RFC 9525, section 6",
            because = "certificates and SNI have names in ASCII; a name that is not sent gets the wrong certificate",
            lookAt = "where a U-label becomes an A-label: before SNI and before the comparison")
    void a_name_in_unicode_is_sent_and_verified_in_its_ascii_form(Rig rig) throws Exception {
        InetAddress loopback = AnyLoopback.of(rig);
        Server server = rig.tls().listen(loopback, rig.tls().server(A));
        for (String name : List.of("b\u00fccher.example", "B\u00dcCHER.example", "xn--bcher-kva.example")) {
            rig.expectEqual(
                    "the server names sent for " + name,
                    List.of("xn--bcher-kva.example"),
                    helloOf(rig, loopback, rig.tls().client(name)).serverNames());
            expectTrusted(rig, server, rig.tls().client(name));
        }
        expectRefused(
                rig,
                "a name in Unicode that the certificate has not",
                server.address(),
                rig.tls().client("m\u00fcller.example"),
                "xn--mller-kva.example");
    }

    @Check(
            id = "TLS-008",
            level = MUST,
            needs = TLS,
            source = "RFC 9525, section 6.3",
            because = "a wildcard that reaches too far speaks for hosts that its owner does not have",
            lookAt = "what the asterisk stands for: one label, the leftmost, never none")
    void a_wildcard_stands_for_one_whole_label(Rig rig) throws Exception {
        Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(WILDCARD));

        expectTrusted(rig, server, rig.tls().client("a.example"));
        for (String name : List.of("a.b.example", "example")) {
            expectRefused(rig, name, server.address(), rig.tls().client(name), name, "*.example");
        }
    }

    @Check(
            id = "TLS-009",
            level = SHOULD,
            needs = TLS,
            source = "RFC 9525, sections 2 and 6.3",
            because = "half a wildcard means something else to every implementation, and a common name is no identity",
            lookAt = "a comparison that was left to the JDK: it takes f*.example")
    void a_partial_wildcard_and_a_common_name_speak_for_nobody(Rig rig) throws Exception {
        InetAddress loopback = AnyLoopback.of(rig);
        InetSocketAddress partial =
                rig.tls().listen(loopback, rig.tls().server(PARTIAL)).address();
        InetSocketAddress commonName =
                rig.tls().listen(loopback, rig.tls().server(COMMON_NAME)).address();

        expectRefused(rig, "foo.example", partial, rig.tls().client("foo.example"), "foo.example", "f*.example");
        expectRefused(rig, "a.example", commonName, rig.tls().client("a.example"), "a.example");
    }

    @Check(
            id = "TLS-010",
            level = MUST,
            needs = TLS,
            source = "RFC 5280, section 6",
            because = "\"PKIX path building failed\" tells nobody which certificate is wrong, why, and since when",
            lookAt = "what the trust manager knows of the certificate, and how it gets into the failure")
    void a_certificate_that_is_not_trusted_or_not_valid_now_is_refused_with_the_reason(Rig rig) throws Exception {
        expectRefusedAs(rig, UNKNOWN, "authority that nobody trusts");
        expectRefusedAs(rig, ALONE, "self-signed");
        expectRefusedAs(rig, EXPIRED, "expired", "2021-01-01");
        expectRefusedAs(rig, FUTURE, "not valid", "2098-01-01");
    }

    private static void expectRefusedAs(Rig rig, TlsIdentity identity, String... facts) throws IOException {
        for (String version : VERSIONS) {
            Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(identity));
            Throwable failure = expectRefused(
                    rig,
                    "the server " + identity.commonName(),
                    server.address(),
                    TlsRig.only(rig.tls().client(), version),
                    facts);
            rig.expectWords("the failure", failure, identity.commonName());
            rig.expectEqual("what the server accepted", List.of(), server.accepted());
        }
    }

    @Check(
            id = "TLS-011",
            level = MUST,
            needs = TLS,
            source = "contract",
            because = "what is not asked for is not done: verification that must be switched on is off",
            lookAt = "the defaults of the settings, and what the JDK's engine does without endpoint identification")
    void names_are_verified_unless_that_is_switched_off_by_the_method_that_says_so(Rig rig) throws Exception {
        Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(B));

        expectRefused(rig, "another name", server.address(), rig.tls().client("a.example"), "a.example");
        expectRefused(rig, "another address", server.address(), rig.tls().client());
        // What its own parameters leave out, or say otherwise, switches nothing off.
        TlsSettings silent =
                TlsRig.changed(rig.tls().client(), parameters -> parameters.setEndpointIdentificationAlgorithm(""));
        expectRefused(rig, "another address", server.address(), silent);

        expectTrusted(rig, server, rig.tls().client().withoutNameVerification());
        expectTrusted(rig, server, rig.tls().client("a.example").withoutNameVerification());
    }

    @Check(
            id = "TLS-012",
            level = MUST,
            needs = TLS,
            source = "RFC 8446, section 4.4.2.4",
            because = "who is let in by a certificate must have shown it before a protocol hears of him",
            lookAt = "when the server takes the handshake for finished: in TLS 1.3 the client does so earlier")
    void a_server_that_demands_a_client_certificate_hears_only_of_clients_that_have_one(Rig rig) throws Exception {
        for (String version : VERSIONS) {
            TlsSettings demanding = TlsRig.changed(rig.tls().server(A), parameters -> {
                parameters.setNeedClientAuth(true);
                parameters.setProtocols(new String[] {version});
            });
            Server server = rig.tls().listen(AnyLoopback.of(rig), demanding);

            int before = rig.tls().handshakeFailures().size();
            Recorder without = rig.recorder();
            Ended<Connection> ended = Ended.of(
                    rig,
                    rig.tls().connecting(server.address(), rig.tls().client(), without),
                    "a connect without a certificate");
            if (ended.value().isPresent()) {
                rig.until(
                        "a client without a certificate is refused",
                        () -> without.heard(Recorder.Event.CLOSED)
                                || !server.accepted().isEmpty());
                rig.expect(
                        server.accepted().isEmpty(),
                        "in " + version + " the server let a client in that has shown no certificate");
                rig.expectEqual("the version in which a client is told late", TlsRig.TLS_1_3, version);
                rig.tls().expectFailed("the close reason of the client", without.awaitClosed());
            } else {
                rig.tls()
                        .expectFailure(
                                "the failure of the client", ended.failure().orElseThrow());
                rig.expectEqual("what the client's protocol heard", List.of(), without.events());
            }
            rig.tls().expectFailure("the failure of the server", rig.tls().awaitHandshakeFailure(before));

            Recorder with = rig.recorder();
            rig.tls().connect(server.address(), TlsSettings.of(rig.tls().context(CLIENT)), with);
            Recorder accepted = server.awaitAccepted();
            rig.expectEqual(
                    "the principal that the server sees",
                    "CN=tck-client,O=Hextet TCK",
                    session(accepted.connection()).session().getPeerPrincipal().getName());
            rig.expectEqual(
                    "how many the server has accepted", 1, server.accepted().size());
        }
    }

    @Check(
            id = "TLS-014",
            level = MUST,
            needs = TLS,
            source = "RFC 6066, section 3",
            because = "one address serves many names, each with a certificate of its own",
            lookAt = "the way of the requested name into the server's key manager")
    void a_server_of_two_names_shows_each_client_the_certificate_of_the_name_asked_for(Rig rig) throws Exception {
        Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(A, B));

        for (String name : List.of("b.example", "a.example", "b.example")) {
            Connection client = rig.tls().connect(server.address(), rig.tls().client(name), rig.recorder());
            Connection accepted = server.awaitAccepted().connection();

            rig.expectEqual(
                    "the certificate shown for " + name,
                    "CN=tck-" + name.charAt(0) + ",O=Hextet TCK",
                    commonName(client));
            rig.expectEqual(
                    "the name that the server was asked for",
                    Optional.of(name),
                    session(accepted).serverName());
            rig.expectEqual(
                    "the name that the client asked for",
                    Optional.of(name),
                    session(client).serverName());
        }

        // The default certificate, or an alert.
        Ended<Connection> unknown = Ended.of(
                rig,
                rig.tls()
                        .connecting(
                                server.address(),
                                rig.tls().client("c.example").withoutNameVerification(),
                                rig.recorder()),
                "a connect to a name that the server has not");
        if (unknown.failure().isPresent()) {
            rig.tls()
                    .expectFailure(
                            "the failure of a name that the server has not",
                            unknown.failure().get());
        } else {
            rig.expect(
                    List.of("CN=tck-a,O=Hextet TCK", "CN=tck-b,O=Hextet TCK")
                            .contains(commonName(unknown.value().orElseThrow())),
                    "the certificate shown for an unknown name is none of the server's");
        }
    }
}
