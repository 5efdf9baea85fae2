package org.hextet.addresses;

/**
 * A zone that this host does not have: an interface name or index of nothing. The message lists the zones that exist:
 * {@code fe80::1%eth7: unknown zone "eth7"; this host has lo (1), eth0 (2)}.
 */
public final class UnknownZoneException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** The zone that is missing. */
    private final String zone;

    /**
     * Makes the failure and its message.
     *
     * @param subject what it is about, with the operation if one was asked for: {@code connect to fe80::1%eth7 port 22}
     * @param zone the zone, as a name or as an index
     * @param zones those that exist
     */
    public UnknownZoneException(String subject, String zone, Zones zones) {
        super(PrintableText.of(subject) + ": unknown zone \"" + PrintableText.of(zone) + "\"; " + zones.listed());
        this.zone = zone;
    }

    /**
     * The zone that does not exist.
     *
     * @return its text, a name or an index
     */
    public String zone() {
        return zone;
    }
}
