package org.hextet.endpoints;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.Host;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.endpoints.AllLocalInterfacesServerEndpoint.Mode;
import org.hextet.endpoints.bindings.ServiceBindings;
import org.hextet.endpoints.history.ConnectHistory;
import org.hextet.endpoints.nat64.Nat64;
import org.hextet.endpoints.text.EndpointUri;
import org.hextet.endpoints.text.OptionValue;
import org.hextet.endpoints.text.PolicyText;
import org.hextet.endpoints.text.StreamOptionsText;
import org.hextet.endpoints.text.StreamOptionsText.Side;

/** From a URI to an endpoint. */
final class TcpUri {

    static final String SCHEME = "tcp";

    /** For errors. */
    static final String OPTION_EXAMPLE = "idle-timeout=60s";

    static final String ATTEMPT_TIMEOUT = "attempt-timeout";
    static final String RETRY = "retry";
    static final String RESOLVER = "resolver";
    static final String ADDRESS_POLICY = "address-policy";
    static final String HISTORY = "history";
    static final String NAT64 = "nat64";
    static final String SERVICE_BINDING = "service-binding";
    static final String MODE = "mode";
    static final String BEST_EFFORT = "best-effort";

    private TcpUri() {}

    static HostnameClientEndpoint client(String uri) {
        return client(EndpointUri.parse(uri, SCHEME, OPTION_EXAMPLE), List.of(), List.of());
    }

    /** Of a scheme on top of TCP, which reads its own options by itself. */
    static HostnameClientEndpoint client(EndpointUri parts, List<String> more, List<String> moreOfServers) {
        if (!parts.options().isEmpty()) {
            parts.requireKnown(joined(clientOptions(), more), joined(serverOptions(), moreOfServers), "client");
        }
        if (parts.hostPort().host() instanceof Host.Any) {
            throw parts.wrongHost(
                    "\"*\", every local interface, to connect to",
                    "only a server listens on it; give a name or an address, as in " + parts.scheme()
                            + "://[::1]:9000");
        }
        int port = parts.hostPort().port().orElse(0);
        if (port == 0) {
            throw parts.wrongPort("port 0 to connect to", "give 1 to 65535, as in " + parts.scheme() + "://[::1]:9000");
        }
        HostnameClientEndpoint endpoint = HostnameClientEndpoint.of(
                        parts.hostPort().host().toString(), port)
                .withPolicy(PolicyText.read(parts.text(), parts.options()))
                .withOptions(StreamOptionsText.read(parts.options(), Side.CLIENT));
        OptionValue attemptTimeout = parts.options().get(ATTEMPT_TIMEOUT);
        if (attemptTimeout != null) {
            endpoint = endpoint.withAttemptTimeout(attemptTimeout.positiveDuration());
        }
        OptionValue retry = parts.options().get(RETRY);
        if (retry != null) {
            endpoint = endpoint.withRetry(retry.backoff());
        }
        OptionValue addressPolicy = parts.options().get(ADDRESS_POLICY);
        if (addressPolicy != null) {
            endpoint = endpoint.withAddressPolicy(file(addressPolicy));
        }
        OptionValue history = parts.options().get(HISTORY);
        if (history != null) {
            endpoint = history.flag() ? endpoint.withHistory(ConnectHistory.ofProcess()) : endpoint.withoutHistory();
        }
        OptionValue nat64 = parts.options().get(NAT64);
        if (nat64 != null) {
            endpoint = endpoint.withNat64(nat64(nat64));
        }
        OptionValue binding = parts.options().get(SERVICE_BINDING);
        if (binding != null) {
            endpoint = endpoint.withServiceBindings(serviceBindings(binding));
        }
        OptionValue resolver = parts.options().get(RESOLVER);
        return resolver == null ? endpoint : endpoint.withResolver(resolverSpec(resolver));
    }

    private static Nat64 nat64(OptionValue value) {
        try {
            return Nat64.parse(value.value());
        } catch (AddressSyntaxException wrong) {
            throw wrong.within(value.uri(), value.valueAt());
        }
    }

