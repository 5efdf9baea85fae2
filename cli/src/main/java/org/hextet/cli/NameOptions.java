package org.hextet.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.api.Capability;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.ProviderSpec;
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
        Map<String, List<InetAddress>> known = FixedNames.parse(fixed);
        List<InetSocketAddress> asked = new ArrayList<>();
        for (String server : servers) {
            asked.add(AddressArgument.parse("--server", server, DNS_PORT));
        }
        if (!isGiven()) {
            return Optional.empty();
        }
        boolean areAllKnown = hosts.stream()
                .allMatch(host -> !(host instanceof Host.Name name) || known.containsKey(FixedNames.key(name)));
        boolean needsOthers = resolver != null || !servers.isEmpty() || !areAllKnown;
        Optional<NameResolver> others = needsOthers ? Optional.of(opened(asked)) : Optional.empty();
        return known.isEmpty() ? others : Optional.of(new FixedNames(known, others));
    }

    private NameResolver opened(List<InetSocketAddress> asked) throws IOException {
        NameResolver opened = NameResolver.open(resolver == null ? "" : resolver.toString());
        if (asked.isEmpty()) {
            return opened;
        }
        try (opened) {
            opened.capabilities().require(DNS);
        }
        Map<String, String> options = new LinkedHashMap<>(resolver == null ? Map.of() : resolver.options());
        options.put(
                "server",
                String.join(",", asked.stream().map(AddressText::formatSocket).toList()));
        return NameResolver.open(new ProviderSpec(opened.provider(), options).toString());
    }
}
