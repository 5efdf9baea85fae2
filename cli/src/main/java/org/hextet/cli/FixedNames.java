package org.hextet.cli;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
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
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.cli.report.UsageException;

/** Answers names that were given with their addresses, and asks another resolver for all other names. */
final class FixedNames implements NameResolver {

    private static final String OPTION = "--resolve";

    private final Map<String, List<InetAddress>> addresses;
    private final Optional<NameResolver> others;

    FixedNames(Map<String, List<InetAddress>> addresses, Optional<NameResolver> others) {
        this.addresses = addresses;
        this.others = others;
    }

    /**
     * Reads {@code NAME=ADDRESS[,ADDRESS]}.
     *
     * @param texts each of that form
     * @return by {@link #key}, in the order given
     * @throws IllegalArgumentException if one is malformed
     */
    static Map<String, List<InetAddress>> parse(List<String> texts) {
        Map<String, List<InetAddress>> all = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new UsageException(OPTION + " \"" + text
                        + "\": no \"=\"; write NAME=ADDRESS[,ADDRESS], as in example.org=::1,127.0.0.1");
            }
            all.computeIfAbsent(name(text, equals), name -> new ArrayList<>()).addAll(addresses(text, equals + 1));
        }
        return all;
    }

    private static String name(String text, int end) {
        Host host;
        try {
            host = Host.parse(text.substring(0, end));
        } catch (AddressSyntaxException wrong) {
            throw wrong.within(text, 0);
        }
        if (host instanceof Host.Name name) {
            return key(name);
        }
        throw new UsageException(OPTION + " \"" + text + "\": \"" + host + "\" is no name to look up");
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

    /** Names are compared in their ASCII form, without the final dot. */
    static String key(Host.Name name) {
        String ascii = name.asciiName();
        return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    }

    @Override
    public String provider() {
        return others.map(NameResolver::provider).orElse("fixed");
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        List<InetAddress> known = Host.parse(name) instanceof Host.Name parsed ? addresses.get(key(parsed)) : null;
        if (known == null) {
            return others.orElseThrow(
                            () -> new IllegalStateException("look up " + name + ": only fixed names are known"))
                    .lookup(reactor, name, families, deadline, answers);
        }
        AtomicBoolean done = new AtomicBoolean();
        Set<StandardProtocolFamily> asked = EnumSet.copyOf(families);
        reactor.execute(() -> {
            for (StandardProtocolFamily family : asked) {
                if (!done.get()) {
                    answer(name, family, known, answers);
                }
            }
            done.set(true);
        });
        return () -> done.compareAndSet(false, true);
    }

    private static void answer(String name, StandardProtocolFamily family, List<InetAddress> known, Answers answers) {
        List<InetAddress> fitting = known.stream()
                .filter(address -> AddressRules.family(address) == family)
                .toList();
        if (fitting.isEmpty()) {
            answers.failed(
                    family,
                    Failures.ofLookup(
                            new Facts(FailureKind.NO_DATA, "look up"),
                            "look up " + name + ": no IPv" + (family == StandardProtocolFamily.INET6 ? 6 : 4)
                                    + " address was given by " + OPTION,
                            null));
        } else {
            answers.answered(family, fitting, OptionalLong.empty());
        }
    }

    @Override
    public Capabilities capabilities() {
        return others.map(NameResolver::capabilities)
                .orElseGet(() -> new Capabilities(
                        "fixed",
                        Set.of(Capability.RESOLVE, Capability.RESOLVE_FAMILY, Capability.RESOLVE_KINDS),
                        Map.of()));
    }

    @Override
    public List<String> warnings() {
        return others.map(NameResolver::warnings).orElse(List.of());
    }

    @Override
    public void close() {
        others.ifPresent(NameResolver::close);
    }
}
