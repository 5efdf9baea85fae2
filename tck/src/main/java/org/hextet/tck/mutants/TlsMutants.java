package org.hextet.tck.mutants;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.hextet.api.UncaughtListener;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.tck.doubles.ForwardingReactor;
import org.hextet.tck.mutants.BelowTls.Wire;
import org.hextet.tls.ForwardingConnection;

/** What goes wrong with TLS: whom one speaks to, how a handshake ends, how a stream ends. */
final class TlsMutants {

    private static final byte ALERT = 21;
    private static final byte DATA = 23;
    private static final int HEADER = 5;

    private TlsMutants() {}

    static List<TransportMutant> all() {
        List<TransportMutant> all = new ArrayList<>(identities());
        all.addAll(handshakes());
        all.addAll(failures());
        all.addAll(streams());
        return all;
    }

    private static List<TransportMutant> identities() {
        return List.of(
                TransportMutant.of(
                                "verifies-no-name",
                                "A certificate is good whose chain is good, whomever it is of: the JDK's engine by default.",
                                "TLS-011",
                                "a connect to another name succeeded",
                                clients(TlsSettings::withoutNameVerification))
                        .withAlso("TLS-002", "TLS-003", "TLS-007", "TLS-008", "TLS-009"),
                TransportMutant.of(
                        "sends-literals-as-names",
                        "An IPv4 address looks like a host name, and is sent as the server's.",
                        "TLS-005",
                        "the server names sent to 127.0.0.1 is [127.0.0.1], expected []",
                        clientParameters((settings, host) -> parameters -> {
                            if (host.indexOf(':') < 0) {
                                parameters.setServerNames(List.of(new RawName(host)));
                            }
                        })),
                TransportMutant.of(
                                "sends-names-as-they-are-written",
                                "A server name is sent in Unicode, and with the dot that ends it.",
                                "TLS-007",
                                "the server names sent for",
                                clientParameters((settings, host) -> parameters -> settings.serverName()
                                        .filter(name -> isNamed(parameters))
                                        .ifPresent(name -> parameters.setServerNames(List.of(new RawName(name))))))
                        .withAlso("TLS-006"),
                TransportMutant.of(
                                "sends-no-server-name",
                                "The name is verified and not sent: a server of many names shows another's certificate.",
                                "TLS-006",
                                "the server names sent for a.example is [], expected [a.example]",
                                clientParameters(
                                        (settings, host) -> parameters -> parameters.setServerNames(List.of())))
                        .withAlso("TLS-007", "TLS-014"),
                TransportMutant.of(
                                "asks-for-no-certificate",
                                "A server that demands a client certificate asks for none.",
                                "TLS-012",
                                "the server let a client in that has shown no certificate",
                                serverParameters(parameters -> parameters.setNeedClientAuth(false)))
                        .withAlso("TLS-026"));
    }

