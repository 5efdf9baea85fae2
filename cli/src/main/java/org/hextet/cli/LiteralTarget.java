package org.hextet.cli;

import java.net.InetSocketAddress;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.Zones;
import org.hextet.cli.report.UsageException;
import org.hextet.endpoints.HostnameClientEndpoint;

/** A target that is an address: what no attempt could ever change is told before the first one. */
final class LiteralTarget {

    private static final String CONNECT_TO = "connect to";

    private LiteralTarget() {}

    /**
     * Looks at an endpoint as it will be used. A name passes.
     *
     * @throws IllegalArgumentException if it lacks its zone, or local address or policy are of the other family only
     * @throws org.hextet.addresses.UnknownZoneException if this host does not have its zone
     */
    static void require(Target checked) {
        if (checked.plain() instanceof HostnameClientEndpoint hostname
                && Host.parse(hostname.host()) instanceof Host.Literal literal) {
            Zones zones = Zones.ofHost();
            InetSocketAddress target = AddressRules.target(
                    new InetSocketAddress(literal.address().toInetAddress(zones), hostname.port()), CONNECT_TO, zones);
            hostname.options()
                    .bind()
                    .ifPresent(bind -> AddressRules.requireMatchingEnds(
                            target, AddressRules.local(bind, "bind to", zones), CONNECT_TO, zones));
            if (!hostname.policy().families().contains(AddressRules.family(target.getAddress()))) {
                throw new UsageException(CONNECT_TO + " " + AddressText.formatSocket(target)
                        + ": not of the only family" + " that is allowed (" + hostname.policy() + ")");
            }
        }
    }
}
