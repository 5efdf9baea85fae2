package org.hextet.policies;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What earlier connects to the same name have taught. A value: whoever keeps it decides when it is too old, and drops
 * it when the host's network changes (RFC 8305, section 4).
 *
 * @param worked addresses that were connected to, the latest first. Each that is answered again leads its family; it
 *     does not change which family is first. Copied
 */
public record History(List<InetAddress> worked) {

    /** Nothing is known. */
    public static final History NONE = new History(List.of());

    /**
     * Copies the list.
     *
     * @param worked addresses that were connected to, the latest first
     */
    public History {
        worked = List.copyOf(worked);
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof History that && AddressKey.all(worked).equals(AddressKey.all(that.worked));
    }

    @Override
    public int hashCode() {
        return AddressKey.all(worked).hashCode();
    }
}
