package org.hextet.tck.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.NotRunException;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.expect.Shown;
import org.hextet.tck.lab.DescriptorFill;
import org.hextet.tck.lab.FarHost;
import org.hextet.tck.lab.Faults;
import org.hextet.tck.lab.JavaCommand;
import org.hextet.tck.lab.LabHost;
import org.hextet.tck.matrix.Needs;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.subject.Resolver;
import org.hextet.tck.subject.Subject;
import org.hextet.tck.subject.Transport;

/**
 * What a check works with: the provider under test, peers, waits that end, and words for what was seen. Everything
 * opened through it is closed when the check ends. Methods that wait may be called from any thread but a reactor's.
 */
public final class Rig extends Expectations {

    /** What to do on each loopback. */
    @FunctionalInterface
    public interface OnLoopback {
        /**
         * Does it.
         *
         * @param loopback 127.0.0.1 or {@code ::1}
         * @throws Exception whatever comes
         */
        void run(InetAddress loopback) throws Exception;
    }

    private final Row row;
    private final Subject subject;
    private final Optional<LabHost> lab;
    private final boolean isSecured;
    private final Incidents incidents = new Incidents();
    private final List<Incidents> incidentsOfOthers = new CopyOnWriteArrayList<>();
    private final Trail trail;
    private final DatagramRig datagrams = new DatagramRig(this);
    private final TlsRig tls = new TlsRig(this);
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final List<Reactor> reactors = new ArrayList<>();
    private final List<DnsScript> scripts = new CopyOnWriteArrayList<>();
    private final List<String> closingProblems = new ArrayList<>();
    private volatile Aftermath ifItHangs = Aftermath.LEFTOVERS;

    Rig(Row row, Subject subject, Optional<LabHost> lab) {
        this(row, subject, lab, false, new Trail());
    }

    private Rig(Row row, Subject subject, Optional<LabHost> lab, boolean isSecured, Trail trail) {
        this.row = row;
        this.subject = subject;
        this.lab = lab;
        this.isSecured = isSecured;
        this.trail = trail;
    }

    // The provider under test.

    /**
     * The transport under test.
     *
     * @return its name; {@code -} in a house row
     */
    public String transport() {
        return subject.transport().map(Transport::name).orElse("-");
    }

    /**
     * Whether the provider under test declares a capability.
     *
     * @param capability a name of {@link Needs}
     * @return true if it does
     */
    public boolean has(String capability) {
        return subject.has(capability);
    }

    /**
     * The check's reactor: opened at the first call, the same afterwards.
     *
     * @return of the transport under test
     * @throws IOException what opening said
     */
    public Reactor reactor() throws IOException {
        synchronized (reactors) {
            if (!reactors.isEmpty()) {
                return reactors.get(0);
            }
        }
        return openReactor();
    }

    /**
     * One more reactor.
     *
     * @return of the transport under test; closed when the check ends
     * @throws IOException what opening said
     */
    public Reactor openReactor() throws IOException {
        return openReactor(UnaryOperator.identity());
    }

    /**
     * One more reactor, with options of the check's own.
     *
     * @param change changes {@link #reactorOptions()}
     * @return of the transport under test; closed when the check ends
     * @throws IOException what opening said
     */
    public Reactor openReactor(UnaryOperator<ReactorOptions> change) throws IOException {
        Transport transport = subject.transport()
                .orElseThrow(() -> new IllegalStateException(
                        row.id() + " has scope HOUSE and wants a reactor: give it scope TRANSPORT"));
        ReactorOptions options = change.apply(reactorOptions());
        Reactor opened = opening(Aftermath.TRANSPORT_HANGS, () -> transport.open(options));
        if (isSecured) {
            opened = new SecuringReactor(
                    opened, tls.server(TlsIdentity.A), tls.client().withoutNameVerification());
        }
        synchronized (reactors) {
            reactors.add(opened);
        }
        return closing(opened);
    }

