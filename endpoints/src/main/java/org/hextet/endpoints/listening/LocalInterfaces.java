package org.hextet.endpoints.listening;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.IpAddress;
import org.hextet.addresses.Zones;

/** The ways to listen on every local interface: which sockets each of them binds. */
public final class LocalInterfaces {

    private static final InetAddress IPV6_WILDCARD = IpAddress.of(new byte[16]).toInetAddress();
    private static final InetAddress IPV4_WILDCARD = IpAddress.of(new byte[4]).toInetAddress();

    private LocalInterfaces() {}

    /**
     * One socket for both families.
     *
     * @return {@code ::}, or the wildcard of the only family there is
     */
    public static PortsOpening.Strategy dualSocket() {
        return families -> families.contains(StandardProtocolFamily.INET6)
                ? List.of(new PortsOpening.Part(IPV6_WILDCARD, false))
                : List.of(new PortsOpening.Part(IPV4_WILDCARD, false));
    }

    /**
     * One socket for each family.
     *
     * @param v6only whether {@code ::} has to be closed to IPv4 by an option
     * @return {@code ::} and {@code 0.0.0.0}, or the one of the only family there is
     */
    public static PortsOpening.Strategy twoSockets(boolean v6only) {
        return families -> {
            List<PortsOpening.Part> parts = new ArrayList<>();
            if (families.contains(StandardProtocolFamily.INET6)) {
                parts.add(new PortsOpening.Part(IPV6_WILDCARD, v6only));
            }
            if (families.contains(StandardProtocolFamily.INET)) {
                parts.add(new PortsOpening.Part(IPV4_WILDCARD, false));
            }
            return parts;
        };
    }

    /**
     * One socket for each address of this host.
     *
     * @return the addresses that the interfaces have now, in the order of the interfaces; link-local ones with their
     *     zone
     */
    public static PortsOpening.Strategy perAddress() {
        return families -> {
            List<PortsOpening.Part> parts = new ArrayList<>();
            for (NetworkInterface each : up()) {
                each.inetAddresses()
                        .filter(address -> families.contains(AddressRules.family(address)))
                        .map(address -> AddressRules.usable(address, "listen on", Zones.ofHost()))
                        .forEach(address -> parts.add(new PortsOpening.Part(address, false)));
            }
            return parts;
        };
    }

    private static List<NetworkInterface> up() throws SocketException {
        List<NetworkInterface> up = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp()) {
                up.add(each);
            }
        }
        return up;
    }
}
