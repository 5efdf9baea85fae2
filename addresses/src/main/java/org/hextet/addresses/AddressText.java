package org.hextet.addresses;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Addresses as text, both ways: read strictly, written canonically. No name is ever looked up, and nothing but dotted
 * decimal is taken for IPv4: no octal, hexadecimal or short form.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.2">RFC 4291, section 2.2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4007#section-11">RFC 4007, section 11</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952</a>
 */
public final class AddressText {

    private AddressText() {}

    /**
     * Reads a literal of either family: {@code 192.0.2.1}, {@code 2001:db8::1}, {@code fe80::1%eth0}. Brackets, ports
     * and prefix lengths belong to other texts ({@link HostPort}).
     *
     * @param text the whole text, without white space around it
     * @return the address; its zone is not looked up
     * @throws AddressSyntaxException if it is no literal; points at the character
     */
    public static IpAddress parse(String text) {
        return LiteralParser.parse(text, 0, text.length());
    }

    /**
     * Writes an address canonically, its zone by interface name: {@code fe80::1%eth0}; by index if the interface has no
     * name on this host. An {@code Inet6Address} that holds an IPv4-mapped address is written {@code ::ffff:192.0.2.1}.
     *
     * @param address any address
     * @return text that {@link #parse} reads back; never a host name
     */
    public static String format(InetAddress address) {
        return format(address, Zones.ofHost());
    }

    /**
     * Writes an address canonically.
     *
     * @param address any address
     * @param zones where the zone's name is found
     * @return as {@link #format(InetAddress)}
     */
    public static String format(InetAddress address, Zones zones) {
        return IpAddress.of(address, zones).toString();
    }

    /**
     * Writes address and port: {@code [fe80::1%eth0]:80}, {@code 192.0.2.1:80}; an unresolved one as {@code name:80}.
     *
     * @param address any socket address
     * @return text that {@link HostPort#parse} reads back; no name is looked up, backwards either
     */
    public static String formatSocket(InetSocketAddress address) {
        return formatSocket(address, Zones.ofHost());
    }

    /**
     * Writes address and port.
     *
     * @param address any socket address
     * @param zones where the zone's name is found
     * @return as {@link #formatSocket(InetSocketAddress)}
     */
    public static String formatSocket(InetSocketAddress address, Zones zones) {
        InetAddress resolved = address.getAddress();
        if (resolved != null) {
            return UriZone.hostText(IpAddress.of(resolved, zones)) + ':' + address.getPort();
        }
        String name = PrintableText.of(address.getHostString());
        return (name.indexOf(':') < 0 ? name : '[' + name + ']') + ':' + address.getPort();
    }
}
