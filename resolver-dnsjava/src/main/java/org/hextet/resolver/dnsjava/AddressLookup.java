package org.hextet.resolver.dnsjava;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.hextet.addresses.IpAddress;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * One lookup of addresses: hosts file and name servers in their order, and of these one name of the search list after
 * the other. Families are asked at once and told as they come, but all addresses are of one name: once a family was
 * found, no other name is asked for.
 *
 * <p>All but {@link #cancel()} happens on the reactor's thread.
 */
final class AddressLookup implements Lookup {

    private enum State {
        RUNNING,
        TOLD,
        CANCELLED
    }

    private final DnsClient client;
    private final String name;
    private final String asciiName;
    private final Answers answers;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private volatile @Nullable Timer deadline;

    /** Families of which nothing is decided, in the order in which they are asked. */
    private final List<StandardProtocolFamily> open;

    private int untold;
    private final Map<StandardProtocolFamily, Chain> chains = new EnumMap<>(StandardProtocolFamily.class);

    /** What names of the search list have said before. */
    private final Map<StandardProtocolFamily, Misses> misses = new EnumMap<>(StandardProtocolFamily.class);

    private List<String> candidates = List.of();
    private int candidate = -1;
    private int running;
    /** Whether no further name is asked for. */
    private boolean isLast;

    /**
     * Asks nobody yet.
     *
     * @param name as it was given
     * @param asciiName as it is asked for
     * @param families to be told, in this order
     */
    AddressLookup(
            DnsClient client, String name, String asciiName, List<StandardProtocolFamily> families, Answers answers) {
        this.client = client;
        this.name = name;
        this.asciiName = asciiName;
        this.open = new ArrayList<>(families);
        this.untold = families.size();
        this.answers = answers;
    }

    /**
     * Begins, as a task of the reactor. Any thread.
     *
     * @throws RejectedExecutionException if the reactor is closed
     */
    void begin(Duration within) {
        Reactor reactor = client.reactor();
        Timer timer = reactor.schedule(within, () -> expire(within));
        deadline = timer;
        try {
            reactor.execute(this::start);
        } catch (RejectedExecutionException closed) {
            timer.cancel();
            throw closed;
        }
    }

    /**
     * Tells addresses that need no asking, as a task of the reactor. Any thread.
     *
     * @throws RejectedExecutionException if the reactor is closed
     */
    void answerAtOnce(InetAddress literal) {
        client.reactor().execute(() -> {
            for (StandardProtocolFamily family : List.copyOf(open)) {
                found(family, familyOf(literal) == family ? List.of(literal) : List.of(), OptionalLong.empty());
            }
        });
    }

    @Override
    public boolean cancel() {
        if (!state.compareAndSet(State.RUNNING, State.CANCELLED)) {
            return false;
        }
        stopTimer();
        if (client.reactor().inReactor()) {
            leave();
        } else {
            try {
                client.reactor().execute(this::leave);
            } catch (RejectedExecutionException closed) {
                // Its ports are gone with it.
            }
        }
        return true;
    }

    private void start() {
        if (state.get() != State.RUNNING) {
            return;
        }
        DnsOptions.Order order = client.options().order();
        boolean isSpecial = SpecialNames.isSpecial(asciiName);
        if (!isSpecial && order != DnsOptions.Order.DNS_ONLY && order != DnsOptions.Order.DNS_THEN_HOSTS) {
            List<InetAddress> inHosts = inHosts();
            if (!inHosts.isEmpty()) {
                for (StandardProtocolFamily family : List.copyOf(open)) {
                    found(family, ofFamily(inHosts, family), OptionalLong.empty());
                }
                return;
            }
            if (order == DnsOptions.Order.HOSTS_ONLY) {
                for (StandardProtocolFamily family : List.copyOf(open)) {
                    failed(
                            family,
                            FailureKind.NO_SUCH_NAME,
                            "not in " + client.options().hosts());
                }
                return;
            }
        }
        ResolvConf search = client.settings().search();
        candidates = isSpecial ? List.of(absolute(asciiName)) : search.candidates(asciiName);
        if (search.spareIpv6() && !isSpecial && open.contains(StandardProtocolFamily.INET6)) {
            failed(
                    StandardProtocolFamily.INET6,
                    FailureKind.NO_DATA,
                    "IPv6 addresses are not asked for: resolv.conf has \"options no-aaaa\"");
        }
        if (candidates.isEmpty()) {
            for (StandardProtocolFamily family : List.copyOf(open)) {
                failed(
                        family,
                        FailureKind.NO_SUCH_NAME,
                        "not asked: it has no dot, there is no search list, and resolv.conf has \"options no-tld-query\"");
            }
        } else if (!open.isEmpty()) {
            nextCandidate();
        }
    }

    private void nextCandidate() {
        candidate++;
        isLast = candidate == candidates.size() - 1;
        Name asked = absoluteName(candidates.get(candidate));
        List<StandardProtocolFamily> now = List.copyOf(open);
        running = now.size();
        int here = candidate;
        CommonPorts ports = new CommonPorts(client.ports());
        for (StandardProtocolFamily family : now) {
            int type = family == StandardProtocolFamily.INET6 ? Type.AAAA : Type.A;
            Chain chain = Chain.ask(client, new Question(asked, type), ports, verdict -> known(here, family, verdict));
            // Answered already, it may wait for the next name. Cancelled meanwhile by another thread, it is left by a
            // later task.
            if (here == candidate && open.contains(family)) {
                chains.put(family, chain);
            }
        }
    }

    private void known(int ofCandidate, StandardProtocolFamily family, Verdict verdict) {
        if (state.get() != State.RUNNING || ofCandidate != candidate || !open.contains(family)) {
            return;
        }
        running--;
        if (verdict instanceof Verdict.Found found) {
            // The others of this name are all that there will be.
            isLast = true;
            found(family, addresses(found.records()), OptionalLong.of(found.ttlSeconds()));
        } else {
            Misses missed = misses.computeIfAbsent(family, one -> new Misses());
            missed.add(verdict);
            isLast |= missed.endsSearch();
        }
        if (isLast) {
            for (StandardProtocolFamily each : List.copyOf(open)) {
                Misses missed = misses.get(each);
                if (missed != null && missed.isOf(candidate)) {
                    missed(each, missed);
                }
            }
        } else if (running == 0) {
            nextCandidate();
        }
    }

    private void missed(StandardProtocolFamily family, Misses missed) {
        if (client.options().order() == DnsOptions.Order.DNS_THEN_HOSTS) {
            List<InetAddress> inHosts = ofFamily(inHosts(), family);
            if (!inHosts.isEmpty()) {
                found(family, inHosts, OptionalLong.empty());
                return;
            }
        }
        failed(family, missed.kind(), missed.what(family));
    }

    private void expire(Duration within) {
        if (state.get() != State.RUNNING) {
            return;
        }
        Map<StandardProtocolFamily, String> waitedFor = new EnumMap<>(StandardProtocolFamily.class);
        chains.forEach((family, chain) -> waitedFor.put(family, chain.progress()));
        // Before they are told: whoever is told is forgotten.
        leave();
        for (StandardProtocolFamily family : List.copyOf(open)) {
            failed(
                    family,
                    FailureKind.TIMEOUT,
                    "no answer within " + DurationWords.of(within) + "; "
                            + waitedFor.getOrDefault(family, "nobody was asked in time"));
        }
    }

    private void found(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        if (addresses.isEmpty()) {
            boolean wantsIpv6 = family == StandardProtocolFamily.INET6;
            failed(
                    family,
                    FailureKind.NO_DATA,
                    wantsIpv6
                            ? "no IPv6 address of it is known, only IPv4"
                            : "no IPv4 address of it is known, only IPv6");
            return;
        }
        tell(family, () -> answers.answered(family, addresses, ttlSeconds));
    }

    private void failed(StandardProtocolFamily family, FailureKind kind, String what) {
        UnknownHostException why = LookupFailures.of(kind, name, what);
        tell(family, () -> answers.failed(family, why));
    }

    /** As a task of its own: what it throws costs nobody else anything. */
    private void tell(StandardProtocolFamily family, Runnable call) {
        open.remove(family);
        chains.remove(family);
        try {
            client.reactor().execute(() -> {
                boolean isLastCall = --untold == 0;
                if (!state.compareAndSet(State.RUNNING, isLastCall ? State.TOLD : State.RUNNING)) {
                    return;
                }
                if (isLastCall) {
                    stopTimer();
                }
                call.run();
            });
        } catch (RejectedExecutionException closed) {
            // The reactor is gone, and with it everybody who could be told.
            state.set(State.CANCELLED);
        }
    }

    private void leave() {
        List<Chain> left = List.copyOf(chains.values());
        chains.clear();
        left.forEach(Chain::leave);
    }

    private void stopTimer() {
        Timer timer = deadline;
        if (timer != null) {
            timer.cancel();
        }
    }

    private List<InetAddress> inHosts() {
        List<InetAddress> addresses = new ArrayList<>();
        for (IpAddress address : client.hosts().addresses(asciiName)) {
            try {
                addresses.add(InetAddresses.named(asciiName, address.toInetAddress()));
            } catch (IllegalArgumentException unknownZone) {
                // Its interface is not there now, and so it cannot be reached.
            }
        }
        return addresses;
    }

    private List<InetAddress> addresses(List<Record> records) {
        List<InetAddress> addresses = new ArrayList<>(records.size());
        for (Record record : records) {
            if (record instanceof ARecord || record instanceof AAAARecord) {
                InetAddress address = InetAddresses.named(asciiName, record.rdataToWireCanonical());
                // An IPv4-mapped one is no IPv6 address that anybody could be reached by (RFC 4942, section 2.2).
                if (address instanceof Inet4Address == record instanceof ARecord) {
                    addresses.add(address);
                }
            }
        }
        return List.copyOf(addresses);
    }

    private static List<InetAddress> ofFamily(List<InetAddress> addresses, StandardProtocolFamily family) {
        return addresses.stream().filter(one -> familyOf(one) == family).toList();
    }

    private static StandardProtocolFamily familyOf(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private static String absolute(String asciiName) {
        return asciiName.endsWith(".") ? asciiName.substring(0, asciiName.length() - 1) : asciiName;
    }

    private static Name absoluteName(String candidate) {
        try {
            return Name.fromString(candidate + '.');
        } catch (TextParseException impossible) {
            // Checked as a host name, and for its length.
            throw new AssertionError(impossible);
        }
    }

    /** What was said of one family, by one name after the other. The most telling counts. */
    private final class Misses {

        private boolean hadNoData;
        private @Nullable String unknown;
        private FailureKind unknownKind = FailureKind.TEMPORARY;
        private int lastCandidate = -1;

        private void add(Verdict verdict) {
            lastCandidate = candidate;
            if (verdict instanceof Verdict.NoData) {
                hadNoData = true;
            } else if (verdict instanceof Verdict.Unknown why) {
                unknown = why.what();
                unknownKind = why.kind();
            }
        }

        /** Whether what was said is of this name already. */
        private boolean isOf(int ofCandidate) {
            return lastCandidate == ofCandidate;
        }

        /** Servers that are silent, or a resolver that is closed: the next name would fare no better. */
        private boolean endsSearch() {
            return unknown != null && unknownKind != FailureKind.TEMPORARY;
        }

        /** A server that fails for one name hides nothing: that there is no such name is not known. */
        private FailureKind kind() {
            if (unknown != null) {
                return unknownKind;
            }
            return hadNoData ? FailureKind.NO_DATA : FailureKind.NO_SUCH_NAME;
        }

        private String what(StandardProtocolFamily family) {
            if (unknown != null) {
                return unknown;
            }
            String asked = candidates.size() == 1 && candidates.get(0).equals(absolute(asciiName))
                    ? ""
                    : " (asked for: " + String.join(", ", candidates.subList(0, candidate + 1)) + ")";
            return hadNoData
                    ? "the name exists and has no "
                            + (family == StandardProtocolFamily.INET6 ? "IPv6 address (AAAA)" : "IPv4 address (A)")
                            + asked
                    : "no such name" + asked + "; check its spelling, the hosts file and the search list";
        }
    }
}