    /**
     * What every reactor of a check is opened with: lent buffers overwritten, incidents heard by {@link #incidents()},
     * a daemon thread so that one that hangs does not keep the process.
     *
     * @return to be changed further
     */
    public ReactorOptions reactorOptions() {
        return ReactorOptions.DEFAULT
                .withOverwriteLentBuffers(true)
                .withUncaught(incidents)
                .withDaemon(true);
    }

    /**
     * What the check's reactors told their uncaught listener: "logged", in the words of the matrix.
     *
     * @return of all reactors together
     */
    public Incidents incidents() {
        return incidents;
    }

    /**
     * The resolver under test, in a row of scope RESOLVER. One that can be told its servers has none that answers: what
     * should not be asked for leaves this host by no mistake of its own.
     *
     * @return opened now; closed when the check ends
     * @throws IOException what opening said
     */
    public NameResolver openResolver() throws IOException {
        return openResolver(
                subject.resolver().filter(Resolver::canBeToldServers).isPresent() ? DnsRig.nobody() : Map.of());
    }

    /**
     * The resolver under test, with options.
     *
     * @param options of its own, by name
     * @return opened now; closed when the check ends
     * @throws IOException what opening said
     */
    public NameResolver openResolver(Map<String, String> options) throws IOException {
        Resolver resolver = subject.resolver()
                .orElseThrow(() -> new IllegalStateException(row.id() + " wants a resolver: give it scope RESOLVER"));
        return closing(opening(Aftermath.RESOLVER_HANGS, () -> resolver.open(options)));
    }

    /** Opens something of a provider. */
    @FunctionalInterface
    private interface Opening<T> {
        T open() throws IOException;
    }

    private <T> T opening(Aftermath ifItDoesNotReturn, Opening<T> opening) throws IOException {
        ifItHangs = ifItDoesNotReturn;
        T opened = opening.open();
        ifItHangs = Aftermath.LEFTOVERS;
        return opened;
    }

    @Override
    List<Reactor> reactors() {
        synchronized (reactors) {
            return List.copyOf(reactors);
        }
    }

    @Override
    String providerName() {
        return subject.providerName();
    }

    /** What reactors told their uncaught listener, those of the rows that this one ran too. */
    List<Incident> logged() {
        return Stream.concat(Stream.of(incidents), incidentsOfOthers.stream())
                .flatMap(heard -> heard.all().stream())
                .toList();
    }

    /** What is to be said of a check that hangs now. */
    Aftermath ifItHangs() {
        return ifItHangs;
    }

    /** Where the check has been. */
    Trail trail() {
        return trail;
    }

    /**
     * One scripted name server, on loopback, and the resolver under test as one that asks it.
     *
     * @return nothing is written down yet; closed when the check ends
     * @throws IOException what the kernel said
     */
    public DnsRig dns() throws IOException {
        return dns(1);
    }

    /**
     * Scripted name servers on loopback, and the resolver under test as one that asks them. The row is NOT_RUN where
     * nobody can bring it to that.
     *
     * @param servers how many; more than one only for resolvers with {@link Needs#DNS}
     * @return nothing is written down yet; closed when the check ends
     * @throws IOException what the kernel said
     */
    public DnsRig dns(int servers) throws IOException {
        return dns(servers, List.of());
    }

    /**
     * Scripted name servers at addresses of the check's choice, for resolvers with {@link Needs#DNS}.
     *
     * @param addresses of this host, one for each; port 0 is the kernel's choice. With port 53 they are named by the
     *     file {@code resolv-conf}, otherwise by the option {@code server}
     * @return nothing is written down yet; closed when the check ends
     * @throws IOException what the kernel said
     */
    public DnsRig dns(List<InetSocketAddress> addresses) throws IOException {
        return dns(addresses.size(), addresses);
    }

