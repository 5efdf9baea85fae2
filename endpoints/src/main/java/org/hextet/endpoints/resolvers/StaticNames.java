package org.hextet.endpoints.resolvers;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.Zones;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.DnsRecord;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;

/**
 * Answers names with the addresses that it was told, for tests and to pin a name, as {@code curl --resolve} does. All
 * other names it hands to another resolver, or says that there are none such.
 *
 * <p>A name that it knows is its own alone: a family of which it was told no address has none (kind no-data), nobody
 * else is asked for it, and it has no records of other types. {@code *.example.org} stands for every name below
 * {@code example.org}, at any depth, and {@code *} for every name; the longest that fits counts, a name itself before
 * all. Literals are answered as they are, and names of {@code localhost} with the loopback addresses, unless it was
 * told of them otherwise.
 *
 * <p>Immutable but for its end; thread-safe. Closing it ends its own lookups; the resolver of the other names is closed
 * with it only if it was {@linkplain #otherwiseOwned handed over}.
 */
public final class StaticNames implements NameResolver {

    private static final String PROVIDER = "static";

    /** Names in ASCII without final dot; wildcards with their asterisk. */
    private final Map<String, List<InetAddress>> names;

    private final Optional<NameResolver> others;
    private final boolean isOwner;
    private final AtomicBoolean closed = new AtomicBoolean();

    private StaticNames(Map<String, List<InetAddress>> names, Optional<NameResolver> others, boolean isOwner) {
        this.names = names;
        this.others = others;
        this.isOwner = isOwner;
    }

    /**
     * A resolver that knows no name yet.
     *
     * @return say what it knows by {@link #with}
     */
    public static StaticNames none() {
        return new StaticNames(Map.of(), Optional.empty(), false);
    }

