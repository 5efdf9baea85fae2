package org.hextet.addresses;

import java.net.InetAddress;
import java.util.Locale;

/**
 * How far an address reaches, by RFC 6724, sections 3.1 and 3.2: the scope field of a multicast address, and what
 * unicast addresses are mapped to. The order of the constants is the order of size; a constant's ordinal is the number
 * on the wire.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.7">RFC 4291, section 2.7</a>
 */
public enum Scope {
    /** Reserved: 0. */
    RESERVED_0(0),
    /** One interface of one host: 1. */
    INTERFACE_LOCAL(1),
    /** One link: 2. Also {@code fe80::/10}, {@code ::1}, {@code 169.254.0.0/16} and {@code 127.0.0.0/8}. */
    LINK_LOCAL(2),
    /** One realm: 3 (RFC 7346). */
    REALM_LOCAL(3),
    /** What an administrator set up: 4. */
    ADMIN_LOCAL(4),
    /** One site: 5. Also the deprecated {@code fec0::/10}. */
    SITE_LOCAL(5),
    /** Unassigned: 6. */
    UNASSIGNED_6(6),
    /** Unassigned: 7. */
    UNASSIGNED_7(7),
    /** The sites of one organization: 8. */
    ORGANIZATION_LOCAL(8),
    /** Unassigned: 9. */
    UNASSIGNED_9(9),
    /** Unassigned: 10. */
    UNASSIGNED_10(10),
    /** Unassigned: 11. */
    UNASSIGNED_11(11),
    /** Unassigned: 12. */
    UNASSIGNED_12(12),
    /** Unassigned: 13. */
    UNASSIGNED_13(13),
    /** Everywhere: 14. Also unique local addresses, and IPv4 addresses not named above, private ones included. */
    GLOBAL(14),
    /** Reserved: 15. */
    RESERVED_15(15);

    private static final Scope[] BY_NUMBER = values();

    private final int number;

    Scope(int number) {
        this.number = number;
    }

    /**
     * The scope of an address.
     *
     * @param address any address; an IPv4-mapped one counts as IPv4
     * @return its scope
     */
    public static Scope of(InetAddress address) {
        return of(address.getAddress());
    }

    static Scope of(byte[] address) {
        byte[] bytes = AddressBytes.unmapped(address);
        if (AddressBytes.isLinkLocal(bytes) || AddressBytes.isLoopback(bytes)) {
            return LINK_LOCAL;
        }
        if (AddressBytes.isSiteLocal(bytes)) {
            return SITE_LOCAL;
        }
        // RFC 6724 gives IPv4 multicast no scope of its own: section 3.2 makes "all other IPv4 addresses" global.
        return bytes.length == 16 && AddressBytes.isMulticast(bytes) ? BY_NUMBER[bytes[1] & 0xf] : GLOBAL;
    }

    /**
     * The number that stands in a multicast address.
     *
     * @return 0 to 15
     */
    public int number() {
        return number;
    }

    /**
     * The scope in words, for reasons and error messages.
     *
     * @return for example {@code link-local}
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