    private DnsRig dns(int servers, List<InetSocketAddress> addresses) throws IOException {
        Resolver resolver = subject.resolver()
                .orElseThrow(() -> new IllegalStateException(row.id() + " wants a resolver: give it scope RESOLVER"));
        DnsRig opened = DnsRig.open(this, resolver, lab.map(LabHost::environment), servers, addresses);
        scripts.add(opened.script());
        return opened;
    }

    // Addresses.

    /**
     * The IPv4 loopback.
     *
     * @return 127.0.0.1; the row is NOT_RUN where the host has none
     */
    public InetAddress v4() {
        return present(Loopback.V4);
    }

    /**
     * The IPv6 loopback.
     *
     * @return {@code ::1}; the row is NOT_RUN where the host has none
     */
    public InetAddress v6() {
        return present(Loopback.V6);
    }

    private static InetAddress present(InetAddress loopback) {
        Loopback.missing(loopback).ifPresent(why -> {
            throw new NotRunException(why);
        });
        return loopback;
    }

    /**
     * Does it on IPv4, then on IPv6. Where one of them is missing the other is still run, and the row is NOT_RUN.
     *
     * @param body what to do
     * @throws Exception what it threw
     */
    public void onEachLoopback(OnLoopback body) throws Exception {
        List<String> missing = new ArrayList<>();
        for (InetAddress loopback : List.of(Loopback.V4, Loopback.V6)) {
            Optional<String> why = Loopback.missing(loopback);
            if (why.isPresent()) {
                missing.add(why.get());
            } else {
                trail.enter(loopback);
                body.run(loopback);
            }
        }
        if (!missing.isEmpty()) {
            throw new NotRunException(String.join(", ", missing));
        }
    }

    /**
     * An address from its text.
     *
     * @param literal for example {@code fe80::1%lo}
     * @return on this host
     */
    public InetAddress address(String literal) {
        return AddressText.parse(literal).toInetAddress();
    }

    /**
     * An address on which connects are refused as long as the check runs: a socket holds the port and does not listen.
     *
     * @param address of this host
     * @return with its port
     * @throws IOException what the kernel said
     */
    public InetSocketAddress refusing(InetAddress address) throws IOException {
        Socket holder = closing(new Socket());
        holder.bind(new InetSocketAddress(address, 0));
        InetSocketAddress refusing = new InetSocketAddress(address, holder.getLocalPort());
        trail.add("bound, not listening", refusing);
        return refusing;
    }

    // Peers.

    /**
     * A protocol that writes down what it hears.
     *
     * @return a new one
     */
    public Recorder recorder() {
        return new Recorder();
    }

    /**
     * Listens on a port that the kernel chooses, on the check's reactor, with a recorder for each connection.
     *
     * @param address of this host
     * @return bound
     * @throws IOException what opening the reactor said
     */
    public Server listen(InetAddress address) throws IOException {
        return listen(address, UnaryOperator.identity());
    }

    /**
     * Listens on a port that the kernel chooses, on the check's reactor.
     *
     * @param address of this host
     * @param behaviour sets each recorder up
     * @return bound
     * @throws IOException what opening the reactor said
     */
    public Server listen(InetAddress address, UnaryOperator<Recorder> behaviour) throws IOException {
        return listen(reactor(), new InetSocketAddress(address, 0), StreamOptions.DEFAULT, behaviour);
    }

    /**
     * Listens.
     *
     * @param reactor whose
     * @param local where
     * @param options how
     * @param behaviour sets each recorder up
     * @return bound
     */
    public Server listen(
            Reactor reactor, InetSocketAddress local, StreamOptions options, UnaryOperator<Recorder> behaviour) {
        Server server = new Server(behaviour);
        trail.add("listening on", local);
        server.bound(await(reactor.listenTcp(local, options, server)));
        return server;
    }