    /**
     * Reads names with their addresses: each {@code NAME=ADDRESS[,ADDRESS]}; a name that stands there twice has all.
     *
     * @param texts for example {@code example.org=2001:db8::1,192.0.2.1}, {@code *.test=::1}
     * @return a resolver that knows them
     * @throws AddressSyntaxException if one is malformed: points at the character
     * @throws org.hextet.addresses.UnknownZoneException if this host lacks the zone of an address
     */
    public static StaticNames parse(Collection<String> texts) {
        StaticNames all = none();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new AddressSyntaxException(
                        text,
                        text.length(),
                        "no \"=\"",
                        "write NAME=ADDRESS[,ADDRESS], as in example.org=2001:db8::1,192.0.2.1");
            }
            String name = text.substring(0, equals);
            try {
                all = all.with(name, addresses(text, equals + 1));
            } catch (AddressSyntaxException wrong) {
                throw wrong.text().equals(text) ? wrong : wrong.within(text, 0);
            }
        }
        return all;
    }

    private static List<InetAddress> addresses(String text, int from) {
        List<InetAddress> addresses = new ArrayList<>();
        int at = from;
        while (at <= text.length()) {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            InetAddress address;
            try {
                address = AddressText.parse(text.substring(at, end)).toInetAddress();
            } catch (AddressSyntaxException wrong) {
                throw wrong.within(text, at);
            }
            addresses.add(
                    AddressRules.usable(address, "resolve " + text.substring(0, from - 1) + " to", Zones.ofHost()));
            at = end + 1;
        }
        return addresses;
    }

    /**
     * With a name.
     *
     * @param name a host name, or {@code *.} and one, or {@code *}
     * @param addresses of both families, in the order in which they are to be answered; added to those that it has
     * @return a changed copy
     * @throws AddressSyntaxException if the text is no host name
     * @throws IllegalArgumentException if there is no address, or the name is a literal
     */
    public StaticNames with(String name, List<InetAddress> addresses) {
        String key = key(name);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("the name " + name + " without an address: give at least one");
        }
        List<InetAddress> all = new ArrayList<>(names.getOrDefault(key, List.of()));
        addresses.stream().map(AddressRules::unmapped).forEach(all::add);
        Map<String, List<InetAddress>> more = new LinkedHashMap<>(names);
        more.put(key, List.copyOf(all));
        return new StaticNames(more, others, isOwner);
    }

    private static String key(String name) {
        boolean isWild = name.startsWith("*.");
        if (name.equals("*")) {
            return name;
        }
        Host host;
        try {
            host = Host.parse(isWild ? name.substring(2) : name);
        } catch (AddressSyntaxException wrong) {
            throw isWild ? wrong.within(name, 2) : wrong;
        }
        if (!(host instanceof Host.Name parsed)) {
            throw new AddressSyntaxException(name, 0, "no name to look up", "write a host name, as in example.org");
        }
        return (isWild ? "*." : "") + plain(parsed);
    }

    /** Names are compared in their ASCII form, without the final dot. */
    private static String plain(Host.Name name) {
        String ascii = name.asciiName();
        return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    }

    /**
     * With another resolver for all other names, which the caller goes on owning.
     *
     * @param resolver asked for what this one does not know
     * @return a changed copy
     */
    public StaticNames otherwise(NameResolver resolver) {
        return new StaticNames(names, Optional.of(resolver), false);
    }

    /**
     * With another resolver for all other names, which is closed with this one.
     *
     * @param resolver asked for what this one does not know
     * @return a changed copy
     */
    public StaticNames otherwiseOwned(NameResolver resolver) {
        return new StaticNames(names, Optional.of(resolver), true);
    }

    /**
     * What it knows of a name.
     *
     * @param name a host name
     * @return empty if nothing
     */
    public List<InetAddress> addresses(String name) {
        return Host.parse(name) instanceof Host.Name parsed ? known(plain(parsed)) : List.of();
    }

    private List<InetAddress> known(String key) {
        List<InetAddress> exact = names.get(key);
        if (exact != null) {
            return exact;
        }
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
            List<InetAddress> below = names.get("*" + key.substring(dot));
            if (below != null) {
                return below;
            }
        }
        List<InetAddress> loopback = Question.loopback(key);
        return loopback.isEmpty() ? names.getOrDefault("*", List.of()) : loopback;
    }

    /**
     * The provider of the other names.
     *
     * @return {@code static} if there is none
     */
    @Override
    public String provider() {
        return others.map(NameResolver::provider).orElse(PROVIDER);
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        Question question = Question.checked(reactor, name, families, deadline, answers);
        requireOpen(name);
        List<InetAddress> known = question.host() instanceof Host.Literal literal
                ? List.of(literal.address().toInetAddress())
                : addresses(name);
        if (known.isEmpty() && others.isPresent()) {
            return others.get().lookup(reactor, name, families, deadline, answers);
        }
        AtomicBoolean done = new AtomicBoolean();
        question.later(() -> answer(question, known, done));
        return () -> done.compareAndSet(false, true);
    }

    private void requireOpen(String name) {
        if (closed.get()) {
            throw new IllegalStateException("look up " + name + ": the resolver is closed");
        }
    }

    private void answer(Question question, List<InetAddress> known, AtomicBoolean done) {
        for (StandardProtocolFamily family : question.families()) {
            if (done.get()) {
                return; // Cancelled, perhaps by who was told of the family before.
            }
            List<InetAddress> fitting = known.stream()
                    .filter(address -> AddressRules.family(address) == family)
                    .toList();
            if (closed.get()) {
                question.answers().failed(family, question.failure(FailureKind.CANCELLED, "the resolver was closed"));
            } else if (!fitting.isEmpty()) {
                question.answers().answered(family, fitting, OptionalLong.empty());
            } else if (known.isEmpty()) {
                question.answers()
                        .failed(family, question.failure(FailureKind.NO_SUCH_NAME, "not among the names given"));
            } else {
                question.answers()
                        .failed(
                                family,
                                question.failure(
                                        FailureKind.NO_DATA,
                                        "no " + Question.word(family) + " address was given for it"));
            }
        }
        done.set(true);
    }

    @Override
    public Pending<List<DnsRecord>> records(Reactor reactor, String name, String type, Duration deadline) {
        requireOpen(name);
        NameResolver asked = others.orElse(null);
        if (asked == null) {
            return NameResolver.super.records(reactor, name, type, deadline);
        }
        if (!isPinned(name)) {
            return asked.records(reactor, name, type, deadline);
        }
        Promise<List<DnsRecord>> none = reactor.promise(() -> {});
        none.fail(Question.failure(name, FailureKind.NO_DATA, "it was given addresses, and nothing of type " + type));
        return none;
    }

    private boolean isPinned(String name) {
        try {
            return !addresses(name).isEmpty();
        } catch (AddressSyntaxException service) {
            return false; // Such as _sip._tcp.example.org, which is no host name.
        }
    }

    @Override
    public void flush() {
        others.ifPresent(NameResolver::flush);
    }

    @Override
    public Capabilities capabilities() {
        return others.map(NameResolver::capabilities)
                .orElseGet(() -> new Capabilities(
                        PROVIDER,
                        Set.of(Capability.RESOLVE, Capability.RESOLVE_FAMILY, Capability.RESOLVE_KINDS),
                        Map.of()));
    }

    @Override
    public List<String> warnings() {
        return others.map(NameResolver::warnings).orElse(List.of());
    }

    /** Ends its own lookups. Those of the resolver of the other names go on, unless it is closed with this one. */
    @Override
    public void close() {
        closed.set(true);
        if (isOwner) {
            others.ifPresent(NameResolver::close);
        }
    }
}
