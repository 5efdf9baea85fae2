package org.hextet.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.Zones;
import org.hextet.api.Capability;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.cli.report.UsageException;
import org.hextet.endpoints.resolvers.StaticNames;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom to ask for addresses. */
final class NameOptions {

    /** Its servers can be chosen. */
    private static final Capability DNS = new Capability("dns");

    private static final int DNS_PORT = 53;

    @Option(
            names = "--resolver",
            paramLabel = "NAME",
            description = "The resolver, for example jdk; options of its own follow as in \"jdk?option=value\".")
    @Nullable
    ProviderSpec resolver;

    @Option(
            names = "--server",
            paramLabel = "ADDRESS[:PORT]",
            description = "The name server to ask (port 53), in place of the system's; repeat it for several.")
    List<String> servers = List.of();

    @Option(
            names = "--resolve",
            paramLabel = "NAME=ADDRESS[,ADDRESS]",
            description = "The addresses of a name, which is then not looked up; repeat it for several names.")
    List<String> fixed = List.of();

    NameOptions() {}

    boolean isGiven() {
        return resolver != null || !servers.isEmpty() || !fixed.isEmpty();
    }

    /**
     * Opens what was asked for.
     *
     * @param hosts what will be looked up
     * @return to be closed by the caller; empty if nothing was asked for, and nothing has to be opened
     * @throws IOException as of {@link NameResolver#open}
     */
    Optional<NameResolver> open(Collection<Host> hosts) throws IOException {
        return isGiven() ? Optional.of(open(hosts, Set.of())) : Optional.empty();
    }

    /**
     * Opens what was asked for, or else the best that can do it.
     *
     * @param hosts what will be looked up
     * @param needed what the resolver must be able to do, beside what the options demand
     * @return to be closed by the caller
     * @throws UnsupportedOperationException if the resolver that was named cannot do it, or none can
     * @throws IOException as of {@link NameResolver#open}
     */
    NameResolver open(Collection<Host> hosts, Set<Capability> needed) throws IOException {
        StaticNames known = known();
        List<InetSocketAddress> asked = servers();
        boolean areAllKnown = !fixed.isEmpty()
                && !hosts.isEmpty()
                && hosts.stream().allMatch(host -> !(host instanceof Host.Name) || isKnown(known, host));
        boolean needsOthers = resolver != null || !servers.isEmpty() || !areAllKnown || !needed.isEmpty();
        if (!needsOthers) {
            return known;
        }
        NameResolver others = opened(asked, needed);
        return fixed.isEmpty() ? others : known.otherwiseOwned(others);
    }

    /** Whether each of these names was given with its addresses. */
    boolean areFixed(Collection<Host> hosts) {
        StaticNames known = known();
        return !fixed.isEmpty() && !hosts.isEmpty() && hosts.stream().allMatch(host -> isKnown(known, host));
    }

    private StaticNames known() {
        for (String text : fixed) {
            if (text.indexOf('=') < 0) {
                throw new UsageException("--resolve \"" + text
                        + "\": no \"=\"; write NAME=ADDRESS[,ADDRESS], as in example.org=::1,127.0.0.1");
            }
        }
        return StaticNames.parse(fixed);
    }

    private static boolean isKnown(StaticNames known, Host host) {
        return host instanceof Host.Name name
                && !known.addresses(name.asciiName()).isEmpty();
    }

    /**
     * The resolver whose name servers can be chosen.
     *
     * @return with the options that were given for it; empty if another one was named, or there is none
     */
    Optional<ProviderSpec> withServers() {
        Set<Capability> needed = Set.of(DNS);
        Optional<ProviderSpec> chosen = Optional.ofNullable(resolver).or(NameOptions::ofProcess);
        return chosen.isPresent()
                ? chosen.filter(spec -> ResolverSearch.can(spec.name(), needed))
                : ResolverSearch.best(needed).map(name -> new ProviderSpec(name, Map.of()));
    }

    /** A file that an option of the resolver names. */
    Optional<Path> file(String option) {
        return Optional.ofNullable(resolver)
                .map(spec -> spec.options().get(option))
                .map(Path::of);
    }

    /** The name servers that are asked in place of the system's, however they were given. */
    List<InetSocketAddress> askedServers() {
        String given = resolver == null ? null : resolver.options().get("server");
        if (given == null) {
            return servers();
        }
        return Arrays.stream(given.split(",", -1))
                .map(text -> AddressArgument.parse("server", text, DNS_PORT))
                .toList();
    }

    /** Those of --server. */
    List<InetSocketAddress> servers() {
        List<InetSocketAddress> asked = new ArrayList<>();
        for (String server : servers) {
            InetSocketAddress address = AddressArgument.parse("--server", server, DNS_PORT);
            if (address.getPort() == 0) {
                throw new UsageException(
                        "--server \"" + server + "\": port 0 cannot be asked; leave it out for port " + DNS_PORT);
            }
            asked.add(AddressRules.usable(address, "--server", Zones.ofHost()));
        }
        return asked;
    }

    private NameResolver opened(List<InetSocketAddress> asked, Set<Capability> alsoNeeded) throws IOException {
        Set<Capability> needed = new TreeSet<>(alsoNeeded);
        Optional<ProviderSpec> chosen = Optional.ofNullable(resolver).or(NameOptions::ofProcess);
        Map<String, String> options =
                new LinkedHashMap<>(chosen.map(ProviderSpec::options).orElse(Map.of()));
        if (!asked.isEmpty()) {
            needed.add(DNS);
            if (resolver != null && options.containsKey("server")) {
                throw new UsageException(
                        "--server with --resolver \"" + resolver + "\": both name servers; leave one of them out");
            }
            options.put(
                    "server",
                    String.join(
                            ",", asked.stream().map(AddressText::formatSocket).toList()));
        }
        if (chosen.isEmpty() && needed.isEmpty()) {
            return NameResolver.open("");
        }
        String name = chosen.map(ProviderSpec::name).orElseGet(() -> ResolverSearch.with(needed));
        ResolverSearch.require(name, needed);
        return NameResolver.open(new ProviderSpec(name, options).toString());
    }

    private static Optional<ProviderSpec> ofProcess() {
        return Optional.ofNullable(System.getProperty(Discovery.RESOLVER_PROPERTY))
                .filter(text -> !text.isEmpty())
                .map(ProviderSpec::parse);
    }
}
