package org.hextet.addresses;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The zones that a host has: its interfaces. The one thing that the functions of this package may ask of a host, so
 * that everything else can be tested without one. Implementations may be called from any thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4007#section-11.2">RFC 4007, section 11.2</a>
 */
public interface Zones {

    /**
     * The zones of the host that this program runs on, as {@link java.net.NetworkInterface} has them: interfaces with
     * at least one address. What was seen is kept for a second at most, and looked up afresh whenever a zone is not
     * found, so that a new interface is known at once and a busy server does not ask for every connection.
     *
     * @return the host's zones; always the same object
     */
    static Zones ofHost() {
        return HostZones.INSTANCE;
    }

    /**
     * Zones that never change.
     *
     * @param zones the zones; copied
     * @return exactly these
     */
    static Zones of(List<Zone> zones) {
        return new FixedZones(zones);
    }

    /**
     * Finds a zone by its text.
     *
     * @param zone an interface name, or an index in decimal digits without leading zeros. Digits are read as an index
     *     if there is an interface with that index, else as a name
     * @return the index, from 1; empty if this host has no such zone
     */
    OptionalInt index(String zone);

    /**
     * Finds the name of a zone.
     *
     * @param index an interface index
     * @return the interface's name; empty if this host has no interface with that index
     */
    Optional<String> name(int index);

    /**
     * Every zone of the host.
     *
     * @return the zones in the order of their indices; unmodifiable, possibly empty
     */
    List<Zone> all();

    /**
     * The text by which a zone is written after {@code %}: its name, or its index if it has none here. A name that
     * consists of digits would be read as an index, so such a zone is written by index too.
     *
     * @param index an interface index
     * @return text for which {@link #index(String)} gives {@code index} again if the zone exists
     */
    default String text(int index) {
        return name(index).filter(name -> !ZoneText.isNumber(name)).orElseGet(() -> Integer.toUnsignedString(index));
    }

    /**
     * The zones as a clause for error messages, sixteen at most.
     *
     * @return {@code this host has lo (1), eth0 (2)}
     */
    default String listed() {
        List<Zone> all = all();
        if (all.isEmpty()) {
            return "this host has no interface with an address";
        }
        int shown = Math.min(all.size(), 16);
        return "this host has "
                + all.subList(0, shown).stream().map(Zone::toString).collect(Collectors.joining(", "))
                + (shown < all.size() ? " and " + (all.size() - shown) + " more" : "");
    }
}