    private static ServiceBindings serviceBindings(OptionValue value) {
        try {
            return ServiceBindings.parse(value.value());
        } catch (AddressSyntaxException wrong) {
            throw wrong.within(value.uri(), value.valueAt());
        }
    }

    static String file(OptionValue value) {
        String path = value.decoded();
        if (path.isEmpty()) {
            throw value.wrong("no file", "write its path, as in " + value.name() + "=/etc/gai.conf");
        }
        return path;
    }

    static String resolverSpec(OptionValue resolver) {
        String spec = resolver.decoded();
        try {
            ProviderSpec.parse(spec);
        } catch (IllegalArgumentException wrong) {
            var here = resolver.wrong("no resolver (" + wrong.getMessage() + ")", "write its name, as in resolver=jdk");
            here.initCause(wrong);
            throw here;
        }
        return spec;
    }

    private static List<String> joined(List<String> names, List<String> more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(more);
        return all;
    }

    static ServerEndpoint server(String uri) {
        return server(EndpointUri.parse(uri, SCHEME, OPTION_EXAMPLE), List.of(), List.of());
    }

    /** Of a scheme on top of TCP, which reads its own options by itself. */
    static ServerEndpoint server(EndpointUri parts, List<String> more, List<String> moreOfClients) {
        if (!parts.options().isEmpty()) {
            parts.requireKnown(joined(serverOptions(), more), joined(clientOptions(), moreOfClients), "server");
        }
        StreamOptions options = StreamOptionsText.read(parts.options(), Side.SERVER);
        Host host = parts.hostPort().host();
        int port = parts.hostPort().port().orElse(0);
        if (host instanceof Host.Any) {
            return everywhere(parts, AllLocalInterfacesServerEndpoint.on(port).withOptions(options));
        }
        for (String name : List.of(MODE, BEST_EFFORT)) {
            OptionValue misplaced = parts.options().get(name);
            if (misplaced != null) {
                throw misplaced.misplaced(
                        "option \"" + name + "\" for one address",
                        "it is for every interface: " + parts.scheme() + "://*:" + port);
            }
        }
        if (host instanceof Host.Literal literal) {
            return TcpServerEndpoint.of(literal.toString(), port).withOptions(options);
        }
        throw parts.wrongHost(
                "host name \"" + host + "\" to listen on",
                "a server binds addresses of this host: " + parts.scheme() + "://[::1]:" + port + ", " + parts.scheme()
                        + "://127.0.0.1:" + port + ", or " + parts.scheme() + "://*:" + port + " for all");
    }

    private static ServerEndpoint everywhere(EndpointUri parts, AllLocalInterfacesServerEndpoint endpoint) {
        AllLocalInterfacesServerEndpoint changed = endpoint;
        OptionValue mode = parts.options().get(MODE);
        if (mode != null) {
            changed = changed.withMode(mode(mode));
        }
        OptionValue bestEffort = parts.options().get(BEST_EFFORT);
        if (bestEffort != null) {
            changed = changed.withBestEffort(bestEffort.flag());
        }
        return changed;
    }

    private static Mode mode(OptionValue value) {
        String word = value.oneOf(Stream.of(Mode.values()).map(Mode::text).toList());
        return Stream.of(Mode.values())
                .filter(mode -> mode.text().equals(word))
                .findFirst()
                .orElse(Mode.AUTO);
    }

    private static List<String> clientOptions() {
        List<String> names = new ArrayList<>(PolicyText.names());
        names.addAll(StreamOptionsText.names(Side.CLIENT));
        names.add(ATTEMPT_TIMEOUT);
        names.add(RETRY);
        names.add(RESOLVER);
        names.add(ADDRESS_POLICY);
        names.add(HISTORY);
        names.add(NAT64);
        names.add(SERVICE_BINDING);
        return names;
    }

    private static List<String> serverOptions() {
        List<String> names = new ArrayList<>(StreamOptionsText.names(Side.SERVER));
        names.add(MODE);
        names.add(BEST_EFFORT);
        return names;
    }
}
