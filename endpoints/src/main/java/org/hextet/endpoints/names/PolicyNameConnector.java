package org.hextet.endpoints.names;

import com.google.auto.service.AutoService;
import java.net.StandardProtocolFamily;
import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.addresses.Host;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.NameConnector;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.policies.ConnectPolicy;

/**
 * {@code Reactor.connectTcp("name", …)}: as {@link HostnameClientEndpoint} would, by the policy of the reactor's
 * options or of the system property {@code hextet.names}; without one over IPv4 only, as programs written before IPv6
 * expect.
 */
@AutoService(NameConnector.class)
public final class PolicyNameConnector implements NameConnector {

    /** Made by {@link java.util.ServiceLoader}. */
    public PolicyNameConnector() {}

    @Override
    public Pending<Connection> connect(
            Reactor reactor, String name, int port, StreamOptions options, Supplier<? extends Protocol> factory) {
        HostnameClientEndpoint endpoint = HostnameClientEndpoint.of(name, port).withOptions(options);
        Optional<ConnectPolicy> policy = policy(reactor);
        if (policy.isPresent()) {
            return endpoint.withPolicy(policy.get()).connect(reactor, factory);
        }
        if (Host.parse(name) instanceof Host.Literal) {
            return endpoint.connect(reactor, factory);
        }
        HostnameClientEndpoint ipv4 = endpoint.withPolicy(ConnectPolicy.serial().only(StandardProtocolFamily.INET));
        return new Ipv4Connect(reactor, ipv4, factory).start();
    }

    private static Optional<ConnectPolicy> policy(Reactor reactor) {
        if (reactor.options().names().isPresent()) {
            return Optional.of(parse(
                    "the reactor's option names", reactor.options().names().get()));
        }
        String property = System.getProperty(Discovery.NAMES_PROPERTY, "");
        return property.isBlank()
                ? Optional.empty()
                : Optional.of(parse("system property " + Discovery.NAMES_PROPERTY, property));
    }

    private static ConnectPolicy parse(String where, String text) {
        try {
            return ConnectPolicy.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(where + ": " + wrong.getMessage(), wrong);
        }
    }
}