    /**
     * Connects, on the check's reactor.
     *
     * @param remote where to
     * @param protocol what the connection hears
     * @return connected
     * @throws IOException what opening the reactor said
     */
    public Connection connect(InetSocketAddress remote, Recorder protocol) throws IOException {
        trail.add("connecting to", remote);
        return await(reactor().connectTcp(remote, StreamOptions.DEFAULT, () -> protocol));
    }

    /**
     * Two ends of one connection, both on the check's reactor.
     *
     * @param loopback an address of this host
     * @return connected, both ends told
     * @throws IOException what opening the reactor said
     */
    public Pair pair(InetAddress loopback) throws IOException {
        return pair(loopback, StreamOptions.DEFAULT, recorder(), UnaryOperator.identity());
    }

    /**
     * Two ends of one connection, both on the check's reactor.
     *
     * @param loopback an address of this host
     * @param options of both ends
     * @param client what the connecting end does
     * @param behaviour sets the accepting end up
     * @return connected, both ends told
     * @throws IOException what opening the reactor said
     */
    public Pair pair(InetAddress loopback, StreamOptions options, Recorder client, UnaryOperator<Recorder> behaviour)
            throws IOException {
        Server server = listen(reactor(), new InetSocketAddress(loopback, 0), options, behaviour);
        trail.add("connecting to", server.address());
        await(reactor().connectTcp(server.address(), options, () -> client));
        return new Pair(client, server.awaitAccepted());
    }

    /**
     * A plain JDK server socket: a peer that shares no mistake with the provider. Its waits end with the guard.
     *
     * @param address of this host
     * @return bound to a port that the kernel chose; closed when the check ends
     * @throws IOException what the kernel said
     */
    public ServerSocket jdkServer(InetAddress address) throws IOException {
        ServerSocket socket = closing(new ServerSocket(0, 128, address));
        socket.setSoTimeout(guardMillis());
        trail.add("a socket of the JDK listening on", new InetSocketAddress(address, socket.getLocalPort()));
        return socket;
    }

    /**
     * Waits for a connection of a JDK server socket.
     *
     * @param server listening
     * @return accepted; its reads end with the guard; closed when the check ends
     * @throws IOException what the kernel said
     */
    public Socket jdkAccept(ServerSocket server) throws IOException {
        Socket socket = closing(server.accept());
        socket.setSoTimeout(guardMillis());
        return socket;
    }

    /**
     * A plain JDK socket.
     *
     * @param remote where to
     * @return connected; its reads end with the guard; closed when the check ends
     * @throws IOException what the kernel said
     */
    public Socket jdkConnect(InetSocketAddress remote) throws IOException {
        Socket socket = closing(new Socket());
        trail.add("a socket of the JDK connecting to", remote);
        socket.connect(remote, guardMillis());
        socket.setSoTimeout(guardMillis());
        return isSecured ? closing(tls.jdkClient(socket, tls.context())) : socket;
    }

    /**
     * What a check of datagrams works with.
     *
     * @return ports, plain peers, and datagrams that may be lost
     */
    public DatagramRig udp() {
        return datagrams;
    }

    /**
     * What a check of TLS works with.
     *
     * @return certificates, settings, peers
     */
    public TlsRig tls() {
        return tls;
    }

    private static int guardMillis() {
        return (int) Math.min(Integer.MAX_VALUE, Patience.guard().toMillis());
    }

    /**
     * Has something closed when the check ends, in the reverse order.
     *
     * @param resource to be closed
     * @param <T> its type
     * @return the same
     */
    public <T extends AutoCloseable> T closing(T resource) {
        synchronized (toClose) {
            toClose.push(resource);
        }
        return resource;
    }

    // Beyond the loopback.

    /**
     * This host in its lab: its addresses and links. Only in the environments made of namespaces.
     *
     * @return the host that the check runs on
     */
    public LabHost lab() {
        return lab.orElseThrow(() -> new IllegalStateException(
                row.id() + " wants the lab: give it env LAB, LAB2, MC, MTU, HOLE, REJECT, …"));
    }

