package org.hextet.endpoints;

import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.Host;
import org.hextet.addresses.IpAddress;
import org.hextet.api.DatagramOptions;
import org.hextet.endpoints.text.DatagramOptionsText;
import org.hextet.endpoints.text.EndpointUri;
import org.hextet.endpoints.text.OptionValue;

/** From a URI of datagrams to an endpoint, and back. */
final class UdpUri {

    static final String SCHEME = "udp";
    static final String INTERFACE = "interface";
    static final String SOURCE = "source";
    static final String ONLY = "only";
    static final String TIMEOUT = "timeout";

    /** For errors. */
    private static final String OPTION_EXAMPLE = "receive-limit=1500";

    private static final String FLOW_LABEL = "flow-label";
    private static final String V6ONLY = "v6only";

    /**
     * A kind of endpoint, and its options.
     *
     * @param words for errors
     * @param lacks those of every port that it has not
     * @param more those that not every port has
     */
    private record Kind(String words, List<String> lacks, List<String> more) {

        List<String> names() {
            List<String> names = new ArrayList<>(DatagramOptionsText.names());
            names.removeAll(lacks);
            names.addAll(more);
            return names;
        }
    }

    private static final Kind ADDRESS = new Kind("single address", List.of(), List.of(LocalAddress.BIND));

    private static final Kind EVERYWHERE = new Kind("port on every interface", List.of(FLOW_LABEL, V6ONLY), List.of());

    private static final Kind GROUP =
            new Kind("multicast group", List.of(FLOW_LABEL), List.of(LocalAddress.BIND, INTERFACE, SOURCE));

    private static final Kind NAME = new Kind(
            "host name",
            List.of(V6ONLY),
            List.of(LocalAddress.BIND, ONLY, TIMEOUT, TcpUri.RESOLVER, TcpUri.ADDRESS_POLICY));

    private UdpUri() {}

    static UdpUriEndpoint parse(String uri) {
        EndpointUri parts = EndpointUri.parse(uri, SCHEME, OPTION_EXAMPLE);
        Host host = parts.hostPort().host();
        int port = parts.hostPort().port().orElse(0);
        if (host instanceof Host.Any) {
            return AllLocalInterfacesDatagramEndpoint.on(port).withOptions(options(parts, EVERYWHERE));
        }
        if (host instanceof Host.Name) {
            return named(parts, host.toString(), port);
        }
        IpAddress address = ((Host.Literal) host).address();
        return address.isMulticast() ? group(parts, address, port) : single(parts, address, port);
    }

    private static DatagramOptions options(EndpointUri parts, Kind kind) {
        if (!parts.options().isEmpty()) {
            List<String> elsewhere = new ArrayList<>();
            for (Kind each : List.of(ADDRESS, EVERYWHERE, GROUP, NAME)) {
                elsewhere.addAll(each.names());
            }
            parts.requireKnown(kind.names(), elsewhere, kind.words);
        }
        return DatagramOptionsText.read(parts.options());
    }

    private static Optional<OptionValue> given(EndpointUri parts, String name) {
        Map<String, OptionValue> options = parts.options();
        return Optional.ofNullable(options.get(name));
    }

    private static UdpUriEndpoint single(EndpointUri parts, IpAddress address, int port) {
        UdpEndpoint endpoint = UdpEndpoint.of(address.toString(), port).withOptions(options(parts, ADDRESS));
        Optional<OptionValue> bind = given(parts, LocalAddress.BIND);
        return bind.isPresent() ? endpoint.withBind(bind.get().local()) : endpoint;
    }

    private static UdpUriEndpoint named(EndpointUri parts, String name, int port) {
        DatagramOptions options = options(parts, NAME);
        if (port == 0) {
            throw parts.wrongPort("port 0 to connect to", "give 1 to 65535, as in udp://example.org:53");
        }
        HostnameDatagramEndpoint endpoint =
                HostnameDatagramEndpoint.of(name, port).withOptions(options);
        Optional<OptionValue> bind = given(parts, LocalAddress.BIND);
        if (bind.isPresent()) {
            endpoint = endpoint.withBind(bind.get().local());
        }
        Optional<OptionValue> only = given(parts, ONLY);
        if (only.isPresent()) {
            endpoint = endpoint.only(
                    only.get().oneOf(List.of("6", "4")).equals("6")
                            ? StandardProtocolFamily.INET6
                            : StandardProtocolFamily.INET);
        }
        Optional<OptionValue> timeout = given(parts, TIMEOUT);
        if (timeout.isPresent()) {
            endpoint = endpoint.withDeadline(timeout.get().positiveDuration());
        }
        Optional<OptionValue> addressPolicy = given(parts, TcpUri.ADDRESS_POLICY);
        if (addressPolicy.isPresent()) {
            endpoint = endpoint.withAddressPolicy(TcpUri.file(addressPolicy.get()));
        }
        Optional<OptionValue> resolver = given(parts, TcpUri.RESOLVER);
        return resolver.isPresent() ? endpoint.withResolver(TcpUri.resolverSpec(resolver.get())) : endpoint;
    }

    private static UdpUriEndpoint group(EndpointUri parts, IpAddress group, int port) {
        MulticastEndpoint endpoint =
                MulticastEndpoint.of(group.toString(), port).withOptions(options(parts, GROUP));
        Optional<OptionValue> bind = given(parts, LocalAddress.BIND);
        if (bind.isPresent()) {
            endpoint = endpoint.withBind(bind.get().local());
        }
        Optional<OptionValue> on = given(parts, INTERFACE);
        if (on.isPresent()) {
            if (!group.zone().isEmpty()) {
                throw on.get()
                        .misplaced(
                                "option \"" + INTERFACE + "\" for a group with a zone",
                                "the zone " + group.zone() + " names the interface already; give one of them");
            }
            endpoint = endpoint.withInterface(on.get().device());
        }
        Optional<OptionValue> sources = given(parts, SOURCE);
        return sources.isPresent() ? endpoint.withSources(sources(sources.get(), group)) : endpoint;
    }

    private static List<String> sources(OptionValue value, IpAddress group) {
        List<String> sources = new ArrayList<>();
        for (OptionValue each : value.each()) {
            IpAddress source = each.address();
            if (source.isMulticast() || source.isWildcard() || source.family() != group.family()) {
                AddressSyntaxException wrong = each.wrong(
                        "\"" + source + "\" as a source of " + group,
                        "a source is one host of the group's family; give its unicast address, as in "
                                + (group.family() == StandardProtocolFamily.INET6
                                        ? "source=[fd00::2]"
                                        : "source=192.0.2.7"));
                throw wrong;
            }
            sources.add(source.toString());
        }
        return sources;
    }

    /** The URI of host, port and options. */
    static String text(String hostPort, List<String> options) {
        return SCHEME + "://" + hostPort + (options.isEmpty() ? "" : "?" + String.join("&", options));
    }
}