    private static List<TransportMutant> handshakes() {
        return List.of(
                TransportMutant.of(
                        "agrees-on-no-protocol",
                        "The application protocols of the settings do not reach the engine.",
                        "TLS-013",
                        "the application protocol is Optional.empty, expected Optional[http/1.1]",
                        serverParameters(parameters -> parameters.setApplicationProtocols(new String[0]))),
                TransportMutant.of(
                        "speaks-every-version",
                        "Which versions of TLS the settings allow is not looked at.",
                        "TLS-001",
                        "the version of TLS is \"TLSv1.3\", expected \"TLSv1.2\"",
                        clientParameters((settings, host) ->
                                parameters -> parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"}))),
                TransportMutant.of(
                        "waits-for-ever",
                        "A handshake has no deadline: a silent peer holds its socket.",
                        "TLS-022",
                        "for a pending to fail",
                        settings(asked -> asked.withHandshakeDeadline(Duration.ofDays(1)))),
                TransportMutant.of(
                                "checks-certificates-on-the-loop",
                                "The delegated tasks of the engine are run where they are found: all connections wait.",
                                "TLS-026",
                                "a certificate was checked on the reactor's thread",
                                settings(asked -> asked.withTasks(Runnable::run)))
                        .withAlso("TLS-029"),
                TransportMutant.of(
                        "tells-data-before-connected",
                        "What comes with the end of a handshake is told to the protocol first.",
                        "TLS-027",
                        "\"RECEIVED CONNECTED\", expected \"CONNECTED RECEIVED\"",
                        TellsDataFirst::new),
                TransportMutant.of(
                                "wants-whole-records",
                                "The first read is taken for a whole ClientHello, and what is less for no TLS.",
                                "TLS-024",
                                "the connection ended",
                                BelowTls.laying(WantsWholeRecords::new))
                        .withAlso("TLS-022", "TLS-035"),
                TransportMutant.of(
                                "keeps-a-record-of-any-length",
                                "A record is collected before its length is looked at: the peer says how much memory it takes.",
                                "TLS-023",
                                "closed",
                                BelowTls.laying(KeepsAnyRecord::new))
                        .withAlso("TLS-021"),
                TransportMutant.of(
                        "resumes-nothing",
                        "Each connection has a session of its own: every handshake is a full one.",
                        "TLS-034",
                        "how often the certificate was checked in three handshakes",
                        ResumesNothing::new));
    }

    private static List<TransportMutant> failures() {
        return List.of(
                TransportMutant.of(
                                "tells-alerts-as-resets",
                                "An alert of the peer is told as a connection that was reset.",
                                "TLS-020",
                                "is of kind reset",
                                TellsAlertsAsResets::new)
                        .withAlso("TLS-012", "TLS-013"),
                TransportMutant.ofProvider(
                                "tells-failed-handshakes-twice",
                                "A handshake that fails is told when it does, and again at the end of its connection.",
                                "TLS-028",
                                "how many failures the server's side told is 2, expected 1",
                                provider -> new ForwardingReactorProvider(provider) {
                                    @Override
                                    public Reactor open(ReactorOptions options) throws IOException {
                                        UncaughtListener listener = listener(options);
                                        return super.open(options.withUncaught(incident -> {
                                            listener.uncaught(incident);
                                            if (incident instanceof Incident.HandshakeFailed) {
                                                listener.uncaught(incident);
                                            }
                                        }));
                                    }
                                })
                        .withAlso("TLS-021"),
                TransportMutant.of(
                        "makes-protocols-too-early",
                        "The protocol is made when the connect begins, and lost where the handshake fails.",
                        "TLS-028",
                        "what the factory made is [a protocol]",
                        MakesProtocolsTooEarly::new),
                TransportMutant.of(
                        "forgets-cancelled-handshakes",
                        "A connect that is cancelled in its handshake is told as cancelled, and goes on.",
                        "TLS-029",
                        "the end of a client that was cancelled",
                        ForgetsCancelled::new),
                TransportMutant.ofProvider(
                        "stops-listening-at-garbage",
                        "What speaks no TLS breaks the port, and not its own connection alone.",
                        "TLS-021",
                        "a pending failed",
                        StopsListening::new));
    }

    private static List<TransportMutant> streams() {
        return List.of(
                TransportMutant.of(
                                "sends-no-close-notify",
                                "close ends the connection without the alert: the peer cannot know that it has all.",
                                "TLS-015",
                                "expected a close_notify",
                                BelowTls.laying(SendsNoCloseNotify::new))
                        .withAlso("TLS-019"),
                TransportMutant.of(
                        "takes-truncation-for-an-end",
                        "A stream that is cut off without close_notify ends like one that is whole.",
                        "TLS-016",
                        "is ClosedByPeer[], expected Truncated",
                        protocols(user -> new ForwardingProtocol(user) {
                            @Override
                            public void closed(Connection connection, CloseReason reason) throws Exception {
                                super.closed(
                                        connection,
                                        reason instanceof CloseReason.Truncated
                                                ? new CloseReason.ClosedByPeer()
                                                : reason);
                            }
                        })),
                TransportMutant.of(
                        "tells-resets-as-truncation",
                        "Whatever ends a stream without close_notify is told as truncated, a reset too.",
                        "TLS-017",
                        "is Truncated",
                        protocols(user -> new ForwardingProtocol(user) {
                            @Override
                            public void closed(Connection connection, CloseReason reason) throws Exception {
                                super.closed(
                                        connection,
                                        isSecured(connection) && isReset(reason)
                                                ? new CloseReason.Truncated(0)
                                                : reason);
                            }
                        })),
                TransportMutant.of(
                        "ends-both-ways",
                        "shutdownOutput of a secured connection closes it: in TLS 1.3 the answer may be on its way.",
                        "TLS-018",
                        "came after the end of the output",
                        EndsBothWays::new));
    }

    private static UncaughtListener listener(ReactorOptions options) {
        return options.uncaught().orElse(incident -> {});
    }

    private static boolean isNamed(SSLParameters parameters) {
        List<SNIServerName> names = parameters.getServerNames();
        return names != null && !names.isEmpty();
    }

    private static boolean isSecured(Connection connection) {
        return connection.tlsSession().isPresent();
    }

    private static boolean isReset(CloseReason reason) {
        return reason instanceof CloseReason.Failed failed
                && failed.cause() instanceof NetworkFailure failure
                && failure.kind() == FailureKind.RESET;
    }

    // Settings.

    private static UnaryOperator<Reactor> settings(UnaryOperator<TlsSettings> changed) {
        return reactor -> new OtherSettings(reactor, changed, changed);
    }

    private static UnaryOperator<Reactor> clients(UnaryOperator<TlsSettings> changed) {
        return reactor -> new OtherSettings(reactor, UnaryOperator.identity(), changed);
    }

    /** What a client makes of the parameters of its engine. */
    private interface OfClient {
        Consumer<SSLParameters> spoiling(TlsSettings settings, String host);
    }

    private static UnaryOperator<Reactor> clientParameters(OfClient change) {
        return clients(settings -> DecoratedContext.of(settings, engine -> new DecoratedEngine(engine) {
            @Override
            void spoil(SSLParameters parameters) {
                change.spoiling(settings, getPeerHost()).accept(parameters);
            }
        }));
    }

    private static UnaryOperator<Reactor> serverParameters(Consumer<SSLParameters> change) {
        return reactor -> new OtherSettings(
                reactor,
                settings -> DecoratedContext.of(settings, engine -> new DecoratedEngine(engine) {
                    @Override
                    void spoil(SSLParameters parameters) {
                        change.accept(parameters);
                    }
                }),
                UnaryOperator.identity());
    }

    private static final class OtherSettings extends ForwardingReactor {

        private final UnaryOperator<TlsSettings> ofServers;
        private final UnaryOperator<TlsSettings> ofClients;

        OtherSettings(Reactor beneath, UnaryOperator<TlsSettings> ofServers, UnaryOperator<TlsSettings> ofClients) {
            super(beneath);
            this.ofServers = ofServers;
            this.ofClients = ofClients;
        }

        @Override
        public Pending<ListeningPort> listenTls(
                InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
            return super.listenTls(local, options, ofServers.apply(tls), factory);
        }

        @Override
        public Pending<Connection> connectTls(
                InetSocketAddress remote,
                StreamOptions options,
                TlsSettings tls,
                Supplier<? extends Protocol> factory) {
            return super.connectTls(remote, options, ofClients.apply(tls), factory);
        }
    }

    /** Any text as a host name, which the JDK's own class would refuse. */
    private static final class RawName extends SNIServerName {

        RawName(String name) {
            super(0, name.getBytes(StandardCharsets.UTF_8));
        }
    }

    // Protocols.

    private static UnaryOperator<Reactor> protocols(Function<Protocol, Protocol> laidOn) {
        return reactor -> new DecoratingReactor(reactor) {
            @Override
            Protocol protocol(Protocol user) {
                return laidOn.apply(user);
            }
        };
    }

    private static final class TellsDataFirst extends DecoratingReactor {

        TellsDataFirst(Reactor beneath) {
            super(beneath);
        }

        @Override
        Protocol protocol(Protocol user) {
            return new ForwardingProtocol(user) {
                @Override
                public void connected(Connection connection) throws Exception {
                    if (connection
                            .tlsSession()
                            .filter(session -> session.role() == TlsRole.SERVER)
                            .isEmpty()) {
                        super.connected(connection);
                    } else {
                        connection.reactor().execute(() -> late(connection));
                    }
                }

                private void late(Connection connection) {
                    try {
                        super.connected(connection);
                    } catch (Exception thrown) {
                        connection.abort();
                    }
                }
            };
        }
    }

    private static final class ResumesNothing extends DecoratingReactor {

        ResumesNothing(Reactor beneath) {
            super(beneath);
        }

        @Override
        Protocol protocol(Protocol user) {
            return new ForwardingProtocol(user) {
                @Override
                public void closed(Connection connection, CloseReason reason) throws Exception {
                    connection
                            .tlsSession()
                            .ifPresent(session -> session.session().invalidate());
                    super.closed(connection, reason);
                }
            };
        }
    }

    private static final class EndsBothWays extends DecoratingReactor {

        EndsBothWays(Reactor beneath) {
            super(beneath);
        }

        @Override
        Connection connection(Connection connection) {
            return new ForwardingConnection(connection) {
                @Override
                public void shutdownOutput() {
                    if (isSecured(this)) {
                        close();
                    } else {
                        super.shutdownOutput();
                    }
                }
            };
        }
    }

    // Connects.

    private static final class MakesProtocolsTooEarly extends ForwardingReactor {

        MakesProtocolsTooEarly(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTls(
                InetSocketAddress remote,
                StreamOptions options,
                TlsSettings tls,
                Supplier<? extends Protocol> factory) {
            Protocol early = factory.get();
            return super.connectTls(remote, options, tls, () -> early);
        }
    }

    private static final class ForgetsCancelled extends ForwardingReactor {

        ForgetsCancelled(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTls(
                InetSocketAddress remote,
                StreamOptions options,
                TlsSettings tls,
                Supplier<? extends Protocol> factory) {
            return retold(beneath, super.connectTls(remote, options, tls, factory), () -> {}, failure -> failure);
        }
    }

    private static final class TellsAlertsAsResets extends ForwardingReactor {

        TellsAlertsAsResets(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTls(
                InetSocketAddress remote,
                StreamOptions options,
                TlsSettings tls,
                Supplier<? extends Protocol> factory) {
            Pending<Connection> connecting = super.connectTls(remote, options, tls, factory);
            return retold(beneath, connecting, connecting::cancel, TellsAlertsAsResets::reset);
        }

        private static Throwable reset(Throwable failure) {
            return failure instanceof NetworkFailure tls
                            && String.valueOf(tls.getMessage()).contains("the alert ")
                    ? Failures.of(
                            new Facts(FailureKind.RESET, "connect")
                                    .withRemote(tls.remote().orElse(null)),
                            String.valueOf(tls.getMessage()),
                            null)
                    : failure;
        }
    }

    private static <T> Pending<T> retold(
            Reactor reactor, Pending<T> source, Runnable onCancel, UnaryOperator<Throwable> failures) {
        Promise<T> promise = reactor.promise(onCancel);
        source.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.succeed(value);
            } else {
                promise.fail(failures.apply(failure));
            }
        });
        return promise;
    }

    private static final class StopsListening extends ForwardingReactorProvider {

        StopsListening(ReactorProvider beneath) {
            super(beneath);
        }

        @Override
        public Reactor open(ReactorOptions options) throws IOException {
            List<ListeningPort> ports = new CopyOnWriteArrayList<>();
            Reactor reactor = super.open(options.withUncaught(incident -> {
                if (incident instanceof Incident.HandshakeFailed failed
                        && String.valueOf(failed.why().getMessage()).contains("no TLS")) {
                    ports.get(ports.size() - 1).stopListening();
                }
                listener(options).uncaught(incident);
            }));
            return new DecoratingReactor(reactor) {
                @Override
                ListeningPort listeningPort(ListeningPort port) {
                    ports.add(port);
                    return port;
                }
            };
        }
    }

    // Bytes of the wire.

    private static final class SendsNoCloseNotify extends Wire {

        SendsNoCloseNotify(Protocol tls) {
            super(tls);
        }

        @Override
        boolean write(Connection raw, ByteBuffer records) {
            if (isCloseNotify(records)) {
                records.position(records.limit());
                return raw.isWritable();
            }
            return super.write(raw, records);
        }

        /** An alert that is encrypted: in TLS 1.3 all that can be seen of one is its length. */
        private static boolean isCloseNotify(ByteBuffer records) {
            if (records.remaining() < HEADER) {
                return false;
            }
            byte type = records.get(records.position());
            int length = records.getShort(records.position() + 3);
            return (type == ALERT && length > 2) || (type == DATA && length == 19);
        }
    }

    private static final class WantsWholeRecords extends Wire {

        private boolean isFirst = true;

        WantsWholeRecords(Protocol tls) {
            super(tls);
        }

        @Override
        void arrived(Connection raw, ByteBuffer lent) throws Exception {
            boolean isWhole =
                    lent.remaining() >= HEADER && lent.remaining() >= HEADER + lent.getShort(lent.position() + 3);
            if (isFirst && !isWhole) {
                raw.close();
            }
            isFirst = false;
            toTls(raw, lent);
        }
    }

    private static final class KeepsAnyRecord extends Wire {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        KeepsAnyRecord(Protocol tls) {
            super(tls);
        }

        @Override
        void arrived(Connection raw, ByteBuffer lent) throws Exception {
            byte[] bytes = new byte[lent.remaining()];
            lent.get(bytes);
            kept.writeBytes(bytes);
            ByteBuffer all = ByteBuffer.wrap(kept.toByteArray());
            int whole = 0;
            while (all.limit() - whole >= HEADER && length(all, whole) <= all.limit() - whole) {
                whole += length(all, whole);
            }
            kept.reset();
            kept.write(all.array(), whole, all.limit() - whole);
            if (whole > 0) {
                toTls(raw, all.limit(whole).asReadOnlyBuffer());
            }
        }

        private static int length(ByteBuffer records, int at) {
            return HEADER + (records.getShort(at + 3) & 0xffff);
        }
    }
}