    /**
     * The host at the other end of the link, with plain JDK sockets. Only in {@code LAB}, {@code LAB2}, {@code MTU} and
     * {@code HOLE}.
     *
     * @return one for all rows of the environment
     */
    public FarHost far() {
        return lab().far();
    }

    /**
     * A child JVM with the paths of this one, to be changed.
     *
     * @return not started
     */
    public JavaCommand child() {
        return JavaCommand.likeThisOne();
    }

    /**
     * Takes every descriptor that this process may still have. Only in {@code FDLIMIT}, where they are few.
     *
     * @return gives them back one by one; all, when the check ends
     * @throws IOException what the kernel said other than that there are no more
     */
    public DescriptorFill fillDescriptors() throws IOException {
        // What a loop still does may hold one for a moment, to load a class: those taken are all when no more come
        // free.
        turnsOfAll();
        DescriptorFill fill = closing(DescriptorFill.toTheLimit());
        int held;
        do {
            held = fill.held();
            turnsOfAll();
            fill.refill();
        } while (fill.held() > held);
        return fill;
    }

    private void turnsOfAll() {
        reactors().forEach(each -> turns(each, 2));
    }

    /**
     * Makes calls of this process to its C library fail. Only in {@code INJECT}.
     *
     * @return nothing fails yet; nothing fails any more when the check ends
     * @throws IOException if no library stands before the C library
     */
    public Faults faults() throws IOException {
        return closing(Faults.ofThisProcess());
    }

    // Rows of other areas.

    /** A check's body. */
    @FunctionalInterface
    public interface Body {
        /**
         * Does it.
         *
         * @param rig to do it with
         * @throws Exception whatever comes
         */
        void run(Rig rig) throws Exception;
    }

    /**
     * Runs another row's body over TLS: the reactors of the rig that it gets listen and connect by TLS where they are
     * asked for TCP, with {@link TlsIdentity#A} and without asking for names; so do the JDK's sockets that connect.
     *
     * @param id of the other row, for the failure's text
     * @param body what it does
     * @throws Exception what it threw
     */
    public void overTls(String id, Body body) throws Exception {
        // With incidents of its own: what a callback met when the reactors of the row before were closed is none of its
        // business.
        Rig secured = new Rig(row, subject, lab, true, trail);
        incidentsOfOthers.add(secured.incidents);
        try {
            body.run(secured);
        } catch (CheckFailure failure) {
            throw new CheckFailure(id + " over TLS: " + failure.getMessage(), failure);
        } finally {
            secured.close();
        }
        secured.lateFailure().ifPresent(failure -> {
            throw new CheckFailure(id + " over TLS: " + failure.getMessage(), failure);
        });
    }

    /** Closes everything, the last first; what closing throws is kept for the report. */
    void close() {
        while (true) {
            AutoCloseable next;
            synchronized (toClose) {
                next = toClose.poll();
            }
            if (next == null) {
                break;
            }
            try {
                next.close();
            } catch (Throwable thrown) {
                synchronized (closingProblems) {
                    closingProblems.add("closing " + next.getClass().getSimpleName() + " threw " + Shown.text(thrown));
                }
            }
        }
    }

    /** What a check said on the reactor's thread, or closing threw: it must not be lost. */
    Optional<CheckFailure> lateFailure() {
        Optional<CheckFailure> said = incidents.thrown().stream()
                .filter(CheckFailure.class::isInstance)
                .map(CheckFailure.class::cast)
                .findFirst()
                .or(() -> scripts.stream()
                        .flatMap(script -> script.problem().stream())
                        .map(thrown -> new CheckFailure("a server of the script failed: " + Shown.text(thrown), thrown))
                        .findFirst());
        synchronized (closingProblems) {
            return said.or(() -> closingProblems.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new CheckFailure(String.join(", ", closingProblems))));
        }
    }
}
