package org.hextet.resolver.dnsjava;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.hextet.addresses.Host;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.DnsRecord;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Judges what is asked for, and hands it to the client of the reactor that asks. */
final class DnsjavaResolver implements NameResolver {

    private final DnsOptions options;
    private final Capabilities capabilities;
    private final List<String> warnings;
    private final LongSupplier nanoTime;
    private final SystemFiles files;
    private final NameServers servers = new NameServers();
    private final AnswerCache cache;
    private final Map<Reactor, DnsClient> clients = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Open.
     *
     * @param nanoTime the system's clock
     */
    DnsjavaResolver(DnsOptions options, Capabilities capabilities, List<String> warnings, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
        this.capabilities = capabilities;
        this.warnings = warnings;
        this.files = new SystemFiles(options, nanoTime);
        this.cache = new AnswerCache(options);
    }

    @Override
    public String provider() {
        return DnsjavaResolverProvider.NAME;
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        Host host = Host.parse(name);
        List<StandardProtocolFamily> inOrder = inOrder(name, families);
        requirePositive(name, deadline);
        if (host instanceof Host.Any) {
            throw new IllegalArgumentException(
                    "look up " + name + ": no host name but every local interface; write a name or an address");
        }
        DnsClient client = client(reactor);
        try {
            if (host instanceof Host.Literal literal) {
                InetAddress address = literal.address().toInetAddress();
                AddressLookup lookup = new AddressLookup(client, name, name, inOrder, answers);
                lookup.answerAtOnce(address);
                return lookup;
            }
            AddressLookup lookup = new AddressLookup(client, name, ((Host.Name) host).asciiName(), inOrder, answers);
            lookup.begin(deadline);
            closeIfLate(client);
            return lookup;
        } catch (RejectedExecutionException reactorClosed) {
            throw reactorClosed(name, reactorClosed);
        }
    }

    @Override
    public Pending<List<DnsRecord>> records(Reactor reactor, String name, String type, Duration deadline) {
        Question question = new Question(recordName(name, type), recordType(name, type));
        requirePositive(name, deadline);
        DnsClient client = client(reactor);
        try {
            Pending<List<DnsRecord>> records = RecordLookup.begin(client, name, question, deadline);
            closeIfLate(client);
            return records;
        } catch (RejectedExecutionException reactorClosed) {
            throw reactorClosed(name, reactorClosed);
        }
    }

    @Override
    public void flush() {
        cache.flush();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public void close() {
        closed = true;
        clients.values().forEach(DnsjavaResolver::close);
        clients.clear();
        cache.flush();
    }

    /** How many reactors it knows. */
    int reactors() {
        return clients.size();
    }

    /** How many answers it has kept. */
    int kept() {
        return cache.size();
    }

    private DnsClient client(Reactor reactor) {
        if (closed) {
            throw new IllegalStateException("resolver " + DnsjavaResolverProvider.NAME + " is closed");
        }
        DnsClient known = clients.get(reactor);
        if (known != null) {
            return known;
        }
        DnsClient fresh = new DnsClient(
                reactor,
                options,
                files,
                servers,
                cache,
                options.clock() == DnsOptions.Clock.REACTOR ? reactor::nanoTime : nanoTime);
        DnsClient before = clients.putIfAbsent(reactor, fresh);
        if (before != null) {
            return before;
        }
        reactor.terminated().whenComplete((end, failure) -> clients.remove(reactor, fresh));
        return fresh;
    }

    /** It was closed while somebody asked: that one must not wait for his deadline. */
    private void closeIfLate(DnsClient client) {
        if (closed) {
            close(client);
        }
    }

    private static void close(DnsClient client) {
        try {
            client.reactor().execute(client::close);
        } catch (RejectedExecutionException closed) {
            // The reactor has ended all of it.
        }
    }

    private static Name recordName(String name, String type) {
        Host host = Host.parse(name);
        try {
            if (host instanceof Host.Name named) {
                String ascii = named.asciiName();
                return Name.fromString(ascii.endsWith(".") ? ascii : ascii + '.');
            }
        } catch (TextParseException impossible) {
            // Checked as a host name.
            throw new AssertionError(impossible);
        }
        if (host instanceof Host.Literal literal && type.equalsIgnoreCase("PTR")) {
            return ReverseMap.fromAddress(literal.address().bytes());
        }
        throw new IllegalArgumentException("look up " + name + ": need a domain name"
                + (host instanceof Host.Literal ? "; of an address only names are known, type PTR" : ""));
    }

    private static int recordType(String name, String type) {
        int number = Type.value(type, true);
        // 128 to 255 are for questions only (RFC 6895, section 3.1), OPT is for messages.
        if (number <= 0 || number > 0xffff || number == Type.OPT || (number >= 128 && number <= 255)) {
            throw new IllegalArgumentException("look up " + name + ": \"" + type
                    + "\" is no type of a record; need one such as SRV, HTTPS, TXT, MX, NS, PTR, TYPE65534");
        }
        return number;
    }

    private static void requirePositive(String name, Duration deadline) {
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException(
                    "look up " + name + ": deadline " + deadline + "; need more than zero, as in 5 s");
        }
    }

    private static IllegalStateException reactorClosed(String name, RejectedExecutionException cause) {
        return new IllegalStateException("look up " + name + ": the reactor is closed", cause);
    }

    /** IPv6 first, as RFC 8305 wants them asked for: who connects can begin with it. */
    private static List<StandardProtocolFamily> inOrder(String name, Set<StandardProtocolFamily> families) {
        List<StandardProtocolFamily> inOrder = Stream.of(StandardProtocolFamily.INET6, StandardProtocolFamily.INET)
                .filter(families::contains)
                .toList();
        if (inOrder.isEmpty() || inOrder.size() != families.size()) {
            throw new IllegalArgumentException(
                    "look up " + name + ": families " + families + "; need INET, INET6 or both");
        }
        return inOrder;
    }
}
