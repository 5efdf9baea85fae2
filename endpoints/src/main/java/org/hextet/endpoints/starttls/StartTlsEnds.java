package org.hextet.endpoints.starttls;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;

/**
 * Who speaks with whom, for protocols that introduce themselves.
 *
 * @param local this end's address
 * @param remote the other end's
 * @param serverName of a client: the host, or the literal address, that it wants to speak to; of a server empty
 */
public record StartTlsEnds(InetSocketAddress local, InetSocketAddress remote, Optional<String> serverName) {

    /**
     * This end as mail servers name a host that has an address and no name.
     *
     * @return for example {@code [192.0.2.1]}, {@code [IPv6:2001:db8::1]}
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5321#section-4.1.3">RFC 5321, section 4.1.3</a>
     */
    public String localLiteral() {
        // Without zone: it means nothing to others.
        String text = IpAddress.of(local.getAddress().getAddress()).toString();
        return local.getAddress() instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }

    /**
     * The host that a client wants to speak to.
     *
     * @return the server name, without final dot; else the address
     */
    public String host() {
        String host = serverName.orElseGet(() -> AddressText.format(remote.getAddress()));
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
